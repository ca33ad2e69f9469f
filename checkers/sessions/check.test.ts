import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { History } from '../history/operation.ts';
import { ofEvents, oneByOne } from '../testing/of-events.ts';
import { finish, type Verdict } from '../verdict.ts';
import { checkSessions } from './check.ts';

const judge = (history: History): Verdict => finish(checkSessions(history));
const kinds = (history: History): readonly string[] =>
  judge(history).findings.map(({ kind }) => kind);

test('a history in order keeps all four', () => {
  const history = oneByOne(
    [0, 'write', 1],
    [1, 'read', null, 1],
    [1, 'cas', [1, 2]],
    [0, 'read', null, 2],
    [0, 'write', 3],
    [1, 'read', null, 3],
  );
  assert.equal(judge(history).validity, 'valid');
});

test('stale reads of others break nothing', () => {
  const history = oneByOne(
    [0, 'write', 1],
    [0, 'write', 2],
    [1, 'read', null, 1],
    [1, 'read', null, 2],
  );
  assert.equal(judge(history).validity, 'valid');
});

test('each guarantee is broken by its own example', () => {
  assert.deepEqual(kinds(oneByOne([0, 'write', 1], [0, 'read', null, null])), ['read-your-writes']);
  assert.deepEqual(
    kinds(
      oneByOne([0, 'write', 1], [1, 'read', null, 1], [1, 'read', null, null], [2, 'write', 9]),
    ),
    ['monotonic-reads'],
  );
  // At the end everybody reads 1, so it came after 2, against the order of its session.
  assert.deepEqual(
    kinds(oneByOne([0, 'write', 1], [0, 'write', 2], [1, 'read', null, 1], [2, 'read', null, 1])),
    ['monotonic-writes'],
  );
  assert.deepEqual(
    kinds(oneByOne([0, 'write', 1], [1, 'read', null, 1], [1, 'write', 2], [2, 'read', null, 1])),
    ['writes-follow-reads'],
  );
});

test('reading backwards along a cas is told with the cas', () => {
  const history = oneByOne(
    [0, 'write', 1],
    [0, 'cas', [1, 2]],
    [1, 'read', null, 2],
    [1, 'read', null, 1],
    [2, 'write', 3],
  );
  const [finding] = judge(history).findings;
  assert.equal(finding?.kind, 'monotonic-reads');
  assert.match(
    finding?.text ?? '',
    /process 0 read 1 and then wrote 2.*process 1 read 2 and then read 1/,
  );
  assert.equal(finding?.operations.length, 3);
});

test('guarantees that hold alone and not together', () => {
  // Process 1 reads 2 before 1; process 0 wrote 1 before 2. One of both orders is wrong.
  const history = oneByOne(
    [0, 'write', 1],
    [0, 'write', 2],
    [1, 'read', null, 2],
    [1, 'read', null, 1],
    [2, 'write', 3],
  );
  assert.deepEqual(kinds(history), ['all-together']);
});

test('keys are apart, and reads from nowhere are wrong', () => {
  const apart = ofEvents(
    [0, 'invoke', 'write', 1, 'x'],
    [0, 'ok', 'write', 1, 'x'],
    [0, 'invoke', 'read', null, 'y'],
    [0, 'ok', 'read', null, 'y'],
  );
  assert.equal(judge(apart).validity, 'valid');
  assert.deepEqual(kinds(oneByOne([0, 'write', 1], [1, 'read', null, 7])), ['unwritten']);
});

test('writes that are not unique leave it undecided', () => {
  const { validity, summary } = judge(oneByOne([0, 'write', 1], [1, 'write', 1]));
  assert.equal(validity, 'unknown');
  assert.match(summary, /1 was written twice/);
});
