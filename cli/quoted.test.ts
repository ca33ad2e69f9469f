import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoted } from './quoted.ts';

test('a word is quoted when a shell would read it as another', () => {
  for (const plain of ['a-b_c.ts', '../x/y:1', 'a=1,2', 'me@home+1', '50%']) {
    assert.equal(quoted(plain), plain);
  }
  for (const [word, asTyped] of [
    ['', "''"],
    ['two words', "'two words'"],
    ["it's", "'it'\\''s'"],
    ['a\\b', "'a\\b'"],
    ['$(x)', "'$(x)'"],
    ['~/x', "'~/x'"],
    ['a\n', "'a\n'"],
  ] as const) {
    assert.equal(quoted(word), asTyped);
  }
});
