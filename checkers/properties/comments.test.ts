import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { History } from '../history/operation.ts';
import { ofEvents } from '../testing/of-events.ts';
import { finish } from '../verdict.ts';
import { checkComments } from './comments.ts';

/** 1 is written, then 2; 3 is begun before 1 has ended. */
const seeing = (...values: readonly number[]): History =>
  ofEvents(
    [9, 'invoke', 'read'],
    [0, 'invoke', 'write', 1],
    [3, 'invoke', 'write', 3],
    [0, 'ok', 'write', 1],
    [0, 'invoke', 'write', 2],
    [0, 'ok', 'write', 2],
    [9, 'ok', 'read', values],
  );

test('who sees a comment sees what was written before it was begun', () => {
  for (const values of [[], [1], [3], [1, 2], [1, 2, 3], [7]]) {
    assert.equal(finish(checkComments(seeing(...values))).validity, 'valid', values.join());
  }
  const { validity, summary, counts } = finish(checkComments(seeing(2, 3)));
  assert.equal(validity, 'invalid');
  assert.match(summary, /^Process 9 read 2 without 1, which was written before 2 was begun/);
  assert.deepEqual(counts, { reads: 1, writes: 2, findings: 1 });
});
