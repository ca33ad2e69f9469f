import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ParameterSpec } from '@dstudio/kernel';
import fc from 'fast-check';
import { decodeLab, encodeLab } from './lab-url.ts';

const spec: ParameterSpec = {
  wait: { kind: 'duration', label: 'Wait', about: '', default: 250, min: 1, max: 60_000 },
  tries: { kind: 'integer', unit: 'calls', label: 'Tries', about: '', default: 3, min: 1, max: 9 },
  budget: { kind: 'share', label: 'Budget', about: '', default: 0.1, min: 0, max: 1 },
  jitter: {
    kind: 'choice',
    label: 'Jitter',
    about: '',
    default: 'full',
    options: ['full', 'none'],
  },
  hedge: { kind: 'flag', label: 'Hedge', about: '', default: false },
};

test('a link repeats parameters, seed and engine exactly', () => {
  const values = fc.record({
    wait: fc.double({ min: 1, max: 60_000, noNaN: true }),
    tries: fc.integer({ min: 1, max: 9 }),
    budget: fc.double({ min: 0, max: 1, noNaN: true }),
    jitter: fc.constantFrom('full', 'none'),
    hedge: fc.boolean(),
  });
  const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(values, seeds, (given, seed) => {
      const read = decodeLab(encodeLab(given, seed, '1.2.3+ab'), spec);
      // -0 reads back as 0, which is the same parameter.
      assert.deepEqual(read.values, { ...given, budget: given.budget + 0 });
      assert.equal(read.seed, seed);
      assert.equal(read.engine, '1.2.3+ab');
      assert.deepEqual(read.problems, []);
    }),
  );
});

test('a link of a capsule says what its run has to give', () => {
  const expected = { variant: 'with breaker', hash: '0123456789abcdef' };
  const read = decodeLab(encodeLab({ wait: '2s', budget: '5%' }, 7, '1', expected), spec);
  assert.deepEqual(read.expected, expected);
  assert.deepEqual([read.values['wait'], read.values['budget']], [2000, 0.05]);
  assert.deepEqual(read.problems, []);
  for (const bad of ['hash=0123456789abcdef', 'variant=x', 'variant=x&hash=abc']) {
    assert.equal(decodeLab(bad, spec).expected, undefined, bad);
  }
});

test('an empty address gives the defaults and no engine', () => {
  assert.deepEqual(decodeLab('', spec), {
    values: { wait: 250, tries: 3, budget: 0.1, jitter: 'full', hedge: false },
    seed: 1,
    engine: undefined,
    expected: undefined,
    problems: [],
  });
});

test('what a parameter cannot be is said and replaced', () => {
  for (const bad of [
    'p.wait=0',
    'p.wait=',
    'p.wait=1e9',
    'p.wait=NaN',
    'p.tries=2.5',
    'p.jitter=x',
    'p.wait=2h',
    'p.patience=3',
  ]) {
    const read = decodeLab(bad, spec);
    assert.equal(read.problems.length, 1, bad);
    assert.deepEqual(read.values, decodeLab('', spec).values, bad);
  }
  for (const bad of ['seed=-1', 'seed=1.5', 'seed=x', 'seed=4294967296']) {
    assert.equal(decodeLab(bad, spec).seed, 1);
    assert.equal(decodeLab(bad, spec).problems.length, 1, bad);
  }
});

test('no address whatever makes it throw', () => {
  fc.assert(fc.property(fc.string(), (search) => void decodeLab(search, spec)));
});
