import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, InvalidInput } from '@dstudio/kernel';
import type { History, Operation } from '../history/operation.ts';
import { keyValue } from '../models/key-value.ts';
import { mutex } from '../models/mutex.ts';
import { queue, unorderedQueue } from '../models/queue.ts';
import { casRegister, register } from '../models/register.ts';
import { set } from '../models/set.ts';
import { ofEvents, oneByOne, type Told } from '../testing/of-events.ts';
import { isLinearizable } from '../testing/oracle.ts';
import { registerHistory } from '../testing/register-run.ts';
import { smallHistory, VOCABULARIES, type Vocabulary } from '../testing/small.ts';
import { type Budget, finish } from '../verdict.ts';
import { checkLinearizable, type LinearizabilityVerdict } from './check.ts';
import type { Model } from './model.ts';
import { decideByValues } from './values.ts';

const check = <State>(
  history: History,
  model: Model<State>,
  budget?: Budget,
): LinearizabilityVerdict => finish(checkLinearizable(history, model, budget));
const validity = <State>(model: Model<State>, ...events: readonly Told[]): string =>
  check(ofEvents(...events), model).validity;

/** Agreement on random histories, and what is told of the refuted ones. */
const agree = <State>(name: string, model: Model<State>, words: Vocabulary | undefined): void => {
  assert.ok(words);
  const random = createRandom(`agreement ${name}`);
  let valid = 0;
  for (let index = 0; index < 350; index += 1) {
    const history = smallHistory(random, words);
    const expected = isLinearizable(history.operations, model);
    const verdict = check(history, model);
    assert.equal(verdict.validity, expected ? 'valid' : 'invalid', `${name} ${index}`);
    if (expected) valid += 1;
    else {
      const { counterexample } = verdict;
      assert.ok(counterexample);
      assert.equal(isLinearizable(counterexample.operations, model), false);
      assert.ok(counterexample.minimal);
      assert.ok(counterexample.operations.every(({ outcome }) => outcome !== 'fail'));
      assert.ok(counterexample.reached.stuck !== undefined);
    }
  }
  assert.ok(valid > 50 && valid < 300, `${valid} valid ones say little`);
};

test('agrees with every order tried: register', () =>
  agree('register', register, VOCABULARIES.register));
test('agrees with every order tried: cas-register', () =>
  agree('cas-register', casRegister, VOCABULARIES['cas-register']));
test('agrees with every order tried: key-value', () =>
  agree('key-value', keyValue, VOCABULARIES['key-value']));
test('agrees with every order tried: mutex', () => agree('mutex', mutex, VOCABULARIES.mutex));
test('agrees with every order tried: queue', () => agree('queue', queue, VOCABULARIES.queue));
test('agrees with every order tried: unordered queue', () =>
  agree('unordered-queue', unorderedQueue, VOCABULARIES.queue));
test('agrees with every order tried: set', () => agree('set', set, VOCABULARIES.set));

test('a model of one’s own, with steps of several results', () => {
  /** A coin that `toss` sets to anything. */
  const coin: Model<string> = {
    name: 'coin',
    initial: 'none',
    functions: { toss: 'write', look: 'read' },
    step: (state, { f, output }) =>
      f === 'toss' ? ['heads', 'tails'] : state === output ? [state] : [],
    wants: ({ f, output }) => (f === 'look' ? String(output) : undefined),
    keyOf: (state) => state,
    show: (state) => state,
    local: false,
  };
  const run = (...looks: readonly string[]): string =>
    check(
      oneByOne([0, 'toss', null], ...looks.map((look) => [0, 'look', null, look] as const)),
      coin,
    ).validity;
  assert.equal(run('heads', 'heads'), 'valid');
  assert.equal(run('tails'), 'valid');
  assert.equal(run('heads', 'tails'), 'invalid');
});

test('what failed did not happen, what crashed may have at any later time', () => {
  const read = (value: number): readonly Told[] => [
    [1, 'invoke', 'read'],
    [1, 'ok', 'read', value],
  ];
  const first: readonly Told[] = [
    [2, 'invoke', 'write', 1],
    [2, 'ok', 'write', 1],
  ];
  assert.equal(
    validity(register, ...first, [0, 'invoke', 'write', 2], [0, 'fail', 'write', 2], ...read(2)),
    'invalid',
  );
  assert.equal(
    validity(
      register,
      ...first,
      [0, 'invoke', 'write', 2],
      [0, 'info', 'write', 2],
      ...read(1),
      ...read(2),
    ),
    'valid',
  );
  assert.equal(
    validity(register, ...first, [0, 'invoke', 'write', 2], ...read(1), ...read(2)),
    'valid',
  );
  assert.equal(
    validity(register, ...first, [0, 'invoke', 'write', 2], ...read(2), ...read(1)),
    'invalid',
  );
});

test('of times that are equal, neither is first', () => {
  const at = (f: string, value: number, invokedAt: number, completedAt: number): Operation => ({
    process: invokedAt,
    f,
    key: undefined,
    input: f === 'read' ? null : value,
    output: value,
    outcome: 'ok',
    invokedAt,
    completedAt,
    invoked_ns: undefined,
    completed_ns: undefined,
    index: invokedAt,
    line: undefined,
  });
  const verdict = (...operations: readonly Operation[]): unknown => [
    check({ operations, events: 0, file: 'test' }, register).validity,
    decideByValues(operations, register).answer,
  ];
  // Written when the read returned; before that of a value that is gone; both between two blocks.
  assert.deepEqual(verdict(at('read', 1, 0, 1), at('write', 1, 1, 2)), ['valid', true]);
  assert.deepEqual(verdict(at('write', 1, 0, 1), at('write', 2, 1, 2), at('read', 1, 3, 4)), [
    'valid',
    true,
  ]);
  assert.deepEqual(verdict(at('write', 1, 0, 1), at('write', 2, 2, 3), at('read', 1, 4, 5)), [
    'invalid',
    false,
  ]);
});

test('a cas of a store from the empty text finds the empty text and nothing else', () => {
  const cas: readonly Told[] = [
    [0, 'invoke', 'cas', ['', 'a'], 'k'],
    [0, 'ok', 'cas', ['', 'a'], 'k'],
  ];
  assert.equal(validity(keyValue, ...cas), 'invalid');
  const put: readonly Told[] = [
    [0, 'invoke', 'put', '', 'k'],
    [0, 'ok', 'put', '', 'k'],
  ];
  assert.equal(validity(keyValue, ...put, ...cas), 'valid');
});

test('crashed operations may bring one another about', () => {
  const chain: readonly Told[] = [
    [0, 'invoke', 'cas', [2, 3]],
    [1, 'invoke', 'cas', [1, 2]],
    [2, 'invoke', 'write', 1],
    [3, 'invoke', 'read'],
  ];
  assert.equal(validity(casRegister, ...chain, [3, 'ok', 'read', 3]), 'valid');
  assert.equal(
    validity(casRegister, ...chain.slice(0, 2), ...chain.slice(3), [3, 'ok', 'read', 3]),
    'invalid',
  );
});

test('keys are judged alone, and a hard one does not hide the refutation of another', () => {
  // Twenty writes at once and a read of what nobody wrote: every order of them is a dead end.
  const crowd: readonly Told[] = Array.from({ length: 12 }, (_, at) => [
    at,
    'invoke',
    'append',
    `${at}`,
    'hard',
  ]);
  const history = ofEvents(
    ...crowd,
    [50, 'invoke', 'get', null, 'hard'],
    [50, 'ok', 'get', 'x', 'hard'],
    [51, 'invoke', 'put', 'a', 'easy'],
    [51, 'ok', 'put', 'a', 'easy'],
    [51, 'invoke', 'get', null, 'easy'],
    [51, 'ok', 'get', 'b', 'easy'],
  );
  const verdict = check(history, keyValue, { steps_max: 50_000 });
  assert.equal(verdict.validity, 'invalid');
  assert.match(verdict.summary, /^On key "easy": get → "b"/);
});

test('a budget in steps, time or memory ends in unknown, and says so', () => {
  const crowd: readonly Told[] = Array.from({ length: 14 }, (_, at) => [
    at,
    'invoke',
    'append',
    `${at}`,
  ]);
  const hard = ofEvents(...crowd, [50, 'invoke', 'get'], [50, 'ok', 'get', 'x']);
  for (const [budget, text] of [
    [{ steps_max: 10_000 }, /after 10000 steps/],
    [{ memory_bytes_max: 300_000 }, /when the memory was used up/],
    [{ time_ms_max: 5, clock: { now: () => (time += 1) } }, /after 5 ms/],
  ] as const) {
    let verdict = check(hard, keyValue, budget);
    assert.equal(verdict.validity, 'unknown');
    assert.match(verdict.summary, text);
    verdict = check(oneByOne([0, 'put', 'a']), keyValue, budget);
    assert.equal(verdict.validity, 'valid');
  }
  assert.throws(() => check(hard, keyValue, { time_ms_max: 5 }), /needs a clock/);
  assert.throws(() => check(hard, keyValue, { steps_max: Number.NaN }), /steps_max is NaN/);
});
let time = 0;

test('the same history gets the same verdict, step for step', () => {
  const run = (): unknown =>
    check(
      registerHistory(createRandom(5), {
        operations: 300,
        clients: 6,
        keys: 2,
        values: 4,
        crashed: 0.1,
        stale: 0.1,
      }),
      casRegister,
    );
  assert.deepEqual(run(), run());
});

test('generated runs are linearizable, also long ones with many crashed operations', () => {
  for (const [seed, values] of [
    [1, 5],
    [2, 1000],
  ] as const) {
    const history = registerHistory(createRandom(seed), {
      operations: 5000,
      clients: 10,
      keys: 2,
      values,
      crashed: 0.05,
      stale: 0,
    });
    assert.equal(check(history, casRegister, { steps_max: 1_000_000 }).validity, 'valid');
  }
});

test('an operation the model does not know is unusable input', () => {
  assert.throws(
    () => check(oneByOne([0, 'pop', null]), queue),
    (error) =>
      error instanceof InvalidInput &&
      error.message ===
        "test:1: a queue has no 'pop'; it has enqueue, dequeue; choose the model that fits",
  );
  assert.throws(
    () => check(oneByOne([0, 'cas', 3]), casRegister),
    /a cas takes \[from to\], not 3/,
  );
  assert.throws(() => check(oneByOne([0, 'read', null, 3]), set), /a read of a set gives a list/);
});
