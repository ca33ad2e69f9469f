import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatProblems, parsePage } from './index.ts';
import type { Page } from './page.ts';

const GOLD = `---
title: Circuit breaker
description: Stops calling a dependency that keeps failing.
category: resilience
excellence_tier: gold
excellence_rationale: Every large service mesh ships one.
status: recommended
introduced: 2007
peak_usage: since 2015
current_relevance: mainstream
evolution:
  from: fixed timeouts
  to: breakers with slow-call rates
  future: adaptive concurrency
modern_examples:
  - company: Alpha
    implementation: in every client
    scale: 1 M requests/s
    source: https://alpha.example.org/post
    checked: 2025-06-01
  - company: Beta
    implementation: in the mesh
    scale: 2 M requests/s
    source: https://beta.example.org/post
    checked: 2025-06-02
alternatives:
  - pattern: timeout
    when: the dependency fails fast
trade_offs:
  pros: [fails fast]
  cons: [refuses calls that would have succeeded]
production_checklist:
  - Alert when it opens.
common_pitfalls:
  - One breaker for all tenants.
prerequisites: [timeouts]
requires: [timeout]
composes_with: [retry-with-backoff]
criteria:
  adopted_by_three: { met: yes, evidence: see the examples }
  proven_at_scale: { met: true, evidence: "Alpha: 86 G requests/day", source: https://alpha.example.org/post, checked: 2025-06-01 }
  active_development: { met: yes, evidence: released in May 2025 }
  direction_fit: { met: unknown }
---
# Circuit breaker

## How it works
See [timeout](../timeout/pattern.md#bounds).
`;

const FILE = 'circuit-breaker/pattern.md';
const problemsOf = (text: string): string[] => {
  const { problems } = parsePage(text, FILE);
  return problems.length === 0
    ? []
    : formatProblems(problems).replaceAll(`${FILE}:`, '').split('\n');
};
const pageOf = (text: string): Page => {
  const { page } = parsePage(text, FILE);
  assert.ok(page);
  return page;
};
/** The gold page with one piece of text replaced. */
const with_ = (from: string, to: string): string => {
  assert.ok(GOLD.includes(from), `the page has no ${from}`);
  return GOLD.replace(from, () => to);
};

describe('a sound page', () => {
  it('has no problems and gives its fields, headings and links with their places', () => {
    assert.deepEqual(problemsOf(GOLD), []);
    const page = pageOf(GOLD);
    assert.equal(page.slug, 'circuit-breaker');
    assert.equal(page.excellence_tier, 'gold');
    assert.equal(page.introduced, '2007');
    assert.equal(page.modern_examples[1]?.source, 'https://beta.example.org/post');
    assert.deepEqual(page.trade_offs.cons, ['refuses calls that would have succeeded']);
    assert.equal(page.criteria.proven_at_scale?.met, 'yes');
    assert.deepEqual(page.relations.requires, ['timeout']);
    assert.deepEqual(page.at['requires.0'], { line: 37, column: 12 });
    assert.deepEqual(
      page.headings.map(({ text, line }) => [text, line]),
      [
        ['Circuit breaker', 45],
        ['How it works', 47],
      ],
    );
    assert.deepEqual(page.links, [{ href: '../timeout/pattern.md#bounds', line: 48, column: 15 }]);
  });

  it('reads the same with a byte order mark and with other line ends', () => {
    const page = pageOf(GOLD);
    assert.deepEqual(pageOf(`\uFEFF${GOLD}`), page);
    assert.deepEqual(pageOf(GOLD.replaceAll('\n', '\r\n')), page);
    assert.deepEqual(pageOf(GOLD.replaceAll('\n', '\r')), page);
  });
});

describe('what is wrong is told with its place', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'no front matter',
      '# Retry\n',
      [
        "1:1 error the first line is not '---'; begin the page with front matter (title, description, category, excellence_tier) [no-front-matter]",
      ],
    ],
    [
      'front matter without an end',
      '---\ntitle: Retry\n',
      ["1:1 error the front matter does not end; close it with a line '---' [no-front-matter]"],
    ],
    [
      'nothing at all',
      '',
      [
        "1:1 error the first line is not '---'; begin the page with front matter (title, description, category, excellence_tier) [no-front-matter]",
      ],
    ],
    [
      'binary',
      '---\n\0\x01\n---\n',
      ['1:1 error the file is binary, not Markdown; take it out of the folder [not-text]'],
    ],
    [
      'another type of page',
      '---\ntitle: Tour\ntype: guide\n---\n',
      [
        "3:7 warning `type` is 'guide', so the page is skipped; only patterns are checked [not-a-pattern]",
      ],
    ],
    [
      'YAML with a colon in a value',
      with_('title: Circuit breaker', 'title: Breaker: a fuse'),
      [
        "2:8 error Nested mappings are not allowed in compact mappings; put the value in quotes when it has ': ' in it [yaml-syntax]",
      ],
    ],
    [
      'a key twice',
      with_('status: recommended', 'title: Again'),
      ['7:1 error Map keys must be unique; keep one of the two [yaml-syntax]'],
    ],
    [
      'missing fields, in one line',
      with_('title: Circuit breaker\n', '').replace('category: resilience\n', ''),
      ['1:1 error the page has no title, category; add what is missing [missing-field]'],
    ],
    [
      'an unknown category',
      with_('category: resilience', 'category: resiliance'),
      [
        "4:11 error `category` is 'resiliance'; use one of architecture, communication, coordination, cost-optimization, data-management, deployment, messaging, ml-infrastructure, observability, resilience, scaling, security, testing; did you mean 'resilience'? [bad-value]",
      ],
    ],
    [
      'an unknown tier',
      with_('excellence_tier: gold', 'excellence_tier: platinum'),
      ["5:18 error `excellence_tier` is 'platinum'; use one of gold, silver, bronze [bad-value]"],
    ],
    [
      'an unknown field and a nested one',
      with_('status: recommended', 'status: recommended\ncurent_relevance: niche').replace(
        '    scale: 1 M',
        '    skale: 1 M',
      ),
      [
        "8:1 warning unknown field 'curent_relevance'; did you mean 'current_relevance'? [unknown-field]",
        "19:5 warning unknown field 'skale' in `modern_examples.0`; did you mean 'scale'? [unknown-field]",
      ],
    ],
    [
      'a date that no calendar has',
      with_('checked: 2025-06-02', 'checked: 2025-02-30'),
      [
        "25:14 error `modern_examples.1.checked` is '2025-02-30'; write a day as YYYY-MM-DD [bad-date]",
      ],
    ],
    [
      'a year with a fraction, digits as written',
      with_('introduced: 2007', 'introduced: 2007.0'),
      [
        "8:13 error `introduced` is '2007.0'; write a year as YYYY or a month as YYYY-MM [bad-date]",
      ],
    ],
    [
      'nesting without end',
      with_('fixed timeouts', `${'['.repeat(9)}x${']'.repeat(9)}`),
      [
        "12:9 error `evolution.from` is a list; write text, in quotes when it has ': ' in it [bad-shape]",
        '12:16 error nested deeper than 8 levels; flatten it [bad-shape]',
      ],
    ],
    [
      'a decade for a year',
      with_('introduced: 2007', 'introduced: 1960s'),
      ["8:13 error `introduced` is '1960s'; write a year as YYYY or a month as YYYY-MM [bad-date]"],
    ],
    [
      'gold with one sourced example',
      with_('    checked: 2025-06-02\n', ''),
      [
        '16:3 error gold needs two modern_examples with source and checked; 1 of 2 have both [tier-rule]',
        "21:5 warning the example of 'Beta' lacks `checked` (the day it was read, YYYY-MM-DD); add it [unsourced-example]",
      ],
    ],
    [
      'a source over http',
      with_('https://beta', 'http://beta'),
      [
        "24:13 error `modern_examples.1.source` is 'http://beta.example.org/post'; write the full https URL of the source [bad-url]",
      ],
    ],
    [
      'gold without a checklist',
      with_('production_checklist:\n  - Alert when it opens.\n', ''),
      [
        '1:1 warning readers choose by fields that are not there: production_checklist; add them [incomplete-page]',
        '5:18 error gold needs a production_checklist; add one [tier-rule]',
      ],
    ],
    [
      'silver without costs',
      with_('excellence_tier: gold', 'excellence_tier: silver').replace(
        '[refuses calls that would have succeeded]',
        '[]',
      ),
      ['30:3 error silver needs trade_offs: at least one of pros and of cons [tier-rule]'],
    ],
    [
      'bronze without an alternative',
      with_('excellence_tier: gold', 'excellence_tier: bronze').replace(
        'alternatives:\n  - pattern: timeout\n    when: the dependency fails fast\n',
        '',
      ),
      [
        '5:18 error bronze needs an alternative: name the pattern to choose instead, and when [tier-rule]',
      ],
    ],
    [
      'a verdict without evidence',
      with_('{ met: yes, evidence: see the examples }', '{ met: yes }'),
      [
        "40:21 error `criteria.adopted_by_three` says 'yes' without evidence; add it, or write 'met: unknown' [bad-criteria]",
      ],
    ],
    [
      'evidence without a verdict',
      with_('{ met: unknown }', '{ evidence: none }'),
      [
        '43:18 error `criteria.direction_fit` gives no verdict; add `met: yes`, no or unknown [bad-criteria]',
      ],
    ],
    [
      'gold with a criterion that is not met',
      with_('{ met: unknown }', '{ met: no, evidence: the field moves on }'),
      [
        '43:18 warning gold, but direction_fit is not met; lower the tier or say why in the rationale [tier-rule]',
      ],
    ],
    [
      'a list where text belongs, and text where a map belongs',
      with_('description: Stops', 'description:\n  - Stops').replace(
        /evolution:\n(?: {2}.*\n){3}/,
        'evolution: from old to new\n',
      ),
      [
        "4:3 error `description` is a list; write text, in quotes when it has ': ' in it [bad-shape]",
        "12:12 error `evolution` is 'from old to new'; write a map of from, to, future [bad-shape]",
      ],
    ],
    [
      'an item with a colon',
      with_('- Alert when it opens.', '- Alert: when it opens'),
      [
        '33:5 warning `production_checklist.0` has a colon in it and is read as text; put it in quotes [unquoted-colon]',
      ],
    ],
    [
      'an alias',
      with_('prerequisites: [timeouts]', 'prerequisites: &a [timeouts, *a]'),
      ['36:30 error YAML aliases are not read here; write the value out [alias-in-yaml]'],
    ],
    [
      'a relation that is no slug',
      with_('requires: [timeout]', 'requires: [Time out]'),
      [
        "37:12 warning `requires` names 'Time out'; write the page's slug, 'time-out' [older-spelling]",
      ],
    ],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => assert.deepEqual(problemsOf(text), expected));
  }

  it('a page after a syntax fault is still there for others to point at', () => {
    const page = pageOf(with_('title: Circuit breaker', 'title: [a'));
    assert.equal(page.title, 'Circuit breaker');
    assert.ok(page.anchors.includes('how-it-works'));
  });

  it('terminal escapes of a page do not reach the message', () => {
    const [line = ''] = problemsOf(with_('category: resilience', 'category: "\\e[31mred"'));
    assert.match(line, /`category` is ' \[31mred'/);
  });
});
