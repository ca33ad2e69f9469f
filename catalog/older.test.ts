import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatProblems, parsePage } from './index.ts';
import type { Page } from './page.ts';

const pageOf = (text: string): Page => {
  const { page } = parsePage(text, 'bulkhead.md');
  assert.ok(page);
  return page;
};
const problemsOf = (text: string): string[] =>
  formatProblems(parsePage(text, 'bulkhead.md').problems)
    .replaceAll('bulkhead.md:', '')
    .split('\n');

describe('older catalogues', () => {
  const OLDER = `---
title: Bulkhead
type: pattern
tagline: Isolate or sink.
essential_question: How does a fault stay local?
description: Keeps one caller from using up what all share.
category: resilience
excellence-tier: silver
pattern_status: use-with-expertise
status: complete
introduced: 2011-10
current_relevance: mainstream
modern-examples:
- company: Gamma
  implementation: pools
  scale: large
trade_offs:
- isolation for lower utilisation
related_patterns: [timeout]
best_for: [shared pools]
---
`;
  it('are read with hints and without errors', () => {
    assert.deepEqual(problemsOf(OLDER), [
      '1:1 warning readers choose by fields that are not there: excellence_rationale, production_checklist, common_pitfalls, criteria.adopted_by_three, criteria.proven_at_scale, criteria.active_development, criteria.direction_fit; add them [incomplete-page]',
      '4:1 warning not read here: tagline (see description), essential_question (see description), status, best_for (see alternatives (when)); move what matters, or take them out [older-field]',
      "8:1 warning 'excellence-tier' is an older spelling; write `excellence_tier` [older-spelling]",
      "9:1 warning 'pattern_status' is an older spelling; write `status` [older-spelling]",
      "13:1 warning 'modern-examples' is an older spelling; write `modern_examples` [older-spelling]",
      "14:3 warning the example of 'Gamma' lacks `source` (the https URL it comes from) and `checked` (the day it was read, YYYY-MM-DD); add it [unsourced-example]",
      "19:1 warning 'related_patterns' is an older spelling; write `related` [older-spelling]",
    ]);
    const page = pageOf(OLDER);
    assert.equal(page.status, 'use-with-expertise');
    assert.deepEqual(page.trade_offs.notes, ['isolation for lower utilisation']);
    assert.deepEqual(page.related, ['timeout']);
  });

  it("today's spelling wins over an older one, whichever comes first", () => {
    for (const fields of [
      'tier: gold\nexcellence_tier: bronze',
      'excellence_tier: bronze\ntier: gold',
    ]) {
      assert.equal(pageOf(`---\n${fields}\n---\n`).excellence_tier, 'bronze');
    }
  });
});
