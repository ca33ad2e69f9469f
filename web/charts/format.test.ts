import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDuration, formatNumber, formatShare, measureParts } from './format.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

test('durations use the unit a person would say', () => {
  const cases: [number, string][] = [
    [0, '0 ms'],
    [0.4213, '0.421 ms'],
    [12.34, '12.3 ms'],
    [999, '999 ms'],
    [999.7, '1 s'],
    [1240, '1.24 s'],
    [90_000, '90 s'],
    [125_000, '2 min 5 s'],
    [Number.POSITIVE_INFINITY, 'never'],
    [Number.NaN, 'unknown'],
  ];
  for (const [ms, text] of cases) assert.equal(plain(formatDuration(ms)), text);
});

test('shares are cut, so nothing short of everything reads as 100 %', () => {
  const cases: [number, string][] = [
    [1, '100 %'],
    [0.99999, '99.99 %'],
    [0.999, '99.9 %'],
    [0.57, '57 %'],
    [0.0004, '0.04 %'],
    [0.000001, '< 0.01 %'],
    [0, '0 %'],
    [Number.NaN, 'unknown'],
  ];
  for (const [share, text] of cases) assert.equal(plain(formatShare(share)), text);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (share) => {
      assert.notEqual(plain(formatShare(share)), '100 %');
    }),
  );
});

test('a number keeps its value to three digits and is never in scientific notation', () => {
  assert.equal(plain(formatNumber(1234567)), '1 234 567');
  assert.equal(formatNumber(-2.5), '−2.5');
  assert.equal(formatNumber(-0.0001), '0');
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e12, noNaN: true }), (value) => {
      const text = formatNumber(value).replaceAll('\u202f', '');
      assert.doesNotMatch(text, /e/);
      assert.ok(Math.abs(Number(text) - value) <= Math.max(value * 0.006, 0.0006));
    }),
  );
});

test('the unit of a measure stands last in its name', () => {
  assert.deepEqual(measureParts('wait_p99_ms'), { label: 'wait p99', unit: 'ms' });
  assert.deepEqual(measureParts('answers_per_s'), { label: 'answers', unit: '/s' });
  assert.deepEqual(measureParts('answered_share'), { label: 'answered', unit: 'share' });
  assert.deepEqual(measureParts('attempts'), { label: 'attempts', unit: '' });
});
