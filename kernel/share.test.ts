import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvalidInput } from './errors.ts';
import { compactShare, formatShare, parseShare } from './share.ts';

test('reads percentages and numbers', () => {
  const known: readonly (readonly [string | number, number])[] = [
    ['10%', 0.1],
    ['99.95 %', 0.9995],
    ['0%', 0],
    ['100%', 1],
    ['0.25', 0.25],
    [0.1, 0.1],
    [1, 1],
  ];
  for (const [text, share] of known) assert.equal(parseShare(text), share, `${text}`);
});

test('what is no share is refused, and the message says what is accepted', () => {
  for (const text of ['', 'half', '-1%', '10s', '101%', 1.01, -0.1, Number.NaN]) {
    assert.throws(
      () => parseShare(text),
      (error) => error instanceof InvalidInput && /percentage/.test(error.message),
      `${text}`,
    );
  }
  assert.throws(() => parseShare(10), /did you mean '10%'/);
  assert.throws(() => parseShare('10'), /did you mean '10%'/);
});

test('formats for people', () => {
  assert.equal(formatShare(0.1), '10%');
  assert.equal(formatShare(0.9995), '99.95%');
  assert.equal(formatShare(0.123456789), '12.346%');
  assert.equal(formatShare(Number.NaN), 'unknown');
});

test('the compact form reads back to the same bits', () => {
  assert.equal(compactShare(0.1), '10%');
  assert.equal(compactShare(0.07), '7%');
  assert.equal(compactShare(0.9999), '99.99%');
  const any = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 0, max: 10_000 }).map((count) => count / 10_000),
  );
  fc.assert(
    fc.property(any, (share) => {
      assert.equal(parseShare(compactShare(share)), share + 0);
    }),
  );
});
