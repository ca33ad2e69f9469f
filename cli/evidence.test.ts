import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidenceKey } from './evidence.ts';
import { labNames } from './house.ts';

test('each room has a key of its own, the same every time', () => {
  const names = labNames();
  assert.ok(names.length > 0);
  const keys = names.map((name) => evidenceKey(name));
  assert.equal(new Set(keys).size, names.length);
  assert.deepEqual(
    names.map((name) => evidenceKey(name)),
    keys,
  );
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
});
