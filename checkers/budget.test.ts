import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { History } from './history/operation.ts';
import { type CheckOptions, checkHistory, type HistoryVerdict, MODELS } from './registry.ts';
import { type Done, oneByOne } from './testing/of-events.ts';
import { checkListAppend, checkRwRegister } from './transactions/index.ts';
import { sketch, together } from './transactions/testing/sketch.ts';
import { finish } from './verdict.ts';

const MANY = 20_000;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const accounts = Object.fromEntries(upTo(MANY).map((one) => [`a${one}`, 1]));
const updates = (f: string): Done[] => upTo(300).map((one) => [one % 8, f, one]);

/** For each model something that takes it more than a moment. */
const LONG: Readonly<Record<string, readonly Done[]>> = {
  sessions: upTo(MANY).map((one): Done => [one % 8, 'write', one]),
  'set-full': [...updates('add'), [0, 'read', null, upTo(300)]],
  'g-set': [...updates('add'), [0, 'read', null, upTo(300)]],
  broadcast: [...updates('broadcast'), [0, 'read', null, upTo(300)]],
  set: [...updates('add'), [0, 'read', null, upTo(300)]],
  counter: updates('add'),
  'g-counter': updates('add'),
  'pn-counter': updates('add'),
  'unique-ids': updates('generate'),
  'total-queue': updates('enqueue'),
  log: [[0, 'poll', [['poll']], [['poll', { k: upTo(MANY).map((at) => [at, at]) }]]]],
  kafka: [[0, 'poll', [['poll']], [['poll', { k: upTo(MANY).map((at) => [at, at]) }]]]],
  convergence: [[0, 'read', null, upTo(MANY)]],
  'list-append': [[0, 'txn', [['append', 'x', 1]]]],
  'rw-register': [[0, 'txn', [['w', 'x', 1]]]],
  bank: [[0, 'read', null, accounts]],
  'long-fork': [[0, 'write', [['w', 1, 1]]]],
  comments: [...updates('write'), [0, 'read', null, upTo(MANY)], [0, 'read', null, []]],
};

/** Time that passes whenever it is looked at. */
const ticking = (): CheckOptions => {
  let now_ms = 0;
  return { time_ms_max: 0, clock: { now: () => now_ms++ } };
};

test('every check that is no search ends when its time or its steps are used up', () => {
  for (const [model, { about }] of Object.entries(MODELS)) {
    const operations = LONG[model];
    if (operations === undefined) {
      assert.match(about, /^linearizable|^sequentially/, model);
      continue;
    }
    const history = oneByOne(...operations);
    assert.doesNotMatch(checkHistory(history, model).summary, /the check ended/, model);
    for (const [options, why] of [
      [ticking(), /^Not decided: the check ended after 0 ms/],
      [{ steps_max: 0 }, /^Not decided: the check ended after 0 steps/],
    ] as const) {
      const { validity, summary } = checkHistory(history, model, options);
      assert.equal(validity, 'unknown', model);
      assert.match(summary, why, model);
    }
  }
});

test('what was found before the end is invalid at once', () => {
  const adds = upTo(MANY).map((): Done => [0, 'add', 1]);
  const late = oneByOne([1, 'read', null, 7], ...adds);
  const { validity, summary } = checkHistory(late, 'counter', { steps_max: MANY });
  assert.equal(validity, 'invalid');
  assert.match(
    summary,
    /^Process 1 read 7, .* The check ended after \d+ steps, .*there may be more/,
  );
});

test('keys share a budget, and what one of them shows is told', () => {
  const of = (key: string, ...done: readonly Done[]): Done[] =>
    done.map(([process, f, input, output]) => [process, f, input, output ?? input, key]);
  const wrong = of('wrong', [0, 'read', null, 3], [0, 'add', 1]);
  const fine = (key: string): Done[] => of(key, [0, 'add', 1], [0, 'read', null, 1]);
  const check = (...done: readonly Done[]): HistoryVerdict =>
    checkHistory(oneByOne(...done), 'counter', { steps_max: 40_000 });
  assert.equal(check(...fine('a'), ...fine('b')).validity, 'valid');
  const many = upTo(5).flatMap((key) => fine(`k${key}`));
  assert.match(check(...many).summary, /^Not decided: the check ended .* 2 of 5 keys not begun/);
  assert.match(check(...wrong, ...many).summary, /^On key "wrong": Process 0 read 3/);
});

test('transactions are undecided, then invalid, and never valid on less than all', () => {
  const lists = together('fail ax1', 'rx1 ay1', 'ay2 rz', 'az1 ry12');
  const registers = together('fail wx1', 'rx1 wy1', 'rz ry1', 'ry wz1', 'rz1 ry');
  for (const [check, history] of [
    [checkListAppend, lists],
    [checkRwRegister, registers],
  ] as const) {
    const whole = finish(check(history));
    const seen = new Set<string>();
    for (let steps_max = 0; steps_max < 2_000_000; steps_max += 16_384) {
      const { validity, summary, holds, anomalies } = finish(check(history, { steps_max }));
      const cut = /ended after/.test(summary);
      assert.equal(holds.length === 0, cut);
      assert.ok(Object.keys(anomalies).every((kind) => Object.hasOwn(whole.anomalies, kind)));
      assert.equal(validity, Object.keys(anomalies).length > 0 ? 'invalid' : 'unknown');
      seen.add(`${validity} ${cut}`);
      if (!cut) break;
    }
    assert.deepEqual([...seen], ['unknown true', 'invalid true', 'invalid false']);
  }
});

test('memory is bounded too', () => {
  const history: History = sketch('0 invoke\n0 ok ax1\n1 invoke\n1 ok rx1');
  for (const check of [checkListAppend]) {
    assert.match(
      finish(check(history, { memory_bytes_max: 10 })).summary,
      /the memory was used up/,
    );
    assert.equal(finish(check(history, { memory_bytes_max: 2 ** 20 })).validity, 'valid');
  }
});
