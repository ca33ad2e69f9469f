import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Random } from './env.ts';
import { createRandom } from './random.ts';
import { exponential, lognormal, normal, normalQuantile } from './sample.ts';

const COUNT = 100_000;

const moments = (draw: () => number): { mean: number; deviation: number } => {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < COUNT; index += 1) {
    const x = draw();
    sum += x;
    squares += x * x;
  }
  const mean = sum / COUNT;
  return { mean, deviation: Math.sqrt(squares / COUNT - mean * mean) };
};

const near = (found: number, expected: number, within: number): void =>
  assert.ok(Math.abs(found - expected) <= within, `${found}, not ${expected} by ${within}`);

/** A stream of one number. */
const always = (x: number): Random => ({ next: () => x, below: () => 0, fork: () => always(x) });

test('exponential draws have the mean, the spread and the tail they should', () => {
  const random = createRandom('exponential');
  const { mean, deviation } = moments(() => exponential(random, 5));
  near(mean, 5, 0.06);
  near(deviation, 5, 0.12);
  let beyond = 0;
  for (let index = 0; index < COUNT; index += 1) if (exponential(random, 5) > 10) beyond += 1;
  near(beyond / COUNT, Math.exp(-2), 0.005);
});

test('exponential draws are finite and not negative at both ends of the stream', () => {
  assert.ok(exponential(always(0), 5) === 0);
  const most = exponential(always(1 - 2 ** -53), 5);
  near(most, 5 * 53 * Math.LN2, 1e-9);
});

test('the normal quantile has the values of the published tables', () => {
  // Wichura 1988, and R's qnorm.
  near(normalQuantile(0.25), -0.6744897501960817, 1e-15);
  near(normalQuantile(0.001), -3.090232306167814, 1e-14);
  near(normalQuantile(1e-20), -9.262340089798408, 1e-14);
  near(normalQuantile(0.975), 1.959963984540054, 1e-14);
  assert.equal(normalQuantile(0.5), 0);
});

test('the normal quantile rises and is odd about one half', () => {
  const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  fc.assert(
    fc.property(probability, probability, (p, q) => {
      if (p < q) assert.ok(normalQuantile(p) <= normalQuantile(q));
      const mirrored = 1 - p;
      if (1 - mirrored === p) near(normalQuantile(mirrored), -normalQuantile(p), 1e-12);
    }),
  );
  // Where one approximation hands over to the next.
  for (const seam of [0.075, 0.925, Math.exp(-25)]) {
    near(normalQuantile(seam * (1 + 1e-15)), normalQuantile(seam * (1 - 1e-15)), 1e-13);
  }
});

test('normal draws have mean 0 and deviation 1', () => {
  const random = createRandom('normal');
  const { mean, deviation } = moments(() => normal(random));
  near(mean, 0, 0.013);
  near(deviation, 1, 0.01);
});

test('a zero in the stream is drawn again', () => {
  const stream = [0, 0, 0.975];
  const random = { ...always(0), next: () => stream.shift() ?? 0 };
  near(normal(random), 1.959963984540054, 1e-14);
});

test('lognormal draws have the mean and the spread that were asked for', () => {
  for (const spread of [0.3, 1]) {
    const random = createRandom('lognormal');
    const { mean, deviation } = moments(() => lognormal(random, 20, spread));
    near(mean / 20, 1, 0.02 * spread);
    near(deviation / 20 / spread, 1, 0.05);
  }
});

test('lognormal draws do not depend on the spread asked for before', () => {
  const alone = lognormal(createRandom(1), 20, 0.5);
  lognormal(createRandom(2), 20, 2);
  assert.equal(lognormal(createRandom(1), 20, 0.5), alone);
});

test('without spread, or without mean, there is nothing to draw', () => {
  const random = createRandom(1);
  assert.equal(lognormal(random, 20, 0), 20);
  assert.equal(lognormal(random, 0, 0.5), 0);
  assert.ok(exponential(random, 0) === 0);
});

test('golden draws: no engine and no change may alter them', () => {
  const random = createRandom('golden');
  assert.equal(exponential(random, 5), 0.36303060744897375);
  assert.equal(normal(random), -2.073895616938521);
  assert.equal(lognormal(random, 20, 0.5), 15.874434662612543);
});
