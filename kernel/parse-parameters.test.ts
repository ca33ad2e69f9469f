import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvalidInput } from './errors.ts';
import type { ParameterSpec } from './parameters.ts';
import { mustParse, parseParameters, printParameter } from './parse-parameters.ts';

const described = { label: 'a label', about: 'a sentence' };

const spec = {
  delay: { ...described, kind: 'duration', default: 250, min: 1, max: 60_000 },
  attempts: { ...described, kind: 'integer', unit: 'attempts', default: 3, min: 1, max: 10 },
  factor: { ...described, kind: 'number', unit: '', default: 2, min: 1, max: 10 },
  budget: { ...described, kind: 'share', default: 0.1, min: 0, max: 0.5 },
  jitter: { ...described, kind: 'choice', default: 'full', options: ['none', 'full', 'equal'] },
  enabled: { ...described, kind: 'flag', default: true },
} as const satisfies ParameterSpec;

const problemsOf = (input: unknown): readonly string[] => {
  const parsed = parseParameters(spec, input);
  return parsed.ok ? [] : parsed.problems;
};

test('nothing given is all defaults', () => {
  const defaults = {
    delay: 250,
    attempts: 3,
    factor: 2,
    budget: 0.1,
    jitter: 'full',
    enabled: true,
  };
  for (const input of [undefined, null, {}, { delay: undefined }]) {
    assert.deepEqual(parseParameters(spec, input), { ok: true, values: defaults });
  }
});

test('text with units is read, and so are plain values', () => {
  const values = mustParse('retry', spec, {
    delay: '1.5s',
    attempts: '5',
    factor: ' 1.5 ',
    budget: '20%',
    jitter: 'equal',
    enabled: 'false',
  });
  assert.deepEqual(values, {
    delay: 1500,
    attempts: 5,
    factor: 1.5,
    budget: 0.2,
    jitter: 'equal',
    enabled: false,
  });
  assert.deepEqual(mustParse('retry', spec, values), values);
  // The types follow the specification.
  const delay: number = values.delay;
  const jitter: 'none' | 'full' | 'equal' = values.jitter;
  const enabled: boolean = values.enabled;
  assert.deepEqual([delay, jitter, enabled], [1500, 'equal', false]);
});

test('each problem names the parameter, the value and the way out', () => {
  const known: readonly (readonly [unknown, RegExp])[] = [
    [{ delay: 'soon' }, /^delay: "soon" is not a duration; write .*250ms/],
    [{ delay: '2m' }, /^delay: 2 min is too big; write 1 ms to 60 s$/],
    [{ delay: true }, /^delay: true is neither text nor a number$/],
    [{ attempts: 0 }, /^attempts: 0 is too small; write 1 to 10$/],
    [{ attempts: 2.5 }, /^attempts: 2.5 is not a whole number$/],
    [{ attempts: '' }, /^attempts: "" is not a whole number$/],
    [{ attempts: null }, /^attempts: null is not a whole number$/],
    [{ factor: 'NaN' }, /^factor: "NaN" is not a number$/],
    [{ factor: Infinity }, /^factor: Infinity is not a number$/],
    [{ budget: '60%' }, /^budget: 60% is too big; write 0% to 50%$/],
    [{ jitter: 'ful' }, /^jitter: "ful" is no option; did you mean 'full'\?$/],
    [{ jitter: 'decorrelated' }, /^jitter: .* is no option; choose one of none, full, equal$/],
    [{ enabled: 'yes' }, /^enabled: "yes" is neither true nor false$/],
    [{ enabled: 1 }, /^enabled: 1 is neither true nor false$/],
    [{ delay: ['1s'] }, /^delay: a list is neither/],
    [{ attempt: 3 }, /^"attempt" is unknown; did you mean 'attempts'\?$/],
    [{ zzzzzzzz: 3 }, /^"zzzzzzzz" is unknown; known are delay, attempts, factor/],
    ['fast', /^"fast" is not a set of parameters$/],
    [['1s'], /^a list is not a set of parameters$/],
    [7, /^7 is not a set of parameters$/],
  ];
  for (const [input, message] of known) {
    const problems = problemsOf(input);
    assert.equal(problems.length, 1, `${problems}`);
    assert.match(problems[0] ?? '', message);
  }
});

test('all problems are told at once, up to a bearable number', () => {
  assert.equal(problemsOf({ delay: 'x', attempts: 'y', factr: 1 }).length, 3);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, 1]));
  const problems = problemsOf(many);
  assert.equal(problems.length, 21);
  assert.equal(problems.at(-1), 'and 480 more');
});

test('names that every object inherits are unknown names', () => {
  for (const key of ['constructor', 'toString', 'hasOwnProperty']) {
    assert.equal(problemsOf({ [key]: 1 }).length, 1, key);
  }
  assert.equal(problemsOf(JSON.parse('{"__proto__": {"delay": 5}}')).length, 1);
  assert.deepEqual(problemsOf(Object.create({ delay: 'nonsense' })), []);
});

test('never throws, and what it lets through is within bounds', () => {
  const key = fc.oneof(fc.constantFrom(...Object.keys(spec)), fc.string());
  const value = fc.oneof(
    fc.anything(),
    fc.constantFrom('1s', '10%', 5, 0.3, 'full', true, -0, '1e2', Number.NaN),
  );
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(key, value), fc.anything()), (input) => {
      const parsed = parseParameters(spec, input);
      if (!parsed.ok) {
        assert.ok(parsed.problems.length > 0);
        return;
      }
      const { values } = parsed;
      assert.deepEqual(Object.keys(values), Object.keys(spec));
      assert.ok(values.delay >= 1 && values.delay <= 60_000);
      assert.ok(Number.isInteger(values.attempts) && values.attempts >= 1);
      assert.ok(values.budget >= 0 && values.budget <= 0.5);
      assert.ok(spec.jitter.options.includes(values.jitter));
      assert.equal(typeof values.enabled, 'boolean');
    }),
  );
});

test('what is printed reads back', () => {
  assert.equal(printParameter(spec.delay, 1500), '1500ms');
  assert.equal(printParameter(spec.budget, 0.1), '10%');
  assert.equal(printParameter(spec.attempts, 3), '3');
  assert.equal(printParameter(spec.enabled, false), 'false');
  assert.equal(printParameter(spec.jitter, 'full'), 'full');
  const values = fc.record({
    delay: fc.double({ min: 1, max: 60_000, noNaN: true }),
    attempts: fc.integer({ min: 1, max: 10 }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
    budget: fc.double({ min: 0, max: 0.5, noNaN: true }).map((share) => share + 0),
    jitter: fc.constantFrom('none', 'full', 'equal'),
    enabled: fc.boolean(),
  });
  fc.assert(
    fc.property(values, (given) => {
      const printed = Object.fromEntries(
        (Object.keys(given) as (keyof typeof given)[]) // the record has just these keys
          .map((key) => [key, printParameter(spec[key], given[key])]),
      );
      assert.deepEqual(mustParse('retry', spec, printed), { ...given });
    }),
  );
});

test('mustParse throws one error with every problem', () => {
  assert.throws(
    () => mustParse('retry', spec, { delay: 'x', attempts: 0 }),
    (error) =>
      error instanceof InvalidInput &&
      /^retry: delay: .*; attempts: 0 is too small/.test(error.message),
  );
});
