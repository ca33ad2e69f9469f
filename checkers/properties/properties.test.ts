import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import { parseHistory } from '../formats/parse.ts';
import type { History } from '../history/operation.ts';
import { set } from '../models/set.ts';
import { checkHistory } from '../registry.ts';
import { type Done, ofEvents, oneByOne } from '../testing/of-events.ts';
import { isLinearizable } from '../testing/oracle.ts';
import { smallHistory } from '../testing/small.ts';
import type { Value } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkBank } from './bank.ts';
import { checkConvergence } from './convergence.ts';
import { checkSet, isGrowingSet } from './set.ts';
import { checkSetFull } from './set-full.ts';

const judge = (model: string, history: History): string => {
  const { validity, findings } = checkHistory(history, model);
  return [validity, ...new Set(findings.map(({ kind }) => kind))].join(' ');
};

test('unique ids, also beyond 2^53', () => {
  const ids = (first: string, second: string): History =>
    parseHistory(
      [first, second]
        .map(
          (id) =>
            `{"process":0,"type":"invoke","f":"generate"}\n{"process":0,"type":"ok","f":"generate","value":${id}}`,
        )
        .join('\n'),
    );
  assert.equal(judge('unique-ids', ids('1', '2')), 'valid');
  assert.equal(judge('unique-ids', ids('1', '1')), 'invalid duplicate');
  assert.equal(judge('unique-ids', ids('9007199254740993', '9007199254740992')), 'valid');
  assert.equal(judge('unique-ids', ids('[1,"a"]', '[1,"a"]')), 'invalid duplicate');
});

test('bank: the total stays, and nothing is below zero', () => {
  const reads = (...balances: readonly (readonly number[])[]): History =>
    oneByOne(...balances.map((some) => [0, 'read', null, { ...some }] as const));
  assert.equal(judge('bank', reads([10, 0], [4, 6])), 'valid');
  assert.equal(judge('bank', reads([10, 0], [4, 7])), 'invalid wrong-total');
  assert.equal(judge('bank', reads([10, 0], [11, -1])), 'invalid negative');
  assert.equal(finish(checkBank(reads([11, -1]), { negative: true })).validity, 'valid');
  assert.equal(finish(checkBank(reads([4, 4]), { total: 9 })).validity, 'invalid');
  assert.equal(judge('bank', oneByOne([0, 'read', null, { a: null }])), 'invalid no-balance');
  assert.throws(
    () => judge('bank', oneByOne([0, 'read', null, 3])),
    /^InvalidInput: test:1: a read of a bank/,
  );
  const vast = BigInt(Number.MAX_SAFE_INTEGER) + 2n;
  const large = (...reads: readonly Readonly<Record<string, Value>>[]): History =>
    oneByOne(...reads.map((read) => [0, 'read', null, read] as const));
  assert.equal(judge('bank', large({ a: vast, b: 5 }, { a: vast + 2n, b: 3 })), 'valid');
  assert.equal(judge('bank', large({ a: vast, b: 5 }, { a: vast, b: 6 })), 'invalid wrong-total');
  assert.equal(judge('bank', large({ a: vast, b: -vast }, { a: 1, b: -1 })), 'invalid negative');
  const half = 2 ** 52;
  assert.equal(judge('bank', large({ a: half, b: half, c: 1 })), 'valid');
  assert.equal(
    judge('bank', large({ a: half, b: half, c: 1 }, { a: half, b: half, c: 0 })),
    'invalid wrong-total',
  );
  assert.throws(
    () => judge('bank', oneByOne([0, 'read', null, { a: 0.1, b: 0.2 }])),
    /^InvalidInput: test:1: a balance of 0\.1: fractions cannot be added exactly/,
  );
});

test('counter: reads lie within what was added while they ran', () => {
  assert.equal(judge('counter', oneByOne([0, 'add', 2], [1, 'read', null, 2])), 'valid');
  assert.equal(
    judge('counter', oneByOne([0, 'add', 2], [1, 'read', null, 1])),
    'invalid out-of-range',
  );
  const during = (read: number, add: number, end: 'ok' | 'fail' | 'info' = 'ok'): string =>
    judge(
      'counter',
      ofEvents(
        [1, 'invoke', 'read'],
        [0, 'invoke', 'add', add],
        [0, end, 'add', add],
        [1, 'ok', 'read', read],
      ),
    );
  for (const read of [0, 5]) assert.equal(during(read, 5), 'valid');
  assert.equal(during(-1, 5), 'invalid out-of-range');
  for (const read of [0, -5]) assert.equal(during(read, -5), 'valid');
  assert.equal(during(-6, -5), 'invalid out-of-range');
  assert.equal(during(5, 5, 'fail'), 'invalid out-of-range');
  assert.equal(during(5, 5, 'info'), 'valid');
  // Between its ends it was lower than at either.
  const dip = ofEvents(
    [1, 'invoke', 'read'],
    [0, 'invoke', 'add', -5],
    [0, 'ok', 'add', -5],
    [0, 'invoke', 'add', 5],
    [0, 'ok', 'add', 5],
    [1, 'ok', 'read', -5],
  );
  assert.equal(judge('counter', dip), 'valid');
});

test('convergent counters: final reads are sums of what is certain and what is possible', () => {
  const run = (model: string, ...reads: readonly number[]): string =>
    judge(
      model,
      ofEvents(
        [0, 'invoke', 'add', 3],
        [0, 'ok', 'add', 3],
        [1, 'invoke', 'add', 10],
        [1, 'info', 'add', 10],
        [0, 'invoke', 'read'],
        [0, 'ok', 'read', 0],
        ...reads.flatMap(
          (read, at) =>
            [
              [2 + at, 'invoke', 'read'],
              [2 + at, 'ok', 'read', read],
            ] as const,
        ),
        [0, 'invoke', 'read'],
        [0, 'ok', 'read', 3],
      ),
    );
  assert.equal(run('g-counter', 3, 13), 'valid');
  assert.equal(run('g-counter', 10), 'invalid wrong-sum');
  const down = oneByOne([0, 'add', -2], [0, 'read', null, -2]);
  assert.equal(judge('pn-counter', down), 'valid');
  assert.equal(judge('g-counter', down), 'invalid decrement');
  assert.equal(judge('pn-counter', oneByOne([0, 'read', null, 0], [1, 'add', 1])), 'unknown');
});

test('convergence compares the final reads', () => {
  const reads = (a: readonly number[], b: readonly number[]): History =>
    oneByOne([0, 'add', 1], [0, 'read', null, a], [1, 'read', null, b]);
  assert.equal(judge('convergence', reads([1, 2], [2, 1])), 'valid');
  assert.equal(
    finish(checkConvergence(reads([1, 2], [2, 1]), { ordered: true })).validity,
    'invalid',
  );
  assert.equal(judge('convergence', reads([1], [2])), 'invalid diverged');
  const marked = parseHistory(
    `{"process":0,"type":"invoke","f":"read"}\n{"process":0,"type":"ok","f":"read","value":1}\n` +
      `{"process":1,"type":"invoke","f":"read","final?":true}\n{"process":1,"type":"ok","f":"read","value":2}`,
  );
  assert.equal(judge('convergence', marked), 'valid');
});

test('total queue: what went in comes out', () => {
  assert.equal(judge('total-queue', oneByOne([0, 'enqueue', 1], [0, 'drain', null, [1]])), 'valid');
  assert.equal(
    judge('total-queue', oneByOne([0, 'enqueue', 1], [0, 'dequeue', null, null])),
    'invalid lost',
  );
  assert.equal(judge('total-queue', oneByOne([0, 'dequeue', null, 1])), 'invalid unexpected');
  const twice = checkHistory(
    oneByOne([0, 'enqueue', 1], [0, 'dequeue', null, 1], [0, 'dequeue', null, 1]),
    'total-queue',
  );
  assert.equal(twice.validity, 'valid');
  assert.equal(twice.counts.duplicated, 1);
  const crashed = ofEvents(
    [0, 'invoke', 'enqueue', 1],
    [0, 'ok', 'enqueue', 1],
    [1, 'invoke', 'dequeue'],
    [1, 'info', 'dequeue'],
  );
  assert.equal(judge('total-queue', crashed), 'unknown');
  // It can have taken one of the three, not all that are equal.
  const thrice = ofEvents(
    ...[0, 0, 0].flatMap((process) => [
      [process, 'invoke', 'enqueue', 7] as const,
      [process, 'ok', 'enqueue', 7] as const,
    ]),
    [1, 'invoke', 'dequeue'],
    [1, 'info', 'dequeue'],
  );
  assert.equal(judge('total-queue', thrice), 'invalid lost');
});

test('set-full follows each element', () => {
  const run = (...reads: readonly (readonly number[])[]): string =>
    judge(
      'set-full',
      oneByOne(
        [0, 'add', 1],
        [0, 'add', 2],
        ...reads.map((some) => [1, 'read', null, some] as const),
      ),
    );
  assert.equal(run([1, 2]), 'valid');
  assert.equal(run([1, 2], [1]), 'invalid lost');
  assert.equal(run([1], [1, 2]), 'valid');
  assert.equal(run([1, 2, 2]), 'invalid duplicated');
  assert.equal(run([1, 2, 3]), 'invalid unexpected');
  assert.equal(run(), 'unknown');
  const stale = oneByOne([0, 'add', 1], [1, 'read', null, []], [1, 'read', null, [1]]);
  assert.equal(finish(checkSetFull(stale)).counts.stale, 1);
  assert.equal(finish(checkSetFull(stale)).counts.stale_ms_max, 1);
  assert.equal(finish(checkSetFull(stale, { linearizable: true })).validity, 'invalid');
  // A read that ran beside the add may miss it, and then nothing was lost.
  const beside = ofEvents(
    [1, 'invoke', 'read'],
    [0, 'invoke', 'add', 1],
    [0, 'ok', 'add', 1],
    [1, 'ok', 'read', []],
  );
  assert.equal(finish(checkSetFull(beside)).counts.never_read, 1);
  const later = ofEvents(
    [1, 'invoke', 'read'],
    [0, 'invoke', 'add', 1],
    [0, 'ok', 'add', 1],
    [1, 'ok', 'read', []],
    [1, 'invoke', 'read'],
    [1, 'ok', 'read', [1]],
  );
  assert.equal(finish(checkSetFull(later)).counts.stale, 0);
  const broadcast = oneByOne([0, 'broadcast', 1], [1, 'read', null, [1]], [2, 'read', null, []]);
  assert.equal(judge('broadcast', broadcast), 'invalid lost');
});

test('a growing set is judged in linear time as every order tried judges it', () => {
  const random = createRandom('growing set');
  let next = 0;
  const words = {
    invoke: () =>
      random.below(2) === 0 ? { f: 'read', value: null } : { f: 'add', value: next++ },
    complete: (_: unknown, f: string, value: unknown) =>
      f === 'add'
        ? (value as number)
        : Array.from({ length: next }, (__, at) => at).filter(() => random.below(3) > 0),
  };
  const seen = { valid: 0, invalid: 0, unknown: 0 };
  for (let index = 0; index < 1500; index += 1) {
    next = 0;
    const history = smallHistory(random, words, 6);
    if (!history.operations.some(({ f, outcome }) => f === 'read' && outcome === 'ok')) continue;
    assert.ok(isGrowingSet(history));
    const expected = isLinearizable(history.operations, set) ? 'valid' : 'invalid';
    assert.equal(finish(checkSet(history)).validity, expected, `${index}`);
    seen[expected] += 1;
  }
  assert.ok(seen.valid > 200 && seen.invalid > 200, JSON.stringify(seen));
});

test('each key of a set is judged alone', () => {
  const history = oneByOne(
    [0, 'add', ['x', 1]],
    [0, 'add', ['y', 1]],
    [0, 'read', ['x', null], ['x', [1]]],
    [0, 'read', ['y', null], ['y', []]],
  );
  const verdict = checkHistory(history, 'set');
  assert.equal(verdict.validity, 'invalid');
  assert.match(verdict.summary, /^On key "y": Process 0 read without 1/);
  // Each key is stale for 1 ms; what is lost adds up, the longest time does not.
  const stale = oneByOne(
    ...['x', 'y'].flatMap((key) => [
      [0, 'add', [key, 1]] as const,
      [1, 'read', [key, null], [key, []]] as const,
      [1, 'read', [key, null], [key, [1]]] as const,
    ]),
  );
  const { summary, counts } = checkHistory(stale, 'set-full');
  assert.match(summary, /^On each of 2 keys, as on "x": /);
  assert.deepEqual([counts.stale, counts.stale_ms_max], [2, 1]);
});

test('logs: each anomaly by its own example', () => {
  const send = (process: number, value: number, offset: number) =>
    [process, 'send', [['send', 'k', value]], [['send', 'k', [offset, value]]]] as const;
  const poll = (process: number, ...entries: readonly (readonly [number, number])[]) =>
    [process, 'poll', [['poll']], [['poll', { k: entries }]]] as const;
  const run = (...operations: readonly Done[]): string => judge('log', oneByOne(...operations));
  assert.equal(run(send(0, 1, 0), send(0, 2, 1), poll(1, [0, 1]), poll(1, [1, 2])), 'valid');
  assert.equal(run(send(0, 1, 0), send(0, 2, 5), poll(1, [0, 1], [5, 2])), 'valid');
  assert.equal(run(send(0, 1, 0), send(1, 2, 1), poll(2, [1, 2])), 'invalid lost-write');
  assert.equal(run(send(0, 1, 0), poll(1, [0, 2])), 'invalid lost-write inconsistent-offsets');
  assert.equal(run(send(0, 1, 0), poll(1, [0, 1], [1, 1])), 'invalid duplicate');
  assert.equal(
    run(send(0, 1, 0), send(1, 2, 1), send(1, 3, 2), poll(1, [0, 1], [2, 3]), poll(2, [1, 2])),
    'invalid internal-poll-skip',
  );
  assert.equal(
    run(send(0, 1, 0), send(1, 2, 1), poll(1, [1, 2], [0, 1])),
    'invalid internal-nonmonotonic-poll',
  );
  assert.equal(run(send(0, 1, 0), poll(1, [0, 1]), poll(1, [0, 1])), 'invalid nonmonotonic-poll');
  assert.equal(run(send(0, 1, 0), poll(1, [0, 1]), [1, 'assign', ['k']], poll(1, [0, 1])), 'valid');
  assert.equal(
    run(send(0, 1, 0), poll(1, [0, 1]), [2, 'subscribe', ['k']], poll(1, [0, 1])),
    'valid',
  );
  assert.equal(
    run(send(0, 2, 1), send(0, 1, 0), poll(1, [0, 1], [1, 2])),
    'invalid nonmonotonic-send',
  );
  const aborted = ofEvents(
    [0, 'invoke', 'send', [['send', 'k', 1]]],
    [0, 'fail', 'send', [['send', 'k', 1]]],
    [1, 'invoke', 'poll', [['poll']]],
    [1, 'ok', 'poll', [['poll', { k: [[0, 1]] }]]],
  );
  assert.equal(judge('log', aborted), 'invalid aborted-read');
});

test('an unknown model or function is unusable input', () => {
  assert.throws(
    () => judge('nope', oneByOne([0, 'read', null])),
    /there is no model 'nope'; the models are register,/,
  );
  assert.throws(() => judge('toString', oneByOne([0, 'read', null])), /there is no model/);
  assert.throws(
    () => judge('counter', oneByOne([0, 'write', 1])),
    /test:1: a counter has no 'write'; it has add, read/,
  );
});
