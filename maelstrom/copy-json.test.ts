import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { copyJson, detached } from './copy-json.ts';
import { sameJson } from './json.ts';
import { KnownLists } from './known-lists.ts';

/** Names of all kinds: indices near and far, what only looks like one, and the one that is special. */
const name = fc.oneof(
  // Without backslashes: once V8 has parsed {"1":0,"a":0,"\\":0}, it reads the last name of
  // {"1":0,"a":0,"\"":0} as a backslash too (seen in Node 24.21).
  fc.string({ maxLength: 3 }).filter((text) => !text.includes('\\')),
  fc.nat(9).map(String),
  fc.nat(5000).map(String),
  fc.constantFrom(
    '4294967294',
    '4294967295',
    '99999999999999',
    '007',
    '-1',
    '1.5',
    '"',
    '__proto__',
  ),
);
const scalar = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.NaN, Number.POSITIVE_INFINITY),
);
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(scalar, { maxLength: 12 }),
    fc.sparseArray(fc.integer(), { maxLength: 3, maxNumElements: 3 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 6 }),
  ),
}));

/** Every object in a value, itself included. */
const objectsIn = (value: unknown): readonly object[] =>
  typeof value === 'object' && value !== null
    ? [value, ...Object.values(value).flatMap(objectsIn)]
    : [];

test('a copy is what JSON makes of it, and shares nothing', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const before = JSON.stringify(value);
      const copy = copyJson(value);
      assert.deepEqual(copy, JSON.parse(before ?? 'null'));
      assert.equal(JSON.stringify(value), before);
      assert.equal(sameJson(copy, copyJson(value)), true);
      const originals = new Set(objectsIn(value));
      assert.ok(objectsIn(copy).every((part) => !originals.has(part)));
    }),
    { numRuns: 1000 },
  );
  assert.deepEqual(copyJson([2n ** 60n]), [2n ** 60n]);
  // Begins with a digit, as indices do, and ends with what is a number but no index.
  assert.deepEqual(copyJson({ '0"': 1, '0100000': 2 }), { '0"': 1, '0100000': 2 });
});

test('an object that is let go is the same JSON, and shares nothing but itself', () => {
  fc.assert(
    fc.property(fc.dictionary(name, anything, { maxKeys: 6, noNullPrototype: true }), (fresh) => {
      const held = new Set(Object.values(fresh).flatMap(objectsIn));
      const text = JSON.stringify(fresh);
      const body = detached(fresh);
      assert.deepEqual(body, JSON.parse(text));
      assert.ok(objectsIn(body).every((part) => !held.has(part)));
    }),
    { numRuns: 1000 },
  );
});

test('copies that share lists with earlier ones are the same JSON, and share none with the originals', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 6 }), (values) => {
      const known = new KnownLists();
      // Twice, and each time in another place.
      const copies = [...values, ...values.toReversed()].map((value) => ({
        value,
        copy: copyJson([value], 0, known),
      }));
      const originals = new Set(values.flatMap(objectsIn));
      for (const { value, copy } of copies) {
        assert.deepEqual(copy, JSON.parse(JSON.stringify([value])));
        assert.ok(objectsIn(copy).every((part) => !originals.has(part)));
      }
    }),
    { numRuns: 1000 },
  );
  const known = new KnownLists();
  const log = [[0], [1]];
  const [one, other] = [copyJson({ log }, 0, known), copyJson({ log }, 0, known)];
  assert.deepEqual(one, { log });
  assert.equal(Object(one).log, Object(other).log);
  log[1] = [2];
  const third = copyJson({ log }, 0, known);
  assert.deepEqual([one, third], [{ log: [[0], [1]] }, { log: [[0], [2]] }]);
  assert.equal(Object(one).log[0], Object(third).log[0]);
  // Deep lists are refused wherever they are, known or not.
  const deep = (levels: number): unknown => (levels === 0 ? [] : [deep(levels - 1)]);
  copyJson(deep(150), 0, known);
  assert.throws(() => copyJson([[deep(150)], deep(250)], 0, known), /nested deeper than 200/);
  assert.throws(() => copyJson(deep(150), 100, known), /nested deeper than 200/);
});

test('what JSON cannot say is refused', () => {
  for (const copy of [
    (value: unknown) => copyJson(value),
    (value: unknown) => copyJson(value, 0, new KnownLists()),
    (value: unknown) => detached({ value }),
  ]) {
    assert.throws(() => copy({ a: () => 1 }), /cannot carry a function/);
    assert.throws(() => copy([Symbol.iterator]), /cannot carry a symbol/);
    assert.throws(() => copy({ 7: new Map() }), /cannot carry a Map/);
    const circle: unknown[] = [];
    circle.push(circle);
    assert.throws(() => copy(circle), /nested deeper than 200/);
  }
  assert.throws(() => detached({ a: () => 1 }), /cannot carry a function/);
  class Ids extends Array<number> {}
  assert.equal(Object.getPrototypeOf(copyJson(Ids.of(1, 2))), Array.prototype);
});

test('a few keys of a log far from 0 take the memory of a few', () => {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  const original = { 1000: 1, 1001: 2, 1003: [3] };
  assert.deepEqual(copyJson(original), original);
  gc();
  const before = process.memoryUsage().heapUsed;
  const copies = Array.from({ length: 2000 }, () => copyJson(original));
  gc();
  const bytes = (process.memoryUsage().heapUsed - before) / copies.length;
  // With room for all names from 0 on it would be 12,000.
  assert.ok(bytes < 3000, `${bytes} bytes each`);
});
