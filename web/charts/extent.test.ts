import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { extent, thin, valueAt } from './extent.ts';

test('extent skips gaps and knows when there is nothing', () => {
  assert.deepEqual(extent([Number.NaN, 3, -1, Infinity]), { min: -1, max: 3 });
  assert.equal(extent([Number.NaN]), undefined);
});

test('the value at the cursor is the last one at or before it', () => {
  const line = { name: 'a', x: [0, 10, 20], y: [1, 2, 3] };
  assert.ok(Number.isNaN(valueAt(line, -1)));
  assert.equal(valueAt(line, 0), 1);
  assert.equal(valueAt(line, 19.9), 2);
  assert.equal(valueAt(line, 1e9), 3);
});

test('thinning keeps the extremes, the gaps and the order', () => {
  const samples = fc.array(fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constant(NaN)), {
    minLength: 200,
    maxLength: 600,
  });
  fc.assert(
    fc.property(samples, (y) => {
      const line = { name: 'a', x: y.map((_, index) => index), y };
      const less = thin(line, 20);
      assert.deepEqual(extent(less.y), extent(y));
      assert.equal(less.y.some(Number.isNaN), y.some(Number.isNaN));
      assert.ok(less.x.length <= 60);
      assert.deepEqual(
        less.x,
        [...less.x].sort((a, b) => a - b),
      );
    }),
  );
});
