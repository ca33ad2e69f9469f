import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from './errors.ts';
import { requireWhole, splitPath } from './path.ts';

test('a path is names joined by slashes', () => {
  assert.deepEqual(splitPath('log/0001.segment'), ['log', '0001.segment']);
  assert.deepEqual(splitPath('a'), ['a']);
  assert.deepEqual(splitPath('..a/b..'), ['..a', 'b..']);
});

test('what could lead out of the disk is refused', () => {
  const wrong = ['', '/', '/etc/passwd', 'a/', 'a//b', '.', './a', '..', '../a', 'a/../b'];
  for (const path of [...wrong, 'a\\b', 'C:/a', 'a\0b', 'x'.repeat(1025)]) {
    assert.throws(() => splitPath(path), InvalidInput, JSON.stringify(path));
  }
});

test('offsets are whole numbers from 0 up', () => {
  requireWhole(0, 'an offset');
  for (const offset of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.throws(() => requireWhole(offset, 'an offset'), /is not an offset/);
  }
});
