import { CRITERIA, type Page } from './page.ts';
import { type Position, type Problems, quote } from './problem.ts';

const TOP: Position = { line: 1, column: 1 };

/** Where a field stands; the page's first line when it is not there. */
export const placeOf = (page: Page, ...paths: readonly string[]): Position =>
  paths.map((path) => page.at[path]).find((at) => at !== undefined) ?? TOP;

/** What an example leaves out of its source. One that is there and wrong was reported when it was read. */
const lacks = (page: Page, i: number): readonly string[] => {
  const wanted = {
    source: '`source` (the https URL it comes from)',
    checked: '`checked` (the day it was read, YYYY-MM-DD)',
  };
  return Object.entries(wanted).flatMap(([name, what]) =>
    page.at[`modern_examples.${i}.${name}`] === undefined ? [what] : [],
  );
};

/** What every page needs, and what readers choose by. */
export const checkComplete = (page: Page, problems: Problems): void => {
  // A field that is there and wrong was reported when it was read.
  const needed = ['title', 'description', 'category', 'excellence_tier'];
  const missing = needed.filter((name) => page.at[name] === undefined);
  if (missing.length > 0)
    problems.error(
      'missing-field',
      TOP,
      `the page has no ${missing.join(', ')}; add what is missing`,
    );
  const wanted = [
    'excellence_rationale',
    'status',
    'introduced',
    'current_relevance',
    'production_checklist',
    'common_pitfalls',
  ];
  const absent = wanted.filter((name) => page.at[name] === undefined);
  const criteria = CRITERIA.filter((name) => page.at[`criteria.${name}`] === undefined);
  absent.push(...criteria.map((name) => `criteria.${name}`));
  if (absent.length > 0) {
    const message = `readers choose by fields that are not there: ${absent.join(', ')}; add them`;
    problems.warn('incomplete-page', TOP, message);
  }
};

/** Gold shows two sourced examples and a checklist, silver its trade-offs, bronze an alternative. */
export const checkTier = (page: Page, problems: Problems): void => {
  const lacking = page.modern_examples.map((_, i) => lacks(page, i));
  page.modern_examples.forEach(({ company }, i) => {
    const what = lacking[i]?.join(' and ') ?? '';
    if (what === '') return;
    const message = `the example of ${quote(company)} lacks ${what}; add it`;
    problems.warn('unsourced-example', placeOf(page, `modern_examples.${i}`), message);
  });
  const { pros, cons, notes } = page.trade_offs;
  const tier = page.excellence_tier;
  const ask = (field: string, what: string): void =>
    problems.error('tier-rule', placeOf(page, field, 'excellence_tier'), `${tier} needs ${what}`);
  if (tier === 'gold') {
    const good = lacking.filter((what) => what.length === 0).length;
    const of = lacking.length;
    if (good < 2)
      ask(
        'modern_examples',
        `two modern_examples with source and checked; ${good} of ${of} have both`,
      );
    if (page.production_checklist.length === 0)
      ask('production_checklist', 'a production_checklist; add one');
    for (const name of CRITERIA) {
      if (page.criteria[name]?.met !== 'no') continue;
      const message = `gold, but ${name} is not met; lower the tier or say why in the rationale`;
      problems.warn('tier-rule', placeOf(page, `criteria.${name}`), message);
    }
  }
  const weighed = notes.length > 0 || (pros.length > 0 && cons.length > 0);
  if (tier === 'silver' && !weighed)
    ask('trade_offs', 'trade_offs: at least one of pros and of cons');
  if (tier === 'bronze' && page.alternatives.length === 0)
    ask('alternatives', 'an alternative: name the pattern to choose instead, and when');
};
