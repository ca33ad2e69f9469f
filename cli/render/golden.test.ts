import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { matrix, recommendation } from './fixtures.ts';
import { toJson } from './json.ts';
import { renderMatrix } from './matrix.ts';
import { renderProof } from './proof.ts';
import { renderRecommendation } from './recommendation.ts';
import { plain, styleFor } from './style.ts';

const objectives = { availability: 0.999, latency_share: 0.95, latency_ms: 200 };

/** Compares with a file that a person has read. UPDATE_GOLDEN=1 writes it anew. */
function golden(name: string, text: string): void {
  const file = new URL(`golden/${name}.txt`, import.meta.url);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
  assert.equal(text, existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : '');
}

const proof = renderProof(
  {
    title: 'Circuit breaker',
    question: 'What does a caller gain that stops asking a dependency which hangs?',
    notModelled: ['The cost of a connection that is opened anew.'],
  },
  [
    {
      id: 'wait',
      text: 'While the dependency hangs, callers behind the breaker wait less than 250 ms at p99.',
      unit: 'ms',
      held: 1000,
      of: 1000,
      worst: 204.31234,
      limit: 250,
      firstFailure: undefined,
    },
    {
      id: 'patient',
      text: 'While all is well the breaker refuses less than 0.1 % of the calls.',
      unit: 'share',
      held: 1000,
      of: 1000,
      worst: 0.0009768,
      limit: 0.001,
      firstFailure: undefined,
    },
    {
      id: 'recovers',
      text: 'It closes within 10 s after the dependency is well again.',
      unit: 'ms',
      held: 998,
      of: 1000,
      worst: Number.NaN,
      limit: 10_000,
      firstFailure: 17,
    },
  ],
  80,
  plain,
);

test('the matrix in a narrow terminal', () => {
  golden('matrix-80', renderMatrix(matrix, objectives, 80, plain));
});

test('the matrix in a wide terminal', () => {
  golden('matrix-120', renderMatrix(matrix, objectives, 120, plain));
});

test('a recommendation', () => {
  golden('recommendation-100', renderRecommendation(recommendation, 'shop', 100, plain));
});

test("a room's claims", () => golden('proof-80', proof));

test('colour adds nothing but colour', () => {
  const coloured = renderMatrix(matrix, objectives, 80, styleFor({ colour: true }));
  assert.notEqual(coloured, stripVTControlCharacters(coloured));
  assert.equal(stripVTControlCharacters(coloured), renderMatrix(matrix, objectives, 80, plain));
});

test('no line is wider than the terminal, save for a name that has one of its own', () => {
  for (const width of [80, 100, 120]) {
    const texts = [
      renderMatrix(matrix, objectives, width, plain),
      renderRecommendation(recommendation, 'shop', width, plain),
    ];
    for (const line of texts.join('\n').split('\n')) assert.ok(line.length <= width, line);
  }
});

test('a matrix that was stopped says how far it came', () => {
  const partial = { cells: 101, finished: 4, checked: 3 };
  const text = renderMatrix({ ...matrix, partial }, objectives, 120, plain);
  assert.match(text, /^Partial, for it was stopped: 4 of 101 faults finished\. For 3 of them /m);
  assert.doesNotMatch(renderMatrix(matrix, objectives, 120, plain), /Partial/);
});

test('a search that was stopped shows what it found, and claims no more', () => {
  const stopped = { ...recommendation, after: [], partial: true } as const;
  const text = renderRecommendation(stopped, 'shop', 100, plain);
  assert.match(text, /^shop: stopped after 1234 runs of the search\..*\bby itself\b/m);
  assert.match(text, /1\. timeout on frontend\/handle/);
  assert.doesNotMatch(text, /did not see/);
  const nothing = { ...stopped, changes: [], questions: [] };
  assert.match(renderRecommendation(nothing, 'shop', 100, plain), /nothing was found by then/);
});

test('JSON says null for unknown and never for what did not happen', () => {
  const read = JSON.parse(toJson('matrix/1', matrix));
  assert.equal(read.format, 'matrix/1');
  assert.equal(read.cells[0].figures.p95_ms, null);
  assert.equal(read.cells[0].figures.recovery_ms, 'never');
});
