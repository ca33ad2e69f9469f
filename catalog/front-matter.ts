import {
  ALTERNATIVE,
  CRITERION,
  EVOLUTION,
  EXAMPLE,
  PAGE,
  snakeCase,
  TRADE_OFFS,
  UNREAD,
} from './fields.ts';
import {
  type Alternative,
  CATEGORIES,
  CRITERIA,
  type Criterion,
  type CriterionName,
  type Evolution,
  type Example,
  type FrontMatter,
  RELATIONS,
  RELEVANCES,
  type Relation,
  type Sourced,
  STATUSES,
  TIERS,
  type TradeOffs,
} from './page.ts';
import { quote } from './problem.ts';
import { choice, each, type Fields, fields, type Reading, text, texts } from './read.ts';
import { day, month, sourceUrl } from './sourced.ts';
import type { Tree } from './tree.ts';

const MET = ['yes', 'no', 'unknown'] as const;

/** Reads the fields of a page's front matter. What is wrong with them is reported in `reading`. */
export const readFrontMatter = (reading: Reading, tree: Tree): FrontMatter => {
  const given = fields(reading, '', withoutUnread(reading, tree), PAGE);
  const line = (name: string): string | undefined => text(reading, name, given.get(name));
  const list = (name: string): readonly string[] => texts(reading, name, given.get(name));
  return {
    title: line('title') ?? '',
    description: line('description') ?? '',
    category: choice(reading, 'category', given.get('category'), CATEGORIES, 'error'),
    excellence_tier: choice(
      reading,
      'excellence_tier',
      given.get('excellence_tier'),
      TIERS,
      'error',
    ),
    excellence_rationale: line('excellence_rationale'),
    status: choice(reading, 'status', given.get('status'), STATUSES, 'warn'),
    introduced: month(reading, 'introduced', given.get('introduced')),
    peak_usage: line('peak_usage'),
    current_relevance: choice(
      reading,
      'current_relevance',
      given.get('current_relevance'),
      RELEVANCES,
      'warn',
    ),
    evolution: evolution(reading, given.get('evolution')),
    modern_examples: each(reading, 'modern_examples', given.get('modern_examples'), (path, item) =>
      example(reading, path, item),
    ),
    alternatives: each(reading, 'alternatives', given.get('alternatives'), (path, item) =>
      alternative(reading, path, item),
    ),
    trade_offs: tradeOffs(reading, given.get('trade_offs')),
    production_checklist: list('production_checklist'),
    common_pitfalls: list('common_pitfalls'),
    prerequisites: list('prerequisites'),
    criteria: criteria(reading, given.get('criteria')),
    relations: relations(reading, given),
    related: slugs(reading, 'related', given.get('related')),
  };
};

/** Takes out the fields of older catalogues that nothing reads, with one warning for all of them. */
const withoutUnread = (reading: Reading, tree: Tree): Tree => {
  if (tree.kind !== 'map') return tree;
  const names = new Set(tree.entries.map((entry) => snakeCase(entry.key)));
  const unread = tree.entries.filter(({ key }) => {
    const name = snakeCase(key);
    // Where `pattern_status` rates the pattern, `status` spoke of how finished the page was.
    if (name === 'status') return names.has('pattern_status');
    return Object.hasOwn(UNREAD, name);
  });
  const first = unread[0];
  if (first !== undefined) {
    const list = unread.map(({ key }) => {
      const better = UNREAD[snakeCase(key)] ?? '';
      return better === '' ? key : `${key} (see ${better})`;
    });
    const message = `not read here: ${list.join(', ')}; move what matters, or take them out`;
    reading.problems.warn('older-field', first.at, message);
  }
  const dropped = new Set(unread);
  return { ...tree, entries: tree.entries.filter((entry) => !dropped.has(entry)) };
};

const evolution = (reading: Reading, tree: Tree | undefined): Evolution | undefined => {
  if (tree === undefined || tree.kind === 'empty') return undefined;
  const given = fields(reading, 'evolution', tree, EVOLUTION);
  const line = (name: string) => text(reading, `evolution.${name}`, given.get(name));
  return { from: line('from'), to: line('to'), future: line('future') };
};

const sourced = (reading: Reading, path: string, given: Fields): Sourced => ({
  source: sourceUrl(reading, `${path}.source`, given.get('source')),
  checked: day(reading, `${path}.checked`, given.get('checked')),
});

const example = (reading: Reading, path: string, tree: Tree): Example | undefined => {
  const given = fields(reading, path, tree, EXAMPLE);
  if (given.size === 0) return undefined;
  reading.at[path] = tree.at;
  const company = text(reading, `${path}.company`, given.get('company'));
  if (company === undefined) {
    reading.problems.error(
      'missing-field',
      tree.at,
      `\`${path}\` names no company; add \`company\``,
    );
    return undefined;
  }
  return {
    company,
    implementation: text(reading, `${path}.implementation`, given.get('implementation')),
    scale: text(reading, `${path}.scale`, given.get('scale')),
    ...sourced(reading, path, given),
  };
};

const alternative = (reading: Reading, path: string, tree: Tree): Alternative | undefined => {
  reading.at[path] = tree.at;
  if (tree.kind === 'text') {
    const message = `\`${path}\` does not say when to choose it; write \`pattern\` and \`when\``;
    reading.problems.warn('incomplete-page', tree.at, message);
    return { pattern: tree.text, when: undefined };
  }
  const given = fields(reading, path, tree, ALTERNATIVE);
  const pattern = text(reading, `${path}.pattern`, given.get('pattern'));
  if (pattern !== undefined)
    return { pattern, when: text(reading, `${path}.when`, given.get('when')) };
  if (tree.kind === 'map')
    reading.problems.error('missing-field', tree.at, `\`${path}\` names no \`pattern\`; add it`);
};

const tradeOffs = (reading: Reading, tree: Tree | undefined): TradeOffs => {
  if (tree?.kind !== 'map')
    return { pros: [], cons: [], notes: texts(reading, 'trade_offs', tree) };
  reading.at.trade_offs = tree.at;
  const given = fields(reading, 'trade_offs', tree, TRADE_OFFS);
  const list = (name: string) => texts(reading, `trade_offs.${name}`, given.get(name));
  return { pros: list('pros'), cons: list('cons'), notes: list('notes') };
};

const criteria = (
  reading: Reading,
  tree: Tree | undefined,
): Readonly<Partial<Record<CriterionName, Criterion>>> => {
  const given = fields(reading, 'criteria', tree, { fields: CRITERIA, aliases: {} });
  const found: Partial<Record<CriterionName, Criterion>> = {};
  for (const name of CRITERIA) {
    const value = given.get(name);
    const read = value === undefined ? undefined : criterion(reading, `criteria.${name}`, value);
    if (read !== undefined) found[name] = read;
  }
  return found;
};

const criterion = (reading: Reading, path: string, tree: Tree): Criterion | undefined => {
  const { problems } = reading;
  const given = fields(reading, path, tree, CRITERION);
  if (tree.kind !== 'map') return undefined;
  reading.at[path] = tree.at;
  const met = choice(reading, `${path}.met`, truth(given.get('met')), MET, 'error');
  if (!given.has('met'))
    problems.error(
      'bad-criteria',
      tree.at,
      `\`${path}\` gives no verdict; add \`met: yes\`, no or unknown`,
    );
  if (met === undefined) return undefined;
  const evidence = text(reading, `${path}.evidence`, given.get('evidence'));
  if (met !== 'unknown' && evidence === undefined) {
    const message = `\`${path}\` says '${met}' without evidence; add it, or write 'met: unknown'`;
    problems.error('bad-criteria', tree.at, message);
  }
  return { met, evidence, ...sourced(reading, path, given) };
};

/** YAML 1.1 took yes for true, and many editors still write it so. */
const truth = (tree: Tree | undefined): Tree | undefined => {
  if (tree?.kind !== 'text') return tree;
  const said = tree.text.toLowerCase();
  return { ...tree, text: said === 'true' ? 'yes' : said === 'false' ? 'no' : tree.text };
};

const relations = (reading: Reading, given: Fields): Record<Relation, readonly string[]> => {
  const read = (name: Relation) => slugs(reading, name, given.get(name));
  const [requires, composes_with, conflicts_with, supersedes, migrates_to] = RELATIONS.map(read);
  return {
    requires: requires ?? [],
    composes_with: composes_with ?? [],
    conflicts_with: conflicts_with ?? [],
    supersedes: supersedes ?? [],
    migrates_to: migrates_to ?? [],
  };
};

/** Names of other pages. 'Circuit Breaker' is taken for 'circuit-breaker', with a hint. */
const slugs = (reading: Reading, path: string, tree: Tree | undefined): readonly string[] =>
  each(reading, path, tree, (place, item) => {
    const given = text(reading, place, item);
    if (given === undefined) return undefined;
    const slug = given
      .toLowerCase()
      .replace(/^.*\//, '')
      .replace(/\.md$/, '')
      .replace(/[\s_]+/g, '-');
    if (slug !== given) {
      const message = `\`${path}\` names ${quote(given)}; write the page's slug, ${quote(slug)}`;
      reading.problems.warn('older-spelling', item.at, message);
    }
    return slug;
  });
