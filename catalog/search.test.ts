import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePage, search, summarise } from './index.ts';
import type { Page } from './page.ts';

const page = (slug: string, title: string, description: string, rest: string, body = ''): Page => {
  const front = `title: ${title}\ndescription: ${description}\n${rest}`;
  const parsed = parsePage(`---\n${front}\n---\n${body}`, `${slug}/pattern.md`);
  assert.ok(parsed.page);
  return parsed.page;
};

const pages = [
  page('timeout', 'Timeout', 'Bounds a wait.', 'category: resilience\nexcellence_tier: gold'),
  page(
    'retry',
    'Retry',
    'Tries again after a timeout.',
    'category: resilience\nexcellence_tier: silver',
  ),
  page('saga', 'Saga', 'Undoes steps.', 'category: data-management', '## Timeouts of a step\n'),
  page('gossip', 'Gossip', 'Spreads news.', 'category: coordination', 'A timeout marks a peer.'),
  page('crdt', 'CRDT', 'Merges é états.', 'category: data-management\nexcellence_tier: bronze'),
];
const slugs = (found: readonly { readonly slug: string }[]) => found.map(({ slug }) => slug);

describe('search', () => {
  it('puts title before description before heading before body', () => {
    assert.deepEqual(slugs(search(pages, 'timeout')), ['timeout', 'retry', 'saga', 'gossip']);
  });
  it('takes the beginning of a word, and a whole word before it', () => {
    assert.deepEqual(slugs(search(pages, 'TIME')), ['timeout', 'retry', 'saga', 'gossip']);
    assert.deepEqual(slugs(search(pages, 'imeout')), []);
    const [whole, begins] = [
      page('b', 'Time', 'x', ''),
      page('a', 'Timeout', 'x', 'excellence_tier: gold'),
    ];
    assert.deepEqual(slugs(search([begins, whole], 'time')), ['b', 'a']);
  });
  it('wants every word somewhere', () => {
    assert.deepEqual(slugs(search(pages, 'timeout again')), ['retry']);
    assert.deepEqual(slugs(search(pages, 'timeout zebra')), []);
  });
  it('gives all for no words, gold first, then by title', () => {
    assert.deepEqual(slugs(search(pages, ' -- ')), ['timeout', 'retry', 'crdt', 'gossip', 'saga']);
  });
  it('filters by tier and category', () => {
    assert.deepEqual(slugs(search(pages, '', { tier: 'silver' })), ['retry']);
    assert.deepEqual(slugs(search(pages, '', { category: 'data-management' })), ['crdt', 'saga']);
    assert.deepEqual(slugs(search(pages, 'saga', { tier: 'gold' })), []);
  });
  it('does not mind accents', () => {
    assert.deepEqual(slugs(search(pages, 'etats')), ['crdt']);
  });
  it('works on summaries, which survive JSON', () => {
    const summaries: ReturnType<typeof summarise> = JSON.parse(JSON.stringify(summarise(pages)));
    assert.deepEqual(slugs(search(summaries, 'timeout')), ['timeout', 'retry', 'saga']);
    assert.deepEqual(summaries[2]?.headings, [
      { depth: 2, text: 'Timeouts of a step', anchor: 'timeouts-of-a-step' },
    ]);
    assert.equal('body' in (summaries[2] ?? {}), false);
  });
});
