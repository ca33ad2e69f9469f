import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import { drawSvg } from '../draw/svg.ts';
import { drawText } from '../draw/text.ts';
import { createHistoryBuilder } from '../history/builder.ts';
import { describe } from '../history/describe.ts';
import type { History } from '../history/operation.ts';
import { queue } from '../models/queue.ts';
import { casRegister, register } from '../models/register.ts';
import { ofEvents, oneByOne } from '../testing/of-events.ts';
import { isLinearizable } from '../testing/oracle.ts';
import { registerHistory } from '../testing/register-run.ts';
import type { Value } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkLinearizable } from './check.ts';
import type { Counterexample } from './explain.ts';
import type { Model } from './model.ts';

const refute = <State>(history: History, model: Model<State>): Counterexample => {
  const { counterexample } = finish(checkLinearizable(history, model));
  assert.ok(counterexample);
  return counterexample;
};
const told = ({ operations }: Counterexample): readonly string[] => operations.map(describe);

test('a stale read is told with the write it saw and the one it missed', () => {
  const history = oneByOne(
    [0, 'write', 1],
    [0, 'read', null, 1],
    [1, 'write', 2],
    [2, 'cas', [2, 3]],
    [1, 'write', 4],
    [0, 'write', 5],
    [2, 'read', null, 5],
    [2, 'read', null, 4],
    [1, 'write', 6],
  );
  assert.deepEqual(told(refute(history, casRegister)), ['write 4', 'write 5', 'read → 4']);
});

test('a write that may have brought about what was read stays', () => {
  const history = ofEvents(
    [9, 'invoke', 'write', 7],
    [9, 'info', 'write', 7],
    [0, 'invoke', 'read'],
    [0, 'ok', 'read', 7],
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [0, 'invoke', 'read'],
    [0, 'ok', 'read', 7],
  );
  // Either read may have seen it; only both together contradict the write between them.
  assert.deepEqual(told(refute(history, casRegister)), [
    'write 7 → ?',
    'read → 7',
    'write 1',
    'read → 7',
  ]);
});

test('every write that may have brought about what was read stays', () => {
  const read = [
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [0, 'invoke', 'read'],
    [0, 'ok', 'read', 7],
  ] as const;
  const history = ofEvents(
    [9, 'invoke', 'write', 7],
    [9, 'info', 'write', 7],
    [8, 'invoke', 'write', 7],
    [8, 'ok', 'write', 7],
    ...read,
    ...read,
  );
  // With the first write alone one read would do; but the crashed one may explain that read.
  assert.deepEqual(told(refute(history, casRegister)), [
    'write 7 → ?',
    'read → 7',
    'write 1',
    'read → 7',
  ]);
});

test('items of a queue go with all that was done to them', () => {
  const history = oneByOne(
    [0, 'enqueue', 1],
    [0, 'dequeue', null, 1],
    [0, 'enqueue', 2],
    [0, 'enqueue', 3],
    [0, 'enqueue', 4],
    [1, 'dequeue', null, 3],
    [1, 'dequeue', null, 2],
  );
  assert.deepEqual(told(refute(history, queue)), ['enqueue 2', 'enqueue 3', 'dequeue → 3']);
});

test('counterexamples of long runs are short, and no order explains them', () => {
  for (let seed = 0; seed < 10; seed += 1) {
    const history = registerHistory(createRandom(seed), {
      operations: 2000,
      clients: 6,
      keys: 1,
      values: 50,
      crashed: 0.01,
      stale: 0.05,
    });
    const { operations, minimal } = refute(history, casRegister);
    assert.ok(minimal);
    assert.ok(operations.length <= 9, `seed ${seed}: ${operations.length}`);
    assert.equal(isLinearizable(operations, casRegister), false);
  }
});

test('the drawing shows who did what when, the order that works, and what does not fit', () => {
  const history = ofEvents(
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [1, 'invoke', 'write', 2],
    [0, 'invoke', 'read'],
    [1, 'ok', 'write', 2],
    [0, 'ok', 'read', 2],
    [2, 'invoke', 'read'],
    [2, 'ok', 'read', 1],
  );
  const counterexample = refute(history, casRegister);
  assert.equal(
    drawText(counterexample),
    `process 0  ├ 1. write 1 ┤
process 1                 ├ 2. write 2 ┤
process 2                                ├ ✗ read → 1 ┤

The longest order that works:
   1. write 1 by process 0 (line 1, 0 s to 0.001 s), then the state is 1
   2. write 2 by process 1 (line 3, 0.002 s to 0.004 s), then the state is 2
    ✗ read → 1 by process 2 (line 7, 0.006 s to 0.007 s) would have to come next, and the state is 2
`,
  );
  const svg = drawSvg(counterexample);
  assert.equal(svg.match(/<rect/g)?.length, 3);
  assert.match(svg, /class="bar stuck"/);
  assert.match(svg, /aria-label="after the order 1 to 2 the state is 2, and ✗ fits nowhere"/);
});

test('what never ended is drawn open, and texts are escaped', () => {
  const history = ofEvents(
    [0, 'invoke', 'write', '<b>'],
    [1, 'invoke', 'read'],
    [1, 'ok', 'read', '<b>'],
    [1, 'invoke', 'write', 2],
    [1, 'ok', 'write', 2],
    [1, 'invoke', 'read'],
    [1, 'ok', 'read', '<b>'],
  );
  const counterexample = refute(history, casRegister);
  assert.match(drawText(counterexample), /^process 0 {2}├─* 1\. write "<b>" → \? ┄*▷\n/);
  const svg = drawSvg(counterexample);
  assert.match(svg, /class="bar open"/);
  assert.ok(!svg.includes('<b>') && svg.includes('&#60;b&#62;'));
});

test('of a very long run, the explanation is as short', () => {
  const builder = createHistoryBuilder('long');
  const add = (f: string, input: Value, output: Value): void => {
    for (const [type, value] of [
      ['invoke', input],
      ['ok', output],
    ] as const) {
      const none = { key: undefined, time_ns: undefined, index: undefined, line: undefined };
      builder.add({ process: 0, type, f, value, ...none });
    }
  };
  for (let at = 0; at < 63_000; at += 1) {
    if (at === 60_000) add('read', null, 2);
    add('write', at % 5, at % 5);
  }
  const { counterexample } = finish(checkLinearizable(builder.build(), register));
  assert.deepEqual(
    counterexample?.operations.map(({ f, input, output }) => [f, input ?? output]),
    [
      ['write', 2],
      ['write', 4],
      ['read', 2],
    ],
  );
  assert.ok(counterexample?.minimal);
});
