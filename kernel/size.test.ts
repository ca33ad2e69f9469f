import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvalidInput } from './errors.ts';
import { compactSize, formatSize, parseSize } from './size.ts';

test('reads bytes, powers of 1000 and of 1024', () => {
  const known: readonly (readonly [string | number, number])[] = [
    ['512', 512],
    ['512B', 512],
    ['64KiB', 65_536],
    ['64Ki', 65_536],
    ['512Mi', 536_870_912],
    ['1.5 GiB', 1_610_612_736],
    ['2Ti', 2 ** 41],
    ['1Pi', 2 ** 50],
    ['128MB', 128_000_000],
    ['128M', 128_000_000],
    ['1kB', 1000],
    ['1K', 1000],
    ['1k', 1000],
    ['2G', 2e9],
    ['129e6', 129_000_000],
    ['0.1KiB', 103],
    [4096, 4096],
    [0, 0],
  ];
  for (const [text, size_bytes] of known) assert.equal(parseSize(text), size_bytes, `${text}`);
});

test('what is no size is refused, and the message says what is accepted', () => {
  const wrong = ['', 'big', '-1', '5 parsecs', '100m', '1KIB', '1e30', '16Pi', Number.NaN, -1];
  for (const text of wrong) {
    assert.throws(
      () => parseSize(text),
      (error) => error instanceof InvalidInput && /64KiB/.test(error.message),
      `${text}`,
    );
  }
});

test('formats for people', () => {
  assert.equal(formatSize(0), '0 B');
  assert.equal(formatSize(1023), '1023 B');
  assert.equal(formatSize(65_536), '64 KiB');
  assert.equal(formatSize(1.5 * 2 ** 30), '1.5 GiB');
  assert.equal(formatSize(Number.NaN), 'unknown');
});

test('the compact form reads back to the same number', () => {
  assert.equal(compactSize(65_536), '64KiB');
  assert.equal(compactSize(1500), '1500B');
  assert.equal(compactSize(0), '0B');
  const any = fc.oneof(
    fc.maxSafeNat(),
    fc.integer({ min: 0, max: 4096 }).map((mebibytes) => mebibytes * 2 ** 20),
  );
  fc.assert(
    fc.property(any, (size_bytes) => {
      assert.equal(parseSize(compactSize(size_bytes)), size_bytes);
    }),
  );
});
