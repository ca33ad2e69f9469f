import assert from 'node:assert/strict';
import { it } from 'node:test';
import { above, atLeast, atMost, below } from './lab-claims.ts';

it('compares as the names say', () => {
  const holds = [below, atMost, atLeast, above].map((check) =>
    [1, 2, 3].map((measured) => check(measured, 2).holds),
  );
  assert.deepEqual(holds, [
    [true, false, false],
    [true, true, false],
    [false, true, true],
    [false, false, true],
  ]);
});

it('never holds what was not measured, and shows it as unknown', () => {
  for (const check of [below, atMost, atLeast, above]) {
    assert.deepEqual(check(undefined, 2), { measured: Number.NaN, limit: 2, holds: false });
    assert.deepEqual(check(2, undefined), { measured: 2, limit: Number.NaN, holds: false });
  }
});
