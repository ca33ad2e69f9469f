import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { printCpu, printLatency, printMemory, readCpu, readLatency, readMemory } from './units.ts';

describe('units', () => {
  it('reads a latency objective', () => {
    assert.equal(printLatency(0.999, 1500), '99.9% under 1500ms');
    assert.deepEqual(readLatency('95% under 200ms'), { share: 0.95, latency_ms: 200 });
    assert.equal(readLatency('fast'), undefined);
  });

  it('reads CPU and memory as Kubernetes and Compose write them', () => {
    assert.deepEqual(['200m', '1.5', '2', '500000u', '1e-1'].map(readCpu), [0.2, 1.5, 2, 0.5, 0.1]);
    assert.ok(Number.isNaN(readCpu('many')));
    assert.equal(readMemory('128Mi', 'kubernetes'), 128 * 2 ** 20);
    assert.equal(readMemory('1500m', 'kubernetes'), 2);
    assert.equal(readMemory('1G', 'kubernetes'), 1e9);
    assert.equal(readMemory('1gb', 'compose'), 2 ** 30);
    assert.equal(readMemory('50m', 'compose'), 50 * 2 ** 20);
    assert.equal(printMemory(128 * 2 ** 20), '128Mi');
    assert.equal(printCpu(0.2), '200m');
  });

  it('reads back what it prints, exactly', () => {
    const cores = fc.double({ min: 1e-9, max: 1e4, noNaN: true });
    fc.assert(fc.property(cores, (value) => readCpu(printCpu(value)) === value));
    const bytes = fc.integer({ min: 1, max: 2 ** 50 });
    fc.assert(
      fc.property(bytes, (value) => readMemory(printMemory(value), 'kubernetes') === value),
    );
  });
});
