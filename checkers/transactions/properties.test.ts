import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { History, Operation } from '../history/operation.ts';
import { isArray } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkListAppend, checkRwRegister } from './index.ts';
import { impliedAnomalies } from './models.ts';
import { type Case, lists } from './testing/cases.ts';
import { mutate } from './testing/mutate.ts';
import { simulate, tiny } from './testing/simulate.ts';
import { together } from './testing/sketch.ts';
import { hasSerialOrder, hasSnapshotOrder } from './testing/slow.ts';
import { cycleNames, flawNames } from './testing/slow-cycles.ts';

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
          const isInvalid =
            finish(checkListAppend(history, { consistencyModel })).validity === 'invalid';
          const isSerial = hasSerialOrder(history, isStrict);
          if (isInvalid) assert.equal(isSerial, false, 'refuted, but there is an order');
          else if (isInferable(history)) assert.equal(isSerial, true, 'missed');
          seen[isSerial ? 'valid' : 'invalid']++;
        }),
        { numRuns: 200 },
      );
      assert.ok(seen.valid > 20 && seen.invalid > 20, JSON.stringify(seen));
    });

    it(`refutes ${consistencyModel} only where there is no order`, () => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const history = tiny(seed, 'append', false);
          if (finish(checkListAppend(history, { consistencyModel })).validity !== 'invalid') return;
          assert.equal(hasSerialOrder(history, isStrict), false);
        }),
        { numRuns: 200 },
      );
    });
  }
});

const SNAPSHOTS = [
  { consistencyModel: 'snapshot-isolation', order: 'none' },
  { consistencyModel: 'strong-session-snapshot-isolation', order: 'process' },
  { consistencyModel: 'strong-snapshot-isolation', order: 'realtime' },
] as const;

describe('transactions against all runs under snapshot isolation', () => {
  for (const { consistencyModel, order } of SNAPSHOTS) {
    for (const [verb, check] of [
      ['append', checkListAppend],
      ['w', checkRwRegister],
    ] as const) {
      it(`agrees on ${consistencyModel} of ${verb}`, () => {
        const seen = { valid: 0, invalid: 0 };
        fc.assert(
          fc.property(seeds, (seed) => {
            const history = tiny(seed, verb, true, {
              processes: 1 + (seed % 4),
              isWild: seed % 3 > 0,
            });
            const isInvalid = finish(check(history, { consistencyModel })).validity === 'invalid';
            const hasOrder = hasSnapshotOrder(history, order);
            if (isInvalid) assert.equal(hasOrder, false, 'refuted, but there is a run');
            else if (verb === 'append' && isInferable(history)) {
              assert.equal(hasOrder, true, 'missed');
            }
            seen[isInvalid ? 'invalid' : 'valid']++;
          }),
          { numRuns: 200 },
        );
        assert.ok(seen.valid > 8 && seen.invalid > 8, JSON.stringify(seen));
      });
    }
  }
});

describe('list-append against all cycles, one by one', () => {
  const isCycle = (name: string): boolean => /^G(0|1c|2|-)/.test(name);
  const agree = (history: History): readonly string[] => {
    const found = Object.keys(finish(checkListAppend(history)).anomalies);
    const cycles = cycleNames(history);
    const told = impliedAnomalies(found);
    assert.deepEqual(
      found.filter((name) => isCycle(name) && !cycles.has(name)),
      [],
      'there is no such cycle',
    );
    assert.deepEqual(
      [...cycles].filter((name) => !told.has(name)),
      [],
      'missed',
    );
    assert.deepEqual(found.filter((name) => !isCycle(name)).sort(), [...flawNames(history)].sort());
    return found;
  };

  it('names those of random histories, and all of them', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(seeds, (seed) => {
        const options = { transactions: 6, keys: 3, processes: 1 + (seed % 4) };
        const history = tiny(seed, 'append', seed % 2 === 0, { ...options, isWild: seed % 5 > 0 });
        for (const kind of agree(history)) kinds.add(kind);
      }),
      { numRuns: 300 },
    );
    assert.ok(kinds.size >= 8, [...kinds].join());
  });

  it('names those of histories that are nearly an example of an anomaly', () => {
    const kinds = new Set<string>();
    const near = lists.filter(
      ({ history, kinds: [kind = ''] }) =>
        history.operations.length < 9 && !/incompatible|duplicate/.test(kind),
    );
    fc.assert(
      fc.property(seeds, fc.nat(near.length - 1), (seed, at) => {
        const [{ history } = lists[0] as Case] = near.slice(at); // There are some.
        for (const kind of agree(mutate(seed, history))) kinds.add(kind);
      }),
      { numRuns: 800 },
    );
    for (const level of ['', '-process', '-realtime']) {
      for (const name of ['G0', 'G1c', 'G-single', 'G-nonadjacent', 'G2-item']) {
        assert.ok(kinds.has(`${name}${level}`), `no ${name}${level} among ${[...kinds].join()}`);
      }
    }
  });
});

describe('rw-register against all serial orders', () => {
  for (const { consistencyModel, isStrict } of MODELS) {
    it(`refutes ${consistencyModel} only where there is no order`, () => {
      let refuted = 0;
      fc.assert(
        fc.property(seeds, (seed) => {
          const history = tiny(seed, 'w', seed % 2 === 0);
          if (finish(checkRwRegister(history, { consistencyModel })).validity !== 'invalid') return;
          refuted++;
          assert.equal(hasSerialOrder(history, isStrict), false);
        }),
        { numRuns: 200 },
      );
      assert.ok(refuted > 10);
    });
  }
});

describe('simulated stores', () => {
  // What each of them guarantees, and what shows that it guarantees no more.
  for (const { isolation, consistencyModel, shows } of [
    { isolation: 'serial', consistencyModel: 'strict-serializable', shows: /^$/ },
    {
      isolation: 'snapshot',
      consistencyModel: 'strong-snapshot-isolation',
      shows: /^G2-item(-process|-realtime)?$/,
    },
    {
      isolation: 'session-snapshot',
      consistencyModel: 'strong-session-snapshot-isolation',
      // A stale read after a newer one elsewhere: in real time, the versions go round in a circle.
      shows: /^(G2-item|G-(single|nonadjacent)-realtime|cyclic-versions-realtime)/,
    },
    {
      isolation: 'read-committed',
      consistencyModel: 'strong-read-committed',
      shows: /^(G-single|G-nonadjacent|G2-item|lost-update|internal)/,
    },
  ] as const) {
    for (const [verb, check] of [
      ['append', checkListAppend],
      ['w', checkRwRegister],
    ] as const) {
      it(`with ${isolation} transactions of ${verb} are ${consistencyModel}, and nothing else is said of them`, () => {
        const kinds = new Set<string>();
        fc.assert(
          fc.property(seeds, (seed) => {
            const history = simulate(seed, { isolation, transactions: 40, verb });
            const { anomalies, findings } = finish(check(history, { consistencyModel }));
            assert.deepEqual(findings, []);
            for (const kind of Object.keys(anomalies)) kinds.add(kind);
          }),
          { numRuns: 30 },
        );
        assert.equal(kinds.size > 0, isolation !== 'serial');
        assert.deepEqual(
          [...kinds].filter((kind) => !shows.test(kind)),
          [],
        );
      });
    }
  }

  it('lost updates are found as such, and as read skew', () => {
    const history = simulate(1, { isolation: 'lost-updates', transactions: 200 });
    const kinds = Object.keys(finish(checkListAppend(history)).anomalies);
    assert.ok(kinds.includes('lost-update') && kinds.includes('G-single'), kinds.join());
  });
});

describe('a key that many read and many append to, never read again', () => {
  const many = (count: number, body: (i: number) => string): string[] =>
    Array.from({ length: count }, (_, i) => body(i));

  it('is in order when all read before all appended', () => {
    const history = together(...many(300, () => 'rx'), 'rx ax1', ...many(20, (i) => `ax${i + 2}`));
    assert.equal(finish(checkListAppend(history)).validity, 'valid');
  });

  it('is out of order when two of them append after a read', () => {
    const history = together(...many(40, (i) => `rx ax${i + 1}`));
    const { anomalies } = finish(checkListAppend(history));
    assert.equal(anomalies['G2-item']?.examples[0]?.steps.length, 2);
    assert.equal(anomalies['lost-update']?.count, 39);
  });
});
