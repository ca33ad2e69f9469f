import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { count, list, share, time } from './figures.ts';

test('shares are rounded down', () => {
  assert.equal(share(1), '100%');
  assert.equal(share(0.99996), '99.99%');
  assert.equal(share(0.9995), '99.95%');
  assert.equal(share(0.4129), '41.2%');
  assert.equal(share(0.29), '29%');
  assert.equal(share(0), '0%');
  assert.equal(share(Number.NaN), 'unknown');
});

test('a share of less than all is never shown as all, nor as more than it is', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (value) => {
      // A hair below 1 may be an error of summation: one request in a billion is not shown.
      fc.pre(value < 1 - 1e-9);
      const shown = Number.parseFloat(share(value));
      assert.ok(shown < 100, share(value));
      assert.ok(shown <= value * 100 + 1e-9, share(value));
      assert.ok(shown > value * 100 - 0.1 - 1e-9, share(value));
    }),
  );
});

test('times that never come and times that nobody knows say so', () => {
  assert.equal(time(Number.POSITIVE_INFINITY), 'never');
  assert.equal(time(Number.NaN), 'unknown');
  assert.equal(time(2100), '2.1 s');
});

test('counts and lists read as a sentence', () => {
  assert.equal(count(1, 'fault'), '1 fault');
  assert.equal(count(0, 'entry', 'entries'), '0 entries');
  assert.equal(list([]), '');
  assert.equal(list(['a']), 'a');
  assert.equal(list(['a', 'b', 'c'], 'or'), 'a, b or c');
});
