import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Random } from './env.ts';
import { InvalidInput } from './errors.ts';
import { createRandom } from './random.ts';

const draws = (random: Random, count: number): number[] =>
  Array.from({ length: count }, () => random.next());

test('golden draws: no engine and no change may alter them', () => {
  const random = createRandom(42);
  assert.deepEqual(draws(random, 3), [0.5539870940330374, 0.06881077696401272, 0.2808978062983304]);
  assert.deepEqual(
    [2, 10, 1000, 2 ** 31 + 1, 2 ** 32].map((bound) => random.below(bound)),
    [1, 4, 549, 246391309, 2200211914],
  );
  assert.equal(random.fork('network').fork('latency').next(), 0.7433261202827581);
});

test('the same seed gives the same stream, as number, text or bigint', () => {
  const expected = draws(createRandom(42), 20);
  assert.deepEqual(draws(createRandom('42'), 20), expected);
  assert.deepEqual(draws(createRandom(42n), 20), expected);
  assert.notDeepEqual(draws(createRandom(43), 20), expected);
  assert.deepEqual(draws(createRandom(-0), 5), draws(createRandom(0), 5));
});

test('a seed that is no finite number is refused', () => {
  for (const seed of [Number.NaN, Infinity, -Infinity]) {
    assert.throws(() => createRandom(seed), InvalidInput);
  }
});

test('a fork depends on the seed and the names, not on what was drawn', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(50), fc.nat(50), fc.string(), (seed, before, after, name) => {
      const fresh = createRandom(seed);
      const used = createRandom(seed);
      draws(used, before);
      const fork = used.fork(name);
      draws(used, after);
      assert.deepEqual(draws(fork, 4), draws(fresh.fork(name), 4));
    }),
  );
});

test('drawing from a fork leaves its parent alone', () => {
  const forked = createRandom(1);
  draws(forked.fork('a'), 10);
  assert.deepEqual(draws(forked, 10), draws(createRandom(1), 10));
});

test('forks with different names, depths or orders of names are different streams', () => {
  const root = createRandom(1);
  const streams = [
    root,
    root.fork(''),
    root.fork('a'),
    root.fork('b'),
    root.fork('ab'),
    root.fork('a').fork('b'),
    root.fork('b').fork('a'),
    root.fork('a').fork('a'),
    createRandom(2).fork('a'),
  ];
  const first = new Set(streams.map((stream) => stream.next()));
  assert.equal(first.size, streams.length);
});

test('next is uniform on [0, 1), in its upper and in its lower bits', () => {
  const random = createRandom('uniform');
  const COUNT = 100_000;
  const upper = new Float64Array(64);
  const lower = new Float64Array(64);
  for (let index = 0; index < COUNT; index += 1) {
    const x = random.next();
    assert.ok(x >= 0 && x < 1);
    const fine = x * 2 ** 53;
    assert.ok(Number.isInteger(fine));
    const high = Math.floor(x * 64);
    const low = fine % 64;
    upper[high] = (upper[high] ?? 0) + 1;
    lower[low] = (lower[low] ?? 0) + 1;
  }
  for (const counts of [upper, lower]) {
    const expected = COUNT / 64;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 63 degrees of freedom: beyond 1 in 10^4 either way.
    assert.ok(chiSquare > 28 && chiSquare < 115, `${chiSquare}`);
  }
});

test('forks are not correlated', () => {
  const one = createRandom(7).fork('1');
  const two = createRandom(7).fork('2');
  const COUNT = 50_000;
  let sum = 0;
  for (let index = 0; index < COUNT; index += 1) sum += (one.next() - 0.5) * (two.next() - 0.5);
  // Of a mean of products of uniforms, four standard errors.
  assert.ok(Math.abs(sum / COUNT) < (4 * (1 / 12)) / Math.sqrt(COUNT), `${sum / COUNT}`);
});

test('below stays below, reaches every value and favours none', () => {
  const bounds = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 2 ** 32 }));
  fc.assert(
    fc.property(fc.nat(), bounds, (seed, bound) => {
      const drawn = createRandom(seed).below(bound);
      assert.ok(Number.isInteger(drawn) && drawn >= 0 && drawn < bound);
    }),
  );
  const random = createRandom('fair');
  const counts = new Float64Array(6);
  for (let index = 0; index < 60_000; index += 1) {
    const drawn = random.below(6);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 400, `${counts}`);
});

test('a bound that is not a whole number from 1 to 2^32 is refused', () => {
  const random = createRandom(1);
  for (const bound of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN, Infinity]) {
    assert.throws(() => random.below(bound), InvalidInput);
  }
});
