import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { arbitrarySystem } from '../testing.ts';
import { parseSystem } from './parse.ts';
import { printSystem } from './print.ts';

describe('printSystem', () => {
  it('prints what parses back to an equal system', () => {
    fc.assert(
      fc.property(arbitrarySystem, (system) => {
        const parsed = parseSystem(printSystem(system), 'any.yaml');
        assert.ok(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.problems));
        assert.deepEqual(parsed.system, system);
      }),
      { numRuns: 200 },
    );
  });

  it('is stable: printing what was parsed changes nothing', () => {
    fc.assert(
      fc.property(arbitrarySystem, (system) => {
        const text = printSystem(system);
        const parsed = parseSystem(text, 'any.yaml');
        assert.equal(parsed.ok && printSystem(parsed.system), text);
      }),
      { numRuns: 50 },
    );
  });
});
