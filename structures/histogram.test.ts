import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Histogram } from './histogram.ts';

const filled = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

/** The nearest rank among sorted values. */
const exactQuantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

const value = fc.oneof(
  fc.double({ min: 2 ** -20, max: 2 ** 44, maxExcluded: true, noNaN: true }),
  fc.double({ min: 1, max: 1000, noNaN: true }),
  // Around the borders of buckets.
  fc
    .tuple(fc.integer({ min: -19, max: 43 }), fc.integer({ min: -2, max: 2 }))
    .map(([exponent, ulps]) => 2 ** exponent * (1 + ulps * 2 ** -52)),
);
const values = fc.array(value, { minLength: 1, maxLength: 200 });
const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1));

test('quantiles are within 0.4 % of the exact ones', () => {
  fc.assert(
    fc.property(values, share, (recorded, q) => {
      const exact = exactQuantile(ascending(recorded), q);
      const found = filled(recorded).quantile(q);
      assert.ok(Math.abs(found - exact) <= 0.004 * exact, `${found}, not ${exact}`);
    }),
    { numRuns: 300 },
  );
});

test('quantiles rise with q and stay between least and greatest', () => {
  fc.assert(
    fc.property(values, share, share, (recorded, p, q) => {
      const histogram = filled(recorded);
      const [low, high] = [histogram.quantile(Math.min(p, q)), histogram.quantile(Math.max(p, q))];
      assert.ok(histogram.min <= low && low <= high && high <= histogram.max);
    }),
  );
});

test('count, mean, least and greatest are exact', () => {
  fc.assert(
    fc.property(values, (recorded) => {
      const histogram = filled(recorded);
      assert.equal(histogram.count, recorded.length);
      assert.equal(histogram.min, Math.min(...recorded));
      assert.equal(histogram.max, Math.max(...recorded));
      assert.equal(histogram.quantile(0), histogram.min);
      assert.equal(histogram.quantile(1), histogram.max);
      assert.equal(histogram.mean, recorded.reduce((sum, one) => sum + one, 0) / recorded.length);
    }),
  );
});

test('countAtMost counts exactly for some x up to 1 % greater', () => {
  fc.assert(
    fc.property(values, value, (recorded, x) => {
      const count = filled(recorded).countAtMost(x);
      const least = recorded.filter((one) => one <= x).length;
      const most = recorded.filter((one) => one <= x * 1.01).length;
      assert.ok(least <= count && count <= most, `${least} <= ${count} <= ${most}`);
      assert.equal(filled(recorded).shareAtMost(x), count / recorded.length);
    }),
    { numRuns: 300 },
  );
});

test('countAtMost tells apart what lies 1 % apart, everywhere', () => {
  for (let x = 2 ** -20; x < 2 ** 43; x *= 1.003) {
    assert.deepEqual(
      [filled([x, 2 * x]).countAtMost(x), filled([x / 2, x * 1.0099]).countAtMost(x)],
      [1, 1],
    );
  }
});

test('merging is as recording all', () => {
  fc.assert(
    fc.property(fc.array(value), fc.array(value), share, (one, two, q) => {
      const merged = filled(one);
      merged.merge(filled(two));
      const whole = filled([...one, ...two]);
      assert.equal(merged.count, whole.count);
      assert.equal(merged.quantile(q), whole.quantile(q));
      assert.deepEqual([merged.min, merged.max], [whole.min, whole.max]);
      if (whole.count > 0) assert.ok(Math.abs(merged.mean / whole.mean - 1) < 1e-12);
    }),
  );
});

test('an empty histogram knows nothing, and reset empties', () => {
  const reset = filled([1, 2, 3]);
  reset.reset();
  for (const histogram of [new Histogram(), reset]) {
    assert.equal(histogram.count, 0);
    for (const figure of ['mean', 'min', 'max'] as const) {
      assert.ok(Number.isNaN(histogram[figure]), figure);
    }
    assert.ok(Number.isNaN(histogram.quantile(0.5)));
    assert.equal(histogram.countAtMost(5), 0);
    assert.ok(Number.isNaN(histogram.shareAtMost(5)));
  }
  reset.record(7);
  assert.equal(reset.quantile(0.5), 7);
});

test('what lies outside of the range is kept at its border', () => {
  const small = filled([0, 0, 1e-9, 1e-7, 5]);
  assert.equal(small.min, 0);
  assert.equal(small.quantile(0.5), 0);
  assert.equal(small.countAtMost(1e-6), 4);
  assert.equal(small.quantile(1), 5);
  const great = filled([1, 1e15, 1e300, 1e301]);
  assert.equal(great.max, 1e301);
  assert.ok(great.quantile(0.5) >= 2 ** 43.9);
  assert.equal(great.countAtMost(2), 1);
  assert.equal(great.countAtMost(Infinity), 4);
});

test('no other values and no other quantiles', () => {
  const histogram = new Histogram();
  for (const wrong of [-1, Number.NaN, Infinity]) {
    assert.throws(() => histogram.record(wrong), RangeError);
  }
  for (const q of [-0.1, 1.1, Number.NaN]) assert.throws(() => histogram.quantile(q), RangeError);
  assert.equal(histogram.count, 0);
});
