import { circles } from './circles.ts';
import { checkLinks, linkTargets } from './links.ts';
import { hint } from './near.ts';
import { CRITERIA, type Page, RELATIONS, type Relation } from './page.ts';
import { compare, type Problem, Problems, quote, sortProblems } from './problem.ts';
import { refuseFuture } from './sourced.ts';
import { placeOf } from './tier.ts';

export interface CheckOptions {
  /** The day to judge dates by, YYYY-MM-DD. */
  readonly today: string;
  /**
   * Other files that links may point to, with the anchors they have, by path from the catalogue's
   * folder. Default: none, so a link to anything but a page is broken.
   */
  readonly files?: Readonly<Record<string, readonly string[]>>;
}

/** Suggestions compare many names, so a page full of broken relations gets no more than these. */
const SUGGESTIONS_MAX = 50;

/** Relations along which a pattern must not lead back to itself. */
const ONE_WAY: readonly Relation[] = ['requires', 'supersedes', 'migrates_to'];

/**
 * What only shows when pages stand beside each other: names used twice, relations that are broken,
 * go in a circle, contradict each other or are stated by one side only, links and anchors that lead
 * nowhere, and dates after today. Links to other sites are not followed.
 */
export const checkCatalog = (
  pages: readonly Page[],
  { today, files = {} }: CheckOptions,
): readonly Problem[] => {
  const found = new Map<Page, Problems>(pages.map((page) => [page, new Problems(page.file)]));
  const bySlug = new Map<string, Page>();
  const anchors = new Map<string, readonly string[]>(Object.entries(files));
  for (const page of pages) anchors.set(page.file, page.anchors);
  for (const [page, problems] of found) {
    const first = bySlug.get(page.slug);
    if (first === undefined) bySlug.set(page.slug, page);
    else {
      const message = `${quote(page.slug)} is also the name of ${first.file}; rename one of the two`;
      problems.error('duplicate-slug', { line: 1, column: 1 }, message);
    }
  }
  const targets = linkTargets(anchors);
  for (const [page, problems] of found) {
    checkRelations(page, bySlug, problems);
    checkDates(page, today, problems);
    checkLinks(page, targets, problems);
  }
  for (const relation of ONE_WAY) {
    const edges = new Map([...bySlug].map(([slug, page]) => [slug, page.relations[relation]]));
    for (const circle of circles(edges)) {
      const [from = '', to = ''] = circle;
      const page = bySlug.get(from);
      if (page === undefined) continue;
      const at = placeOf(page, `${relation}.${page.relations[relation].indexOf(to)}`, relation);
      const way = (circle.length > 9 ? [...circle.slice(0, 8), '...'] : circle).join(' -> ');
      const message = `\`${relation}\` goes in a circle, ${way}; take one step out`;
      found.get(page)?.error('relation-circle', at, message);
    }
  }
  return sortProblems([...found.values()].flatMap((problems) => problems.list));
};

const checkRelations = (
  page: Page,
  bySlug: ReadonlyMap<string, Page>,
  problems: Problems,
): void => {
  const slugs = [...bySlug.keys()].sort(compare);
  for (const relation of RELATIONS) {
    page.relations[relation].forEach((slug, i) => {
      const at = placeOf(page, `${relation}.${i}`, relation);
      const other = bySlug.get(slug);
      if (slug === page.slug) {
        const message = `\`${relation}\` names the page itself; take it out`;
        problems.error('self-relation', at, message);
      } else if (other === undefined) {
        const near =
          (problems.list.length < SUGGESTIONS_MAX && hint(slug, slugs)) ||
          '; add the page or take the relation out';
        const message = `\`${relation}\` names ${quote(slug)}, which is not in the catalogue${near}`;
        problems.error('broken-relation', at, message);
      } else if (relation === 'conflicts_with') {
        checkConflict(page, other, at, problems);
      }
    });
  }
  page.related.forEach((slug, i) => {
    const at = placeOf(page, `related.${i}`, 'related');
    const known = bySlug.has(slug) ? '' : ', which is not in the catalogue';
    const message = `${quote(slug)}${known} is related, but not how; use ${RELATIONS.join(', ')}`;
    problems.warn('untyped-relation', at, message);
  });
};

const checkConflict = (
  page: Page,
  other: Page,
  at: { readonly line: number; readonly column: number },
  problems: Problems,
): void => {
  for (const relation of ['requires', 'composes_with'] as const) {
    if (!page.relations[relation].includes(other.slug)) continue;
    const message = `${quote(other.slug)} stands in both \`conflicts_with\` and \`${relation}\`; keep one`;
    problems.error('contradiction', at, message);
  }
  if (other.relations.conflicts_with.includes(page.slug)) return;
  const message = `${quote(other.slug)} does not say that it conflicts with ${quote(page.slug)}; add it in ${other.file}`;
  problems.warn('one-sided-conflict', at, message);
};

const checkDates = (page: Page, today: string, problems: Problems): void => {
  const check = (path: string, value: string | undefined): void =>
    refuseFuture(problems, path, value, today, placeOf(page, path));
  check('introduced', page.introduced);
  for (const year of page.peak_usage?.match(/\b\d{4}\b/g) ?? []) check('peak_usage', year);
  page.modern_examples.forEach(({ checked }, i) => {
    check(`modern_examples.${i}.checked`, checked);
  });
  for (const name of CRITERIA) check(`criteria.${name}.checked`, page.criteria[name]?.checked);
};
