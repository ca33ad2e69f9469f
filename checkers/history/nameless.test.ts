import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import { createHistoryBuilder } from './builder.ts';
import { createNumbers } from './nameless.ts';
import type { EventType } from './operation.ts';

test('of the numbers given back, the lowest comes first', () => {
  const random = createRandom('numbers');
  const numbers = createNumbers();
  let given: number[] = [];
  for (let turn = 0; turn < 3000; turn += 1) {
    if (random.below(5) < 3) {
      const one = random.below(100);
      numbers.give(one);
      given = [...given, one].sort((a, b) => a - b);
    } else assert.equal(numbers.take(), given.shift());
  }
});

test('many nameless operations at once are paired by what they asked, the first with the first', () => {
  const builder = createHistoryBuilder('test');
  const add = (type: EventType, value: number): void => builder.add({ type, f: 'write', value });
  const values = Array.from({ length: 2000 }, (_, at) => at % 1000);
  for (const value of values) add('invoke', value);
  for (const value of values.toReversed()) add('ok', value);
  add('invoke', 7);
  const { operations } = builder.build();
  assert.equal(operations.at(-1)?.process, 0);
  operations.slice(0, -1).forEach(({ process, input, output, completedAt }, at) => {
    assert.equal(process, at);
    assert.equal(output, input);
    // The later of two ends last, whichever was told to end.
    assert.equal(completedAt, at < 1000 ? 2999 - at : 4999 - at);
  });
});
