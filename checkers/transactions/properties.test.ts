import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { History, Operation } from '../history/operation.ts';
import { isArray } from '../value.ts';
import { checkListAppend, checkRwRegister } from './index.ts';
import { simulate, tiny } from './simulate.ts';
import { together } from './sketch.ts';
import { hasSerialOrder } from './slow.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

const MODELS = [
  { consistencyModel: 'serializable', isStrict: false },
  { consistencyModel: 'strict-serializable', isStrict: true },
];

/** Whether the committed reads show the place of every append, and no append crashed. */
const isInferable = ({ operations }: History): boolean => {
  const body = ({ outcome, input, output }: Operation) => {
    const micros = outcome === 'ok' ? output : input;
    return isArray(micros) ? micros.filter(isArray) : [];
  };
  const read = new Set<string>();
  for (const operation of operations) {
    if (operation.outcome !== 'ok') continue;
    for (const [f, key, list] of body(operation)) {
      if (f === 'r' && isArray(list ?? null)) {
        for (const element of list as readonly unknown[]) read.add(`${key} ${element}`);
      }
    }
  }
  return operations.every(
    (operation) =>
      operation.outcome === 'fail' ||
      body(operation).every(([f, key, element]) => f === 'r' || read.has(`${key} ${element}`)),
  );
};

describe('list-append against all serial orders', () => {
  for (const { consistencyModel, isStrict } of MODELS) {
    it(`agrees on ${consistencyModel} where every append is read`, () => {
      const seen = { valid: 0, invalid: 0 };
      fc.assert(
        fc.property(seeds, (seed) => {
          const history = tiny(seed, 'append', true);
          const isInvalid = checkListAppend(history, { consistencyModel }).validity === 'invalid';
          const isSerial = hasSerialOrder(history, isStrict);
          if (isInvalid) assert.equal(isSerial, false, 'refuted, but there is an order');
          else if (isInferable(history)) assert.equal(isSerial, true, 'missed');
          seen[isSerial ? 'valid' : 'invalid']++;
        }),
        { numRuns: 1000 },
      );
      assert.ok(seen.valid > 100 && seen.invalid > 100, JSON.stringify(seen));
    });

    it(`refutes ${consistencyModel} only where there is no order`, () => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const history = tiny(seed, 'append', false);
          if (checkListAppend(history, { consistencyModel }).validity !== 'invalid') return;
          assert.equal(hasSerialOrder(history, isStrict), false);
        }),
        { numRuns: 1000 },
      );
    });
  }
});

describe('rw-register against all serial orders', () => {
  for (const { consistencyModel, isStrict } of MODELS) {
    it(`refutes ${consistencyModel} only where there is no order`, () => {
      let refuted = 0;
      fc.assert(
        fc.property(seeds, (seed) => {
          const history = tiny(seed, 'w', seed % 2 === 0);
          if (checkRwRegister(history, { consistencyModel }).validity !== 'invalid') return;
          refuted++;
          assert.equal(hasSerialOrder(history, isStrict), false);
        }),
        { numRuns: 1000 },
      );
      assert.ok(refuted > 100);
    });
  }
});

describe('simulated stores', () => {
  it('a serial one is strict-serializable', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const lists = simulate(seed, { isolation: 'serial', transactions: 60 });
        assert.deepEqual(checkListAppend(lists).findings, []);
        const registers = simulate(seed, { isolation: 'serial', transactions: 60, verb: 'w' });
        assert.deepEqual(checkRwRegister(registers).findings, []);
      }),
      { numRuns: 60 },
    );
  });

  it('snapshot isolation shows write skew and nothing worse', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(seeds, (seed) => {
        const history = simulate(seed, { isolation: 'snapshot', transactions: 60 });
        const consistencyModel = 'strong-snapshot-isolation';
        const { anomalies, findings } = checkListAppend(history, { consistencyModel });
        assert.deepEqual(findings, []);
        for (const kind of Object.keys(anomalies)) kinds.add(kind);
      }),
      { numRuns: 60 },
    );
    assert.ok(kinds.has('G2-item'));
    assert.ok(
      [...kinds].every((kind) => /^G2-item(-realtime)?$/.test(kind)),
      [...kinds].join(),
    );
  });

  it('lost updates are found as such, and as read skew', () => {
    const history = simulate(1, { isolation: 'lost-updates', transactions: 200 });
    const kinds = Object.keys(checkListAppend(history).anomalies);
    assert.ok(kinds.includes('lost-update') && kinds.includes('G-single'), kinds.join());
  });
});

describe('a key that many read and many append to, never read again', () => {
  const many = (count: number, body: (i: number) => string): string[] =>
    Array.from({ length: count }, (_, i) => body(i));

  it('is in order when all read before all appended', () => {
    const history = together(...many(300, () => 'rx'), 'rx ax1', ...many(20, (i) => `ax${i + 2}`));
    assert.equal(checkListAppend(history).validity, 'valid');
  });

  it('is out of order when two of them append after a read', () => {
    const history = together(...many(40, (i) => `rx ax${i + 1}`));
    const { anomalies } = checkListAppend(history);
    assert.equal(anomalies['G2-item']?.examples[0]?.steps.length, 2);
    assert.equal(anomalies['lost-update']?.count, 39);
  });
});
