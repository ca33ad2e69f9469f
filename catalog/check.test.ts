import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { circles } from './circles.ts';
import { checkCatalog, formatProblems, parsePage } from './index.ts';
import type { Page } from './page.ts';

/** A page whose front matter has a title on line 2 and `lines` from line 3 on. */
const page = (file: string, lines: string, body = ''): Page => {
  const parsed = parsePage(`---\ntitle: T\n${lines}\n---\n${body}`, file);
  assert.ok(parsed.page);
  return parsed.page;
};
const problemsOf = (pages: readonly Page[], files: Record<string, string[]> = {}): string[] => {
  const problems = checkCatalog(pages, { today: '2025-06-15', files });
  return problems.length === 0 ? [] : formatProblems(problems).split('\n');
};

describe('relations', () => {
  it('to pages that are there are sound', () => {
    const a = page('a.md', 'requires: [b]\ncomposes_with: [c]\nconflicts_with: [d]');
    const d = page('d.md', 'conflicts_with: [a]\nsupersedes: [b]');
    assert.deepEqual(problemsOf([a, page('b.md', ''), page('c.md', 'composes_with: [a]'), d]), []);
  });

  it('to nothing and to the page itself are errors', () => {
    const breaker = page(
      'circuit-breaker/pattern.md',
      'requires:\n  - time-out\n  - circuit-breaker',
    );
    const other = page('timeout/pattern.md', 'supersedes: [zebra]');
    assert.deepEqual(problemsOf([breaker, other]), [
      "circuit-breaker/pattern.md:4:5 error `requires` names 'time-out', which is not in the catalogue; did you mean 'timeout'? [broken-relation]",
      'circuit-breaker/pattern.md:5:5 error `requires` names the page itself; take it out [self-relation]',
      "timeout/pattern.md:3:14 error `supersedes` names 'zebra', which is not in the catalogue; add the page or take the relation out [broken-relation]",
    ]);
  });

  it('without a kind are warned of', () => {
    assert.deepEqual(problemsOf([page('a.md', 'related: [b, c]'), page('b.md', '')]), [
      "a.md:3:11 warning 'b' is related, but not how; use requires, composes_with, conflicts_with, supersedes, migrates_to [untyped-relation]",
      "a.md:3:14 warning 'c', which is not in the catalogue is related, but not how; use requires, composes_with, conflicts_with, supersedes, migrates_to [untyped-relation]",
    ]);
  });

  it('that conflict are mutual and contradict no other', () => {
    const a = page('a.md', 'conflicts_with: [b, c]\nrequires: [c]');
    assert.deepEqual(problemsOf([a, page('b.md', ''), page('c.md', 'conflicts_with: [a]')]), [
      "a.md:3:18 warning 'b' does not say that it conflicts with 'a'; add it in b.md [one-sided-conflict]",
      "a.md:3:21 error 'c' stands in both `conflicts_with` and `requires`; keep one [contradiction]",
    ]);
  });

  for (const relation of ['requires', 'supersedes', 'migrates_to']) {
    it(`that go in a circle along ${relation} are told once`, () => {
      const pages = [
        page('c.md', `${relation}: [a]`),
        page('b.md', `${relation}: [d, c]`),
        page('a.md', `${relation}: [b]`),
        page('d.md', ''),
      ];
      assert.deepEqual(problemsOf(pages), [
        `a.md:3:${relation.length + 4} error \`${relation}\` goes in a circle, a -> b -> c -> a; take one step out [relation-circle]`,
      ]);
    });
  }

  it('of composing may go in a circle', () => {
    const pages = [page('a.md', 'composes_with: [b]'), page('b.md', 'composes_with: [a]')];
    assert.deepEqual(problemsOf(pages), []);
  });
});

describe('names and dates', () => {
  it('a name used twice', () => {
    assert.deepEqual(problemsOf([page('x/retry.md', ''), page('retry/pattern.md', '')]), [
      "retry/pattern.md:1:1 error 'retry' is also the name of x/retry.md; rename one of the two [duplicate-slug]",
    ]);
  });

  it('dates after today, and none of today', () => {
    const example = (day: string) => `  - { company: A, source: https://a.org, checked: ${day} }\n`;
    const fields = `introduced: 2025-07\npeak_usage: from 2020 to 2030\nmodern_examples:\n${example('2025-06-15')}${example('2025-06-16')}criteria:\n  direction_fit: { met: yes, evidence: e, checked: 2026-01-01 }`;
    assert.deepEqual(problemsOf([page('a.md', fields), page('b.md', 'introduced: 2025-06')]), [
      'a.md:3:13 error `introduced` is 2025-07, which is after today (2025-06-15); correct the date [future-date]',
      'a.md:4:13 error `peak_usage` is 2030, which is after today (2025-06-15); correct the date [future-date]',
      'a.md:7:51 error `modern_examples.1.checked` is 2025-06-16, which is after today (2025-06-15); correct the date [future-date]',
      'a.md:9:52 error `criteria.direction_fit.checked` is 2026-01-01, which is after today (2025-06-15); correct the date [future-date]',
    ]);
  });
});

describe('links', () => {
  const target = page(
    'retry/pattern.md',
    '',
    '# Retry\n## With budget\n<a id="jitter"></a>\n## A & B\n',
  );
  const files = { 'retry/index.ts': [], 'guide/README.md': ['start'], 'img/a b.png': [] };
  const check = (body: string) =>
    problemsOf([page('timeout/pattern.md', 'category: resilience', body), target], files);

  it('that lead somewhere are sound', () => {
    const good = [
      '[a](../retry/pattern.md) [b](../retry/) [c](../retry) [d](../retry/index.ts#L3)',
      '[e](../retry/pattern.md#with-budget "title") [f](../retry#jitter) [g](#top) [h](#here)',
      '[i](../guide/#start) ![j](<../img/a b.png>) ![k](../img/a%20b.png) [l](..) [m](../retry/pattern.md?x=1)',
      '[n](https://example.org/x#y) [o](mailto:a@example.org) [p](//example.org) <img src="../img/a%20b.png">',
      '## Here',
      '[ref]: ../retry/pattern.md#retry',
      '[^1]: ./nowhere.md',
    ].join('\n');
    assert.deepEqual(check(good), []);
  });

  it('in code and comments are no links', () => {
    const code =
      '`[a](gone.md)` ``[b](gone.md) ` ``\n\n```md\n[c](gone.md)\n```\n\n    [d](gone.md)\n\n<!-- [e](gone.md)\n[f](gone.md) -->\n';
    assert.deepEqual(check(code), []);
  });

  it('that lead nowhere are told with line and column', () => {
    const bad = [
      'See [a](gone.md).',
      'Or [b](../retri/pattern.md) and [c](../guide/pattern.md).',
      '  - [d](../retry/pattern.md#with-bugdet)',
      '[e](#nowhere) ![f](../img/c.png)',
      '[g]: ../retry.md',
      '<a href="gone.html">x</a>',
    ].join('\n');
    assert.deepEqual(check(bad), [
      "timeout/pattern.md:5:9 error 'gone.md': there is no 'timeout/gone.md'; correct it or take it out [broken-link]",
      "timeout/pattern.md:6:8 error '../retri/pattern.md': there is no 'retri/pattern.md'; correct it or take it out [broken-link]",
      "timeout/pattern.md:6:37 error '../guide/pattern.md': there is no 'guide/pattern.md'; correct it or take it out [broken-link]",
      "timeout/pattern.md:7:9 error '../retry/pattern.md#with-bugdet': retry/pattern.md has no heading '#with-bugdet'; did you mean '#with-budget'? [broken-anchor]",
      "timeout/pattern.md:8:5 error '#nowhere': timeout/pattern.md has no heading '#nowhere'; correct it [broken-anchor]",
      "timeout/pattern.md:8:20 error '../img/c.png': there is no 'img/c.png'; correct it or take it out [broken-link]",
      "timeout/pattern.md:9:1 error '../retry.md': there is no 'retry.md'; did you mean 'retry/pattern.md'? [broken-link]",
      "timeout/pattern.md:10:10 error 'gone.html': there is no 'timeout/gone.html'; correct it or take it out [broken-link]",
    ]);
  });

  it('that depend on the site, or leave the folder, are warned of', () => {
    assert.deepEqual(check('[a](/retry) [b](../../x.md)\n[c](../retry#a-b)'), [
      "timeout/pattern.md:5:5 warning where '/retry' points depends on the site; write it relative to this page [absolute-link]",
      "timeout/pattern.md:5:17 warning '../../x.md' leaves the folder and was not followed [link-outside]",
      "timeout/pattern.md:6:5 warning '../retry#a-b' works only on sites that fold dashes; write '#a--b' [broken-anchor]",
    ]);
  });
});

describe('circles', () => {
  const graph = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 16 }).map((pairs) => {
    const edges = new Map<string, string[]>(Array.from({ length: 8 }, (_, i) => [`${i}`, []]));
    for (const [from, to] of pairs) edges.get(`${from}`)?.push(`${to}`);
    return edges;
  });

  it('each is a way round along edges, and one is told exactly when there is one', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const found = circles(edges);
        for (const circle of found) {
          assert.equal(circle[0], circle.at(-1));
          assert.ok(circle.length >= 3);
          circle.slice(1).forEach((to, i) => assert.ok(edges.get(circle[i] ?? '')?.includes(to)));
        }
        assert.equal(found.length > 0, reachesItself(edges));
      }),
    );
  });

  it('a way from one circle to another is none, and ends', () => {
    const edges = { a: ['b'], b: ['a', 'm'], m: ['y'], y: ['z'], z: ['y'] };
    assert.deepEqual(circles(new Map(Object.entries(edges))), [
      ['a', 'b', 'a'],
      ['y', 'z', 'y'],
    ]);
  });

  /** By transitive closure (Warshall), self-edges aside. */
  const reachesItself = (edges: ReadonlyMap<string, readonly string[]>): boolean => {
    const nodes = [...edges.keys()];
    const reach = new Set<string>();
    for (const [from, targets] of edges)
      for (const to of targets) if (to !== from) reach.add(`${from}>${to}`);
    for (const k of nodes)
      for (const i of nodes)
        for (const j of nodes)
          if (reach.has(`${i}>${k}`) && reach.has(`${k}>${j}`)) reach.add(`${i}>${j}`);
    return nodes.some((node) => reach.has(`${node}>${node}`));
  };
});
