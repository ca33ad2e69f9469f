import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import type { History, Operation } from '../history/operation.ts';
import { casRegister, register } from '../models/register.ts';
import { ofEvents } from '../testing/of-events.ts';
import { registerHistory } from '../testing/register-run.ts';
import type { Value } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkLinearizable } from './check.ts';
import { createPatience } from './patience.ts';
import { createSearch } from './search.ts';
import { decideByValues } from './values.ts';

/** Every order, one after the other; what led nowhere once is not tried again. */
const isLinearizable = (history: History): boolean => {
  const known = new Set<string>();
  const search = (open: readonly Operation[], state: Value): boolean => {
    if (open.every(({ outcome }) => outcome === 'info')) return true;
    const id = `${open.map(({ invokedAt }) => invokedAt).join()} ${String(state)}`;
    if (known.has(id)) return false;
    known.add(id);
    return open.some(
      (first) =>
        open.every((other) => other.completedAt >= first.invokedAt) &&
        casRegister.step(state, first).some((next) =>
          search(
            open.filter((other) => other !== first),
            next,
          ),
        ),
    );
  };
  return search(
    history.operations.filter(({ outcome }) => outcome !== 'fail'),
    null,
  );
};

test('guessing agrees with trying everything, on runs of up to thirty operations', () => {
  const random = createRandom('guess');
  const seen = { valid: 0, invalid: 0 };
  for (let run = 0; run < 1000; run += 1) {
    const history = registerHistory(random, {
      operations: 15 + random.below(15),
      clients: 3 + random.below(8),
      keys: 1,
      values: 2 + random.below(4),
      crashed: random.below(3) / 10,
      stale: 0.3 + random.below(6) / 10,
    });
    const expected = isLinearizable(history) ? 'valid' : 'invalid';
    seen[expected] += 1;
    assert.equal(finish(checkLinearizable(history, casRegister)).validity, expected, `run ${run}`);
  }
  assert.ok(seen.valid > 200 && seen.invalid > 200, JSON.stringify(seen));
});

test('a crashed write is not put before a write that had returned when it began', () => {
  const run = (begin: 'early' | 'late'): string => {
    const crash = [
      [2, 'invoke', 'write', 1],
      [2, 'info', 'write', 1],
    ] as const;
    const history = ofEvents(
      [0, 'invoke', 'read'],
      ...(begin === 'early' ? crash : []),
      [1, 'invoke', 'write', 2],
      [1, 'ok', 'write', 2],
      ...(begin === 'late' ? crash : []),
      [3, 'invoke', 'read'],
      [0, 'ok', 'read', 1],
      [4, 'invoke', 'read'],
      [4, 'ok', 'read', 2],
      [3, 'ok', 'read', 2],
    );
    return finish(checkLinearizable(history, register)).validity;
  };
  assert.equal(run('early'), 'valid');
  assert.equal(run('late'), 'invalid');
});

test('runs of a hundred clients, of whose operations a fifth crashed, are decided in a few steps', () => {
  for (const seed of ['a', 'b', 'c']) {
    const history = registerHistory(createRandom(seed), {
      operations: 3000,
      clients: 100,
      keys: 1,
      values: 50,
      crashed: 0.2,
      stale: 0,
    });
    const { validity } = finish(checkLinearizable(history, casRegister, { steps_max: 200_000 }));
    assert.equal(validity, 'valid', seed);
  }
});

test('so are runs with many cas, where it matters who has the value from whom', () => {
  for (const seed of ['b', 'e']) {
    const run = { operations: 3000, clients: 100, keys: 1, values: 50, crashed: 0, stale: 0 };
    const history = registerHistory(createRandom(seed), run);
    const { validity } = finish(checkLinearizable(history, casRegister, { steps_max: 100_000 }));
    assert.equal(validity, 'valid', seed);
  }
});

test('what is known of sources changes no answer, nor does giving up and trying again', () => {
  const random = createRandom('sources');
  const seen = { valid: 0, invalid: 0 };
  for (let run = 0; run < 1500; run += 1) {
    const { operations } = registerHistory(random, {
      operations: 20 + random.below(40),
      clients: 3 + random.below(12),
      keys: 1,
      values: 2 + random.below(5),
      crashed: random.below(3) / 10,
      stale: random.below(3) / 5,
    });
    const some = operations.filter(({ outcome }) => outcome !== 'fail');
    const plain = createSearch(some, casRegister).advance(20_000);
    const { sources } = decideByValues(some, casRegister);
    const answer = createSearch(some, casRegister, false, sources).advance(20_000);
    // Without patience it leaps back all the time.
    const leaping = createSearch(some, casRegister, false, sources, createPatience(3, 2));
    const leapt = leaping.advance(20_000);
    if (plain === undefined || answer === undefined || leapt === undefined) continue;
    assert.equal(answer, plain, `run ${run}`);
    assert.equal(leapt, plain, `run ${run}`);
    seen[answer ? 'valid' : 'invalid'] += 1;
  }
  assert.ok(seen.valid > 600 && seen.invalid > 60, JSON.stringify(seen));
});

test('a leap back may leave a write without its reads, and it is not placed again', () => {
  for (const [seed, steps, leap] of [
    [2633, 5, 1],
    [3345, 3, 2],
    [8810, 5, 1],
  ] as const) {
    const { operations } = registerHistory(createRandom(seed), {
      operations: 45,
      clients: 9,
      keys: 1,
      values: 5,
      crashed: 0.2,
      stale: 0.4,
    });
    const some = operations.filter(({ outcome }) => outcome !== 'fail');
    const { sources } = decideByValues(some, casRegister);
    const search = createSearch(some, casRegister, false, sources, createPatience(steps, leap));
    search.advance(20_000);
    assert.ok(search.deepest <= search.total);
  }
});

test('the order that a search tells is one that works', () => {
  const random = createRandom('told');
  for (let run = 0; run < 300; run += 1) {
    const { operations } = registerHistory(random, {
      operations: 40,
      clients: 10,
      keys: 1,
      values: 3,
      crashed: 0.1,
      stale: 0.3,
    });
    const search = createSearch(
      operations.filter(({ outcome }) => outcome !== 'fail'),
      casRegister,
      true,
    );
    if (search.advance(1_000_000) !== false) continue;
    let state: Value = null;
    let ended = -1;
    for (const { operation } of search.reached?.order ?? []) {
      const [next] = casRegister.step(state, operation);
      assert.ok(next !== undefined && operation.completedAt > ended);
      ended = Math.max(ended, operation.invokedAt);
      state = next;
    }
  }
});
