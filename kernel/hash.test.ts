import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTraceHash, hashText } from './hash.ts';

const digest = (values: readonly (number | string)[]): string => {
  const hash = createTraceHash();
  for (const value of values) {
    if (typeof value === 'number') hash.add(value);
    else hash.addText(value);
  }
  return hash.digest();
};

test('golden digests: no engine and no change may alter them', () => {
  assert.equal(digest([]), 'd4c7f98d8da88b87');
  assert.equal(digest([0]), 'b966a0b1583ed4a4');
  assert.equal(digest([1.5, 2, -3]), 'ba85735d4f916325');
  assert.equal(digest([Number.NaN, Infinity, 5e-324]), '181c396e93d3edba');
  assert.equal(digest(['breaker opened', 'ä€𝄞']), '3a1b7158e26c74e0');
});

test('order, sign of zero and the border between texts matter', () => {
  assert.notEqual(digest([1, 2]), digest([2, 1]));
  assert.notEqual(digest([0]), digest([-0]));
  assert.notEqual(digest([0]), digest([0, 0]));
  assert.notEqual(digest(['ab', 'c']), digest(['a', 'bc']));
  assert.notEqual(digest(['a']), digest(['a\0']));
  assert.notEqual(digest(['']), digest([]));
});

test('every NaN is the same NaN', () => {
  const other = new Float64Array(new BigUint64Array([0x7ff8_dead_beef_0001n]).buffer)[0] ?? 0;
  assert.ok(Number.isNaN(other));
  assert.equal(digest([other]), digest([Number.NaN]));
});

test('a digest can be taken on the way', () => {
  const hash = createTraceHash();
  hash.add(1);
  hash.digest();
  hash.add(2);
  assert.equal(hash.digest(), digest([1, 2]));
});

test('two traces that differ have different digests', () => {
  const trace = fc.array(fc.oneof(fc.double(), fc.integer(), fc.string()), { maxLength: 8 });
  fc.assert(
    fc.property(trace, trace, (one, two) => {
      const same = one.length === two.length && one.every((value, i) => Object.is(value, two[i]));
      assert.equal(digest(one) === digest(two), same);
    }),
    { numRuns: 500 },
  );
});

test('numbers next to each other do not collide, and each bit of the digest gets used', () => {
  const seen = new Set<string>();
  let ones = 0;
  const COUNT = 20_000;
  for (let index = 0; index < COUNT; index += 1) {
    const text = digest([index]);
    seen.add(text);
    ones |= Number.parseInt(text.slice(8), 16);
  }
  assert.equal(seen.size, COUNT);
  assert.equal(ones, -1);
});

test('a change of one bit in the input changes about half of the digest', () => {
  let flipped = 0;
  let pairs = 0;
  for (let base = 0; base < 200; base += 1) {
    for (let bit = 0; bit < 16; bit += 1) {
      const [a, b] = hashText(String.fromCharCode(base));
      const [c, d] = hashText(String.fromCharCode(base ^ (1 << bit)));
      for (let word = (a ^ c) >>> 0; word > 0; word &= word - 1, word >>>= 0) flipped += 1;
      for (let word = (b ^ d) >>> 0; word > 0; word &= word - 1, word >>>= 0) flipped += 1;
      pairs += 1;
    }
  }
  const share = flipped / pairs / 64;
  assert.ok(Math.abs(share - 0.5) < 0.01, `${share}`);
});

test('a hash that goes on from another depends on it', () => {
  assert.notDeepEqual(hashText('a', hashText('b')), hashText('b', hashText('a')));
  assert.notDeepEqual(hashText('a'), hashText('a', hashText('a')));
});
