import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import type { History } from '../history/operation.ts';
import { checkLinearizable } from '../linearizability/check.ts';
import { ofEvents, oneByOne } from '../testing/of-events.ts';
import { isLinearizable } from '../testing/oracle.ts';
import { smallHistory, type Vocabulary } from '../testing/small.ts';
import { isArray, type Value } from '../value.ts';
import { finish } from '../verdict.ts';
import { multiRegister } from './multi-register.ts';

const validity = (history: History, initial?: Value): string =>
  finish(checkLinearizable(history, multiRegister(initial))).validity;

test('several registers are read and written at once', () => {
  const swap = (second: Value): History =>
    oneByOne(
      [
        0,
        'txn',
        [
          ['write', 'x', 1],
          ['write', 'y', 2],
        ],
      ],
      [
        1,
        'txn',
        [
          ['r', 'x', null],
          ['w', 'x', 3],
          ['r', 'x', null],
        ],
        [
          ['r', 'x', 1],
          ['w', 'x', 3],
          ['r', 'x', 3],
        ],
      ],
      [2, 'read', null, { x: 3, y: second }],
    );
  assert.equal(validity(swap(2)), 'valid');
  assert.equal(validity(swap(1)), 'invalid');
});

test('a read of half a write is refuted, and the counterexample holds what matters', () => {
  const history = ofEvents(
    [3, 'invoke', 'write', { x: 9 }],
    [3, 'ok', 'write', { x: 9 }],
    [0, 'invoke', 'write', { x: 3, y: 1 }],
    [0, 'ok', 'write', { x: 3, y: 1 }],
    [1, 'invoke', 'write', { x: 2, y: 2 }],
    [2, 'invoke', 'read', null],
    [2, 'ok', 'read', { x: 2, y: 1 }],
    [1, 'ok', 'write', { x: 2, y: 2 }],
  );
  const { validity: found, counterexample } = finish(checkLinearizable(history, multiRegister()));
  assert.equal(found, 'invalid');
  assert.deepEqual(
    counterexample?.operations.map(({ process }) => process),
    [0, 1, 2],
  );
});

test('what a register began with is learnt from the first read, or told', () => {
  const reads = (...values: readonly Value[]): History =>
    oneByOne(...values.map((value) => [0, 'txn', [['r', 7, null]], [['r', 7, value]]] as const));
  assert.equal(validity(reads(5, 5)), 'valid');
  assert.equal(validity(reads(5, 6)), 'invalid');
  assert.equal(validity(reads(5), 4), 'invalid');
  assert.equal(validity(reads(5), { 7: 5 }), 'valid');
  assert.equal(validity(reads(5), { 8: 5 }), 'invalid');
  // Nobody knows what it was, as in Knossos; without being told, nil is a value.
  assert.equal(validity(reads(5, null, 5), 5), 'valid');
  assert.equal(validity(reads(5, null)), 'invalid');
});

test('what is no list of reads and writes is refused', () => {
  for (const value of [7, [['append', 'x', 1]], [['r']]]) {
    assert.throws(
      () => validity(oneByOne([0, 'txn', value])),
      /test:1: a multi-register takes a list such as/,
    );
  }
  assert.throws(() => validity(oneByOne([0, 'cas', [1, 2]])), /has no 'cas'/);
});

test('agrees with every order tried', () => {
  const keys = ['x', 'y'] as const;
  const words: Vocabulary = {
    invoke: (random) => ({
      f: 'txn',
      value: Array.from({ length: 1 + random.below(2) }, () => {
        const key = keys[random.below(2)] ?? 'x';
        return random.below(2) === 0 ? ['r', key, null] : ['w', key, random.below(2)];
      }),
    }),
    complete: (random, _, value) =>
      isArray(value)
        ? value.map((micro) =>
            isArray(micro) && micro[0] === 'r' && micro[1] !== undefined
              ? ['r', micro[1], random.below(2)]
              : micro,
          )
        : value,
  };
  const random = createRandom('multi-register');
  const seen = { valid: 0, invalid: 0 };
  for (let run = 0; run < 300; run += 1) {
    const history = smallHistory(random, words, 6);
    const initial = run % 2 === 0 ? undefined : 0;
    const expected = isLinearizable(history.operations, multiRegister(initial))
      ? 'valid'
      : 'invalid';
    seen[expected] += 1;
    assert.equal(validity(history, initial), expected, `run ${run}`);
  }
  assert.ok(seen.valid > 50 && seen.invalid > 50, JSON.stringify(seen));
});
