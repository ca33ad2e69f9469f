import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '@dstudio/kernel';
import { type Distribution, sample } from './index.ts';

const SHAPES: readonly (readonly [Distribution, { mean: number; spread: number }])[] = [
  [
    { shape: 'constant', mean_ms: 5 },
    { mean: 5, spread: 0 },
  ],
  [
    { shape: 'uniform', min_ms: 2, max_ms: 8 },
    { mean: 5, spread: 6 / Math.sqrt(12) / 5 },
  ],
  [
    { shape: 'exponential', mean_ms: 5 },
    { mean: 5, spread: 1 },
  ],
  [
    { shape: 'lognormal', mean_ms: 5, spread: 0.7 },
    { mean: 5, spread: 0.7 },
  ],
];

for (const [distribution, { mean, spread }] of SHAPES) {
  test(`${distribution.shape}: mean and spread are as stated, one number a draw`, () => {
    const random = createRandom(1);
    let numbers = 0;
    const counted: Random = {
      ...random,
      next: () => {
        numbers++;
        return random.next();
      },
    };
    const draws = Array.from({ length: 40_000 }, () => sample(distribution, counted));
    const measured = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - measured) ** 2, 0) / draws.length;
    assert.equal(numbers, draws.length);
    assert.ok(draws.every((draw) => draw >= 0));
    assert.ok(Math.abs(measured / mean - 1) < 0.02, `mean ${measured}`);
    assert.ok(Math.abs(Math.sqrt(variance) / mean - spread) < 0.03, `variance ${variance}`);
  });
}
