import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHistory } from '../formats/parse.ts';
import { checkHistory } from '../registry.ts';
import type { History } from './operation.ts';

const read = (...lines: readonly string[]): History =>
  parseHistory(lines.map((line) => `{${line}}`).join('\n'));
const spans = ({ operations }: History): readonly unknown[] =>
  operations.map(({ process, f, invokedAt, completedAt }) => [process, f, invokedAt, completedAt]);

test('a completion that was never begun may have begun as early as its process was free', () => {
  const history = read(
    ':process 0 :type :ok :f :write :value 1',
    ':process 1 :type :invoke :f :write :value 2',
    ':process 1 :type :ok :f :write :value 2',
    ':process 2 :type :ok :f :read :value 1',
    ':process 0 :type :ok :f :write :value 3',
  );
  assert.deepEqual(spans(history), [
    [0, 'write', 0, 2],
    [2, 'read', 1, 6],
    [0, 'write', 3, 7],
    [1, 'write', 4, 5],
  ]);
  assert.equal(history.events, 8);
  assert.deepEqual(history.operations[1]?.input, null);
  // The read may have come before the write of 2, though it ended after.
  assert.equal(checkHistory(history, 'register').validity, 'valid');
});

test('transactions that only ended are ordered by their process, not by time', () => {
  const of = (process: number): History =>
    read(
      ':process 0 :type :ok :value [[:append :x 1]]',
      `:process ${process} :type :ok :value [[:r :x nil]]`,
      ':process 2 :type :ok :value [[:r :x [1]]]',
    );
  assert.equal(checkHistory(of(1), 'list-append').validity, 'valid');
  assert.equal(checkHistory(of(0), 'list-append').validity, 'invalid');
  const aborted = read(
    ':process 0 :type :fail :value [[:append :x 1]]',
    ':process 1 :type :ok :value [[:r :x [1]]]',
    ':process 2 :type :info :value nil',
  );
  assert.match(checkHistory(aborted, 'list-append').summary, /G1a/);
  assert.equal(aborted.operations.length, 2);
});

test('where no process is told, a completion belongs to what asked the same', () => {
  const history = read(
    ':type :invoke :f :read :value nil',
    ':type :invoke :f :write :value 1',
    ':type :invoke :f :write :value 2',
    ':type :ok :f :write :value 2',
    ':type :ok :f :write :value 1',
    ':type :ok :f :read :value 1',
    ':type :invoke :f :read :value nil',
    ':type :ok :f :read :value 2',
  );
  assert.deepEqual(spans(history), [
    [0, 'read', 0, 5],
    [1, 'write', 1, 4],
    [2, 'write', 2, 3],
    [0, 'read', 6, 7],
  ]);
  assert.throws(
    () =>
      read(
        ':type :invoke :f :read :value nil',
        ':type :invoke :f :read :value nil',
        ':type :ok :f :read :value 1',
      ),
    /^InvalidInput: history:3:1: this may complete any of 2 operations that are open; name the process/,
  );
});

test('a process that crashed says so under any name, and between operations it says nothing', () => {
  const history = read(
    ':process 0 :type :invoke :f :write :value 1 :index -1',
    ':process 0 :type :info :f :crash :value nil :index -1',
    ':process 2 :type :invoke :f :read',
    ':process 2 :type :ok :f :read :value 1',
    ':process 2 :type :info :f :log :value "bye"',
  );
  assert.deepEqual(
    history.operations.map(({ f, outcome }) => [f, outcome]),
    [
      ['write', 'info'],
      ['read', 'ok'],
    ],
  );
});
