import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeRun, encodeRun } from './run-url.ts';

test('an address repeats its run', () => {
  for (const seed of [0, 7, Number.MAX_SAFE_INTEGER]) {
    for (const view of ['shrunk', 'whole'] as const) {
      assert.deepEqual(decodeRun(encodeRun(seed, view)), { seed, view, problem: undefined });
    }
  }
});

test('without a seed nothing runs, and a wrong one is named', () => {
  assert.deepEqual(decodeRun(''), { seed: undefined, view: 'shrunk', problem: undefined });
  for (const bad of ['-1', '1.5', 'x', '', '1e3', '99999999999999999']) {
    const { seed, problem } = decodeRun(`seed=${bad}`);
    assert.equal(seed, undefined);
    assert.ok(problem?.includes(`"${bad}"`), problem);
  }
  assert.ok((decodeRun(`seed=${'9'.repeat(9000)}`).problem?.length ?? 0) < 200);
});
