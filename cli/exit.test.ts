import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainLost } from './exit.ts';
import { captured } from './testing.ts';

test('a reader that has seen enough is no failure, and a full disk is said', () => {
  const err = captured();
  assert.equal(
    explainLost(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }), err),
    undefined,
  );
  assert.equal(err.text, '');
  assert.equal(explainLost(Object.assign(new Error('no space'), { code: 'ENOSPC' }), err), 74);
  assert.equal(
    err.text,
    'The result could not be written to standard output: the disk is full; make room and try again\n',
  );
});
