import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  printCpu,
  printMemory,
  printShare,
  readCpu,
  readLatency,
  readMemory,
  readShare,
} from './units.ts';

describe('units', () => {
  it('reads shares as the person means them', () => {
    assert.equal(readShare('99.9%'), 0.999);
    assert.equal(readShare('0.0010000000000000002'), 0.0010000000000000002);
    assert.equal(printShare(0.999), '99.9%');
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
    const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
    fc.assert(fc.property(share, (value) => readShare(printShare(value)) === value));
    const cores = fc.double({ min: 1e-9, max: 1e4, noNaN: true });
    fc.assert(fc.property(cores, (value) => readCpu(printCpu(value)) === value));
    const bytes = fc.integer({ min: 1, max: 2 ** 50 });
    fc.assert(
      fc.property(bytes, (value) => readMemory(printMemory(value), 'kubernetes') === value),
    );
  });
});
