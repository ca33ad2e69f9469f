import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import type { Operation } from '../history/operation.ts';
import { queue, unorderedQueue } from '../models/queue.ts';
import { ofEvents, type Told } from '../testing/of-events.ts';
import { isLinearizable } from '../testing/oracle.ts';
import { smallHistory, VOCABULARIES } from '../testing/small.ts';
import { finish } from '../verdict.ts';
import { checkLinearizable } from './check.ts';
import type { Decision, Model } from './model.ts';

const decide = <State>(model: Model<State>, operations: readonly Operation[]): Decision =>
  model.decide?.(operations) ?? assert.fail();

/** Some items, each put in once and most of them taken out, by calls that overlap at random. */
const onceEach = (seed: number, crashes: boolean): readonly Operation[] => {
  const random = createRandom(`queue ${seed}`);
  const items = Array.from({ length: 2 + random.below(4) }, (_, at) => at);
  const calls = items.flatMap((item) => [
    { f: 'enqueue', item },
    ...(random.below(6) > 0 ? [{ f: 'dequeue', item }] : []),
  ]);
  // As soon after one another as chance will have it, the ends in any order.
  const moments = calls.flatMap(({ f, item }, process) => {
    const began = random.next() * (f === 'enqueue' ? 1 : 1.5);
    const ended = began + random.next();
    const given = f === 'enqueue' ? item : null;
    const crashed = crashes && random.below(4) === 0;
    return [
      { at: began, told: [process, 'invoke', f, given] satisfies Told },
      {
        at: ended,
        told: [process, crashed ? 'info' : 'ok', f, crashed ? given : item] satisfies Told,
      },
    ];
  });
  return ofEvents(...moments.toSorted((a, b) => a.at - b.at).map(({ told }) => told)).operations;
};

for (const model of [queue, unorderedQueue]) {
  test(`what the items of a ${model.name} tell is so`, () => {
    const words = VOCABULARIES.queue ?? assert.fail();
    const random = createRandom(`items of a ${model.name}`);
    const told = { true: 0, false: 0, undefined: 0 };
    for (let index = 0; index < 2000; index++) {
      const { operations } = smallHistory(random, words);
      const certain = operations.filter(({ outcome }) => outcome !== 'fail');
      const { answer, culprits } = decide(model, certain);
      told[`${answer}`]++;
      if (answer === undefined) continue;
      assert.equal(isLinearizable(certain, model), answer, `history ${index}`);
      if (!answer) assert.equal(isLinearizable(culprits, model), false);
    }
    assert.ok(told.false > 50 && told.undefined > 50 && told.true > 20, JSON.stringify(told));
  });

  test(`where each item of a ${model.name} is put in once, they tell all`, () => {
    const told = { true: 0, false: 0 };
    for (let seed = 1; seed <= 2000; seed++) {
      const crashes = seed % 2 === 0;
      const operations = onceEach(seed, crashes);
      const { answer, culprits } = decide(model, operations);
      if (crashes && answer === undefined) continue;
      const expected = isLinearizable(operations, model);
      assert.equal(answer, expected, `seed ${seed}`);
      told[`${expected}`]++;
      if (!expected) assert.equal(isLinearizable(culprits, model), false);
    }
    assert.ok(told.true > 200 && told.false > 200, JSON.stringify(told));
  });

  test(`a ${model.name} to which many write at once is decided`, () => {
    const many = Array.from({ length: 60 }, (_, at) => at);
    const events = (last: number): Told[] => [
      ...many.map((at): Told => [at, 'invoke', 'enqueue', at]),
      ...many.map((at): Told => [at, 'ok', 'enqueue', at]),
      ...many.toReversed().flatMap((at): Told[] => [
        [99, 'invoke', 'dequeue'],
        [99, 'ok', 'dequeue', at === 0 ? last : at],
      ]),
    ];
    const judge = (last: number) =>
      finish(checkLinearizable(ofEvents(...events(last)), model, { steps_max: 1e6 }));
    const twice = judge(7);
    assert.equal(twice.validity, 'invalid');
    assert.equal(twice.counterexample?.operations.length, 3);
    assert.equal(judge(0).validity, 'valid');
  });
}
