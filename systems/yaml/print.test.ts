import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { arbitrarySystem } from '../testing.ts';
import { parseSystem } from './parse.ts';
import { printSystem } from './print.ts';

describe('printSystem', () => {
  it('prints what parses back to an equal system, and prints that the same', () => {
    fc.assert(
      fc.property(arbitrarySystem, (system) => {
        const text = printSystem(system);
        const parsed = parseSystem(text, 'any.yaml');
        assert.ok(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.problems));
        assert.deepEqual(parsed.system, system);
        assert.equal(printSystem(parsed.system), text);
      }),
      { numRuns: 40 },
    );
  });

  it('says on top who is not known to be called, stores under their likely owner', () => {
    const text = `dstudio: system/1
entries: { front: {} }
services:
  front:
  orders:
  orders-db: { kind: store }
  stock: { operations: { get: { calls: { stock-db: {} } } } }
  stock-db: { kind: store }
`;
    const parsed = parseSystem(text, 'shop.yaml');
    assert.ok(parsed.ok);
    const head = printSystem(parsed.system).split('dstudio:')[0] ?? '';
    assert.match(head, /reach these services.*\n# {3}orders, orders-db, stock, stock-db\n/);
    assert.match(head, / {3}front:\n(?:# .*\n){3}# {11}orders\/handle: {}\n# {11}stock\/get: {}\n/);
    assert.match(head, / {3}orders:\n(?:# .*\n){3}# {11}orders-db\/handle: {}\n\n/);
  });
});
