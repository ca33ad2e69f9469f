import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { History } from './history/operation.ts';
import { type CheckOptions, checkHistory } from './registry.ts';
import { oneByOne } from './testing/of-events.ts';

const validity = (history: History, model: string, options?: CheckOptions): string =>
  checkHistory(history, model, options).validity;

test('a register begins with what is told, and then a read of nil says nothing', () => {
  const history = oneByOne([0, 'read', null, 5], [0, 'read', null], [0, 'write', 6]);
  for (const model of ['register', 'cas-register', 'key-value', 'sequential-register']) {
    assert.equal(validity(history, model), 'invalid', model);
    assert.equal(validity(history, model, { initial: 4 }), 'invalid', model);
    assert.equal(validity(history, model, { initial: 5 }), 'valid', model);
    assert.equal(validity(oneByOne([0, 'write', 6], [0, 'read', null]), model), 'invalid', model);
  }
});

test('of a value that nobody wrote, transactions say nothing unless it is told to be the initial', () => {
  const history = oneByOne(
    [0, 'txn', [['w', 'x', 2]]],
    [0, 'txn', [['r', 'x', null]], [['r', 'x', 3]]],
    [0, 'txn', [['r', 'x', null]], [['r', 'x', 2]]],
  );
  assert.equal(validity(history, 'rw-register'), 'valid');
  assert.match(checkHistory(history, 'rw-register', { initial: 3 }).summary, /G-single-process/);
  assert.match(checkHistory(history, 'rw-register', { initial: 4 }).summary, /garbage-read/);
  assert.throws(() => validity(history, 'rw-register', { initial: 2 }), /writes 2 to x/);
});

test('a bank has the total that is told', () => {
  const history = oneByOne([0, 'read', null, { a: -1, b: 11 }]);
  assert.equal(validity(history, 'bank', { total: 10 }), 'invalid');
  assert.equal(validity(history, 'bank', { total: 10, negative: true }), 'valid');
  assert.equal(validity(history, 'bank', { total: 11, negative: true }), 'invalid');
});

test('what a model cannot be told is refused, with the models that can', () => {
  const empty = oneByOne();
  for (const [model, options, message] of [
    ['set', { initial: 1 }, /'set' takes no initial value; of the models, register, .* do$/],
    ['register', { total: 1 }, /'register' takes no total amount; of the models, bank does$/],
    ['counter', { negative: true }, /'counter' takes no word on negative balances/],
    ['bank', { consistencyModel: 'serializable' }, /takes no consistency model; .*list-append/],
    ['nope', {}, /there is no model 'nope'; the models are register,/],
  ] as const) {
    assert.throws(() => checkHistory(empty, model, options), message);
  }
});
