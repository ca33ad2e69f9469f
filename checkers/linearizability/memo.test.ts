import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import { ConfigurationMemo } from './memo.ts';

test('tells all configurations apart, also those whose hashes are the same', () => {
  // So many that some of their 32 bits of hash must meet.
  const memo = new ConfigurationMemo(0);
  const none = new Int32Array(0);
  const words = new Int32Array(3);
  for (let index = 0; index < 200_000; index += 1) {
    words.set([index * 7, -index, index & 255]);
    assert.ok(memo.add(words, 3, none));
  }
  for (let index = 0; index < 200_000; index += 97) {
    words.set([index * 7, -index, index & 255]);
    assert.equal(memo.add(words, 3, none), false);
  }
});

test('knows a configuration when one with fewer used operations is there', () => {
  const memo = new ConfigurationMemo(2);
  const seen: { readonly word: number; readonly used: readonly number[] }[] = [];
  const random = createRandom('memo');
  for (let index = 0; index < 3000; index += 1) {
    const word = random.below(20);
    const used = [random.below(64), random.below(8) - 4];
    const known = seen.some(
      (one) => one.word === word && one.used.every((bits, at) => (bits & ~(used[at] ?? 0)) === 0),
    );
    assert.equal(memo.add(Int32Array.of(word), 1, Int32Array.from(used)), !known);
    if (!known) seen.push({ word, used });
  }
});
