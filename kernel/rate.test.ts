import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvalidInput } from './errors.ts';
import { compactRate, formatRate, parseRate } from './rate.ts';

test('reads every unit as events per second', () => {
  const known: readonly (readonly [string | number, number])[] = [
    ['50/s', 50],
    ['50 /s', 50],
    ['3000/m', 50],
    ['3000/min', 50],
    ['7200/h', 2],
    ['86400/d', 1],
    ['50', 50],
    [50, 50],
    [0, 0],
  ];
  for (const [text, rate_per_s] of known) assert.equal(parseRate(text), rate_per_s, `${text}`);
});

test('what is no rate is refused, and the message says what is accepted', () => {
  for (const text of ['', 'often', '-1/s', '5/y', '5s', '2e9/s', Number.NaN, -1, Infinity]) {
    assert.throws(
      () => parseRate(text),
      (error) => error instanceof InvalidInput && /50\/s/.test(error.message),
      `${text}`,
    );
  }
});

test('formats for people', () => {
  assert.equal(formatRate(50), '50/s');
  assert.equal(formatRate(1234.5), '1235/s');
  assert.equal(formatRate(0.5), '30/min');
  assert.equal(formatRate(0.01), '36/h');
  assert.equal(formatRate(0), '0/s');
  assert.equal(formatRate(Number.NaN), 'unknown');
});

test('the compact form reads back to the same bits', () => {
  assert.equal(compactRate(50), '50/s');
  assert.equal(compactRate(0.5), '30/m');
  assert.equal(compactRate(1.25), '75/m');
  assert.equal(compactRate(Math.PI), `${Math.PI}/s`);
  const any = fc.oneof(
    fc.double({ min: 0, max: 1e9, noNaN: true }),
    fc.integer({ min: 0, max: 1e6 }).map((count) => count / 60),
  );
  fc.assert(
    fc.property(any, (rate_per_s) => {
      assert.equal(parseRate(compactRate(rate_per_s)), rate_per_s + 0);
    }),
  );
});
