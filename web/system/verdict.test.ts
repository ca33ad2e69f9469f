import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellResult, Figures } from '@dstudio/systems';
import { headline, sentence, verdictOf } from './verdict.ts';

const figures: Figures = {
  requests: 500,
  full: 1,
  degraded: 0,
  failed: 0,
  availability: 1,
  fast: 0.99,
  p50_ms: 20,
  p95_ms: 90,
  p99_ms: 120,
  recovery_ms: 0,
};
const cell = (change: Partial<CellResult>, measured: Partial<Figures> = {}): CellResult => ({
  id: 'crash cart',
  fault: { kind: 'crash', service: 'cart' },
  verdict: 'holds',
  broken: {},
  figures: { ...figures, ...measured },
  seeds: [],
  sensitivity: 'regardless',
  dependsOn: [],
  ...change,
});
const plain = (text: string) => text.replaceAll('\u202f', ' ');

test('a cell breaks or holds regardless, depends, or is not known yet', () => {
  assert.deepEqual(verdictOf(undefined), { mark: 'waiting', sure: false, words: 'not run yet' });
  assert.equal(verdictOf(cell({})).words, 'holds regardless');
  assert.equal(verdictOf(cell({ verdict: 'breaks' })).mark, 'breaks');
  const unchecked = verdictOf(cell({ sensitivity: 'unchecked' }));
  assert.deepEqual([unchecked.mark, unchecked.sure], ['holds', false]);
  const dependsOn = [
    { kind: 'traffic', factor: 2, paths: [] },
    { kind: 'traffic', factor: 0.5, paths: [] },
  ] as const;
  const depends = verdictOf(cell({ sensitivity: 'depends', dependsOn, verdict: 'breaks' }));
  assert.equal(depends.mark, 'depends');
  assert.equal(depends.words, 'depends on traffic; breaks as assumed');
});

test('the figures of broken objectives come first', () => {
  const said = (one: CellResult) =>
    headline(one).map(({ text, broken }) => `${plain(text)}${broken ? '!' : ''}`);
  assert.deepEqual(said(cell({})), ['100 %', 'p95 90 ms']);
  assert.deepEqual(said(cell({ broken: { recovery: 1 } }, { recovery_ms: Infinity })), [
    '100 %',
    'no recovery!',
  ]);
  assert.deepEqual(
    said(cell({ broken: { latency: 2, recovery: 1 } }, { p95_ms: 2500, recovery_ms: Infinity })),
    ['p95 2.5 s!', 'no recovery!'],
  );
  assert.deepEqual(said(cell({ broken: { availability: 5 } }, { availability: 0, p95_ms: NaN })), [
    '0 %!',
    'p95 –',
  ]);
});

test('a sentence sets each figure beside what was asked for', () => {
  const objectives = { availability: 0.999, latency_share: 0.95, latency_ms: 200 };
  const text = plain(sentence(cell({}, { recovery_ms: 3000, degraded: 0.25 }), objectives));
  assert.match(text, /100 % of requests answered \(objective 99.9 %\); 25 % of them degraded/);
  assert.match(text, /99 % of answers under 200 ms \(objective 95 %\)/);
  assert.match(text, /well again 3 s after the fault\.$/);
  const silent = sentence(cell({}, { fast: NaN, recovery_ms: Infinity }), objectives);
  assert.doesNotMatch(silent, /unknown|NaN/);
  assert.match(silent, /does not recover/);
  assert.doesNotMatch(sentence(cell({}), objectives, false), /fault/);
});
