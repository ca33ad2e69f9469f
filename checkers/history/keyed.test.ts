import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofEvents } from '../testing/of-events.ts';
import { splitKeys } from './keyed.ts';

const keysOf = (history: ReturnType<typeof ofEvents>): readonly unknown[] =>
  splitKeys(history).operations.map(({ key, input, output }) => [key, input, output]);

test('pairs of key and value are split', () => {
  const history = ofEvents(
    [0, 'invoke', 'read', [7, null]],
    [1, 'invoke', 'cas', [8, [1, 2]]],
    [0, 'ok', 'read', [7, 3]],
    [1, 'info', 'cas', [8, [1, 2]]],
  );
  assert.deepEqual(keysOf(history), [
    [7, null, 3],
    [8, [1, 2], null],
  ]);
});

test('a cas may tell its key, from and to at once', () => {
  const history = ofEvents(
    [0, 'invoke', 'read', ['x', null]],
    [1, 'invoke', 'cas', ['y', null, 2]],
    [0, 'ok', 'read', ['x', 3]],
    [1, 'ok', 'cas', ['y', null, 2]],
  );
  assert.deepEqual(keysOf(history), [
    ['x', null, 3],
    ['y', [null, 2], [null, 2]],
  ]);
});

test('values that are pairs of their own stay', () => {
  const cas = ofEvents([0, 'invoke', 'read'], [1, 'invoke', 'cas', [1, 2]], [0, 'ok', 'read', 1]);
  assert.equal(splitKeys(cas), cas);
  const pairs = ofEvents([0, 'invoke', 'add', [0, 1]], [0, 'ok', 'add', [0, 1]]);
  assert.equal(splitKeys(pairs), pairs);
  const transactions = ofEvents([
    0,
    'invoke',
    'txn',
    [
      ['r', 1, null],
      ['append', 1, 2],
    ],
  ]);
  assert.equal(splitKeys(transactions), transactions);
  const other = ofEvents([0, 'invoke', 'read', [0, null]], [0, 'ok', 'read', [1, 5]]);
  assert.equal(splitKeys(other), other);
});
