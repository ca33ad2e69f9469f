import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compactDuration, formatDuration, parseDuration } from './duration.ts';
import { InvalidInput } from './errors.ts';

const YEAR_MS = 365 * 24 * 3600 * 1000;

test('reads every unit as milliseconds', () => {
  const known: readonly (readonly [string | number, number])[] = [
    ['10us', 0.01],
    ['10µs', 0.01],
    ['250ms', 250],
    [' 250 ms ', 250],
    ['1.5s', 1500],
    ['.5s', 500],
    ['1.001s', 1001],
    ['10.1us', 0.0101],
    ['2m', 120_000],
    ['2min', 120_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['365d', YEAR_MS],
    ['250', 250],
    ['1e3ms', 1000],
    [250, 250],
    [0, 0],
  ];
  for (const [text, duration_ms] of known)
    assert.equal(parseDuration(text), duration_ms, `${text}`);
  assert.ok(Object.is(parseDuration(-0), 0));
});

test('what is no duration is refused, and the message says what is accepted', () => {
  const wrong = [
    '',
    'fast',
    '-5ms',
    '5 parsecs',
    '5S',
    '1m30s',
    '0x10',
    '366d',
    '1e999s',
    'NaN',
    `${'0'.repeat(100)}ms`,
  ];
  for (const text of [...wrong, -1, Number.NaN, Infinity, YEAR_MS + 1]) {
    assert.throws(
      () => parseDuration(text),
      (error) => error instanceof InvalidInput && /250ms/.test(error.message),
      `${text}`,
    );
  }
  assert.throws(() => parseDuration('5S'), /unit 'S' is unknown/);
  assert.throws(() => parseDuration('366d'), /too long/);
});

test('anything at all is parsed or refused with InvalidInput, and quickly', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double(), fc.anything()), (given) => {
      try {
        // The types forbid it, but input comes from files.
        const duration_ms = parseDuration(given as string);
        assert.ok(duration_ms >= 0 && duration_ms <= YEAR_MS);
      } catch (error) {
        assert.ok(error instanceof InvalidInput);
        assert.ok(error.message.length < 400);
      }
    }),
  );
  assert.throws(() => parseDuration(`${'9'.repeat(1e6)}x`), InvalidInput);
});

test('formats for people', () => {
  const known: readonly (readonly [number, string])[] = [
    [0, '0 ms'],
    [0.25, '250 us'],
    [0.0004, '0.4 us'],
    [1, '1 ms'],
    [0.9999, '1 ms'],
    [12.3456, '12.3 ms'],
    [250, '250 ms'],
    [999.9, '1 s'],
    [1500, '1.5 s'],
    [90_000, '90 s'],
    [120_000, '2 min'],
    [5_400_000, '90 min'],
    [86_400_000 * 3, '3 d'],
    [-250, '-250 ms'],
    [Infinity, '∞'],
    [Number.NaN, 'unknown'],
  ];
  for (const [duration_ms, text] of known) assert.equal(formatDuration(duration_ms), text);
});

test('the compact form is short', () => {
  const known: readonly (readonly [number, string])[] = [
    [0, '0ms'],
    [250, '250ms'],
    [1500, '1500ms'],
    [2000, '2s'],
    [90_000, '90s'],
    [120_000, '2m'],
    [0.25, '250us'],
    [12.5, '12.5ms'],
    [86_400_000, '1d'],
  ];
  for (const [duration_ms, text] of known) assert.equal(compactDuration(duration_ms), text);
});

test('the compact form reads back to the same bits', () => {
  const any = fc.oneof(
    fc.double({ min: 0, max: YEAR_MS, noNaN: true }),
    fc.integer({ min: 0, max: 1e9 }).map((us) => us / 1000),
    fc.integer({ min: 0, max: 3650 }).map((tenths) => tenths * 8_640_000),
  );
  fc.assert(
    fc.property(any, (duration_ms) => {
      assert.equal(parseDuration(compactDuration(duration_ms)), duration_ms + 0);
    }),
  );
});
