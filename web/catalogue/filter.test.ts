import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counts, filterPages } from './filter.ts';

const page = (slug: string, title: string, description: string, tier = 'gold') => ({
  slug,
  title,
  description,
  category: 'resilience',
  excellence_tier: tier,
});
const pages = [
  page('timeout', 'Timeout', 'Stop waiting.'),
  page('retry-with-backoff', 'Retry with backoff', 'Ask again, later each time.', 'silver'),
  page('circuit-breaker', 'Circuit breaker', 'Refuse before a timeout has to.'),
];
const slugs = (filter: Partial<Parameters<typeof filterPages>[1]>) =>
  filterPages(pages, { query: '', tier: '', category: '', ...filter }).map(({ slug }) => slug);

test('no filter lists all, by title', () => {
  assert.deepEqual(slugs({}), ['circuit-breaker', 'retry-with-backoff', 'timeout']);
});

test('a title that starts with the word comes before a description that names it', () => {
  assert.deepEqual(slugs({ query: 'TIMEO' }), ['timeout', 'circuit-breaker']);
});

test('every word has to be found', () => {
  assert.deepEqual(slugs({ query: 'retry later' }), ['retry-with-backoff']);
  assert.deepEqual(slugs({ query: 'retry breaker' }), []);
});

test('tier and category narrow', () => {
  assert.deepEqual(slugs({ tier: 'silver' }), ['retry-with-backoff']);
  assert.deepEqual(slugs({ category: 'security' }), []);
});

test('counts skip what is not there', () => {
  assert.deepEqual(counts(['b', undefined, 'a', 'b']), [
    ['a', 1],
    ['b', 2],
  ]);
});
