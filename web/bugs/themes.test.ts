import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bugs } from '@dstudio/bugs';
import { chaptersOf, filterBugs, themes, titleOf } from './themes.ts';

test('every bug stands in one chapter, and no chapter is empty', () => {
  const chapters = chaptersOf(bugs);
  const listed = chapters.flatMap((chapter) => chapter.bugs.map(({ slug }) => slug));
  assert.deepEqual(listed.toSorted(), bugs.map(({ slug }) => slug).toSorted());
  assert.deepEqual(
    chapters.map(({ title }) => title),
    Object.values(themes),
  );
  assert.deepEqual(chaptersOf([]), []);
});

test('every word of a query has to be found, wherever it stands', () => {
  const slugs = (query: string) => filterBugs(bugs, query).map(({ slug }) => slug);
  assert.equal(slugs('').length, bugs.length);
  assert.ok(slugs('CHARGED twice').includes('retry-not-idempotent'));
  assert.ok(slugs('retry idempotent').includes('retry-not-idempotent'), 'in the title');
  assert.ok(slugs('PN-counter').includes('g-counter-decrement'), 'in what is right');
  const disks = slugs(themes.disk);
  assert.ok(bugs.every(({ slug, theme }) => theme !== 'disk' || disks.includes(slug)));
  assert.deepEqual(slugs('charged zzzz'), []);
});

test('a name becomes a title', () => {
  assert.equal(titleOf({ slug: 'retry-not-idempotent' }), 'Retry not idempotent');
  assert.equal(titleOf({ slug: 'g-counter-decrement' }), 'G-counter decrement');
});
