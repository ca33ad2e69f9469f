import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { positions, toPosition, toValue } from './slider.ts';

const ranges = fc
  .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 100_000 }), fc.boolean())
  .map(([min, size, whole]) => ({ min, max: min + size, whole }));

test('the ends of the slider are the ends of the range', () => {
  fc.assert(
    fc.property(ranges, (range) => {
      assert.equal(toValue(0, range), range.min);
      assert.equal(toValue(positions, range), range.max);
      assert.equal(toPosition(range.min, range), 0);
      assert.equal(toPosition(range.max, range), positions);
    }),
  );
});

test('further right is never less, and never outside', () => {
  fc.assert(
    fc.property(ranges, fc.integer({ min: 0, max: positions - 1 }), (range, position) => {
      const here = toValue(position, range);
      assert.ok(here >= range.min && here <= range.max);
      assert.ok(toValue(position + 1, range) >= here);
      if (range.whole) assert.ok(Number.isInteger(here));
    }),
  );
});

test('a wide range is spread by ratio', () => {
  const range = { min: 1, max: 10_000, whole: false };
  assert.equal(toValue(positions / 2, range), 100);
});
