import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '@dstudio/kernel';
import type { History } from '../history/operation.ts';
import { keyValue } from '../models/key-value.ts';
import { mutex } from '../models/mutex.ts';
import { casRegister, register } from '../models/register.ts';
import { ofEvents, type Told } from '../testing/of-events.ts';
import { isLinearizable } from '../testing/oracle.ts';
import { smallHistory, VOCABULARIES, type Vocabulary } from '../testing/small.ts';
import { finish } from '../verdict.ts';
import { checkLinearizable } from './check.ts';
import type { Model } from './model.ts';
import { decideByValues } from './values.ts';

/** Registers of so many values; the more, the rarer it is that one is written twice. */
const ofValues = (values: number, withCas: boolean): Vocabulary => {
  const any = (random: Random): number | null =>
    random.below(6) === 0 ? null : random.below(values);
  return {
    invoke: (random) => {
      const kind = random.below(withCas ? 3 : 2);
      if (kind === 0) return { f: 'read', value: null };
      if (kind === 1) return { f: 'write', value: random.below(values) };
      return { f: 'cas', value: [any(random), random.below(values)] };
    },
    complete: (random, f, value) => (f === 'read' ? any(random) : value),
  };
};

const agree = <State>(
  name: string,
  model: Model<State>,
  words: Vocabulary | undefined,
  undecidedMax: number,
): void => {
  assert.ok(words);
  const random = createRandom(`values ${name}`);
  const seen = { valid: 0, invalid: 0, undecided: 0 };
  for (let index = 0; index < 1500; index += 1) {
    const { operations } = smallHistory(random, words, 8);
    const some = operations.filter(({ outcome }) => outcome !== 'fail');
    const { answer, culprits } = decideByValues(some, model);
    if (answer === undefined) seen.undecided += 1;
    else {
      seen[answer ? 'valid' : 'invalid'] += 1;
      assert.equal(answer, isLinearizable(some, model), `${name} ${index}`);
      assert.equal(!answer, culprits.length > 0);
      if (!answer) assert.equal(isLinearizable(culprits, model), false, `${name} ${index}`);
    }
  }
  assert.ok(seen.undecided <= undecidedMax, JSON.stringify(seen));
  assert.ok(seen.valid > 100 && seen.invalid > 100, JSON.stringify(seen));
};

test('what the values tell is what every order tried tells, and they mostly tell', () => {
  agree('register of 12', register, ofValues(12, false), 30);
  agree('cas-register of 12', casRegister, ofValues(12, true), 30);
  agree('register of 3', register, VOCABULARIES.register, 150);
  agree('cas-register of 3', casRegister, VOCABULARIES['cas-register'], 150);
  agree('mutex', mutex, VOCABULARIES.mutex, 450);
  agree('key-value', keyValue, VOCABULARIES['key-value'], 1200);
});

/** Rounds of a hundred clients, each write of a value of its own, a tenth of which crash. */
function crowd(isStale: boolean): History {
  const random = createRandom('crowd');
  const clients = 100;
  const events: Told[] = [];
  for (let round = 0; round < 30; round += 1) {
    const values = Array.from({ length: clients }, (_, client) => round * clients + client);
    const last = values[random.below(clients)] ?? 0;
    events.push(...values.map((value): Told => [`writer ${value}`, 'invoke', 'write', value]));
    for (const value of values) {
      if (value !== last && value % 10 === 0) continue;
      // All but one find what was written last; one finds what was gone long before.
      const found = isStale && value === 2055 ? 555 : last;
      events.push([`writer ${value}`, 'ok', 'write', value]);
      events.push([`reader ${value}`, 'invoke', 'read'], [`reader ${value}`, 'ok', 'read', found]);
    }
  }
  return ofEvents(...events);
}

test('a hundred clients with values of their own are decided without a search', () => {
  const valid = finish(checkLinearizable(crowd(false), register, { steps_max: 100_000 }));
  assert.equal(valid.validity, 'valid');
  const { validity, counterexample } = finish(
    checkLinearizable(crowd(true), register, { steps_max: 100_000 }),
  );
  assert.equal(validity, 'invalid');
  assert.ok(counterexample?.minimal);
  assert.ok(counterexample.operations.length <= 3);
});

const told = (...events: readonly Told[]): ReturnType<typeof decideByValues> =>
  decideByValues(ofEvents(...events).operations, casRegister);

test('nobody reads what a cas replaced once another has read what it left', () => {
  const { answer, culprits } = told(
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [1, 'invoke', 'cas', [1, 2]],
    [2, 'invoke', 'read'],
    [2, 'ok', 'read', 2],
    [2, 'invoke', 'read'],
    [2, 'ok', 'read', 1],
    [1, 'ok', 'cas', [1, 2]],
  );
  assert.equal(answer, false);
  assert.equal(culprits.length, 4);
});

test('of crashed operations that only follow from each other, the one who asks for them is told', () => {
  const { answer, culprits } = told(
    [1, 'invoke', 'cas', [2, 1]],
    [2, 'invoke', 'cas', [1, 2]],
    [0, 'invoke', 'read'],
    [0, 'ok', 'read', 1],
  );
  assert.equal(answer, false);
  assert.deepEqual(culprits.map(({ f }) => f).sort(), ['cas', 'cas', 'read']);
});

test('what contradicts refutes by itself, also when a value was written before', () => {
  const { answer, culprits } = told(
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [0, 'invoke', 'write', 2],
    [0, 'ok', 'write', 2],
    [1, 'invoke', 'write', 1],
    [2, 'invoke', 'read'],
    [2, 'ok', 'read', 1],
    [2, 'invoke', 'read'],
    [2, 'ok', 'read', 2],
    [1, 'ok', 'write', 1],
    [2, 'invoke', 'read'],
    [2, 'ok', 'read', 1],
  );
  assert.equal(answer, false);
  assert.equal(isLinearizable(culprits, casRegister), false);
});

test('where a value was written twice, the write that hides one of them is told', () => {
  const { answer, culprits } = told(
    [1, 'invoke', 'cas', [null, 1]],
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [0, 'invoke', 'write', 2],
    [0, 'ok', 'write', 2],
    [1, 'ok', 'cas', [null, 1]],
    [2, 'invoke', 'read'],
    [2, 'ok', 'read', 1],
  );
  assert.equal(answer, false);
  assert.equal(culprits.length, 4);
  assert.equal(isLinearizable(culprits, casRegister), false);
});
