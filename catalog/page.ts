import type { Position } from './problem.ts';

/** A pattern's page as data: what the front matter says, and what the body links to. */

export const CATEGORIES = [
  'architecture',
  'communication',
  'coordination',
  'cost-optimization',
  'data-management',
  'deployment',
  'messaging',
  'ml-infrastructure',
  'observability',
  'resilience',
  'scaling',
  'security',
  'testing',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Best first. */
export const TIERS = ['gold', 'silver', 'bronze'] as const;
export type Tier = (typeof TIERS)[number];

/** How far the pattern is recommended; says nothing about how finished the page is. */
export const STATUSES = [
  'recommended',
  'stable',
  'use-with-expertise',
  'use-with-caution',
  'legacy',
] as const;
export type Status = (typeof STATUSES)[number];

export const RELEVANCES = ['mainstream', 'growing', 'niche', 'declining'] as const;
export type Relevance = (typeof RELEVANCES)[number];

/** Relations that say of which kind they are. */
export const RELATIONS = [
  'requires',
  'composes_with',
  'conflicts_with',
  'supersedes',
  'migrates_to',
] as const;
export type Relation = (typeof RELATIONS)[number];

/**
 * What a tier is judged by: three or more known organisations run it, it is proven at 100 million
 * requests a day, it is in active development, it is in line with where the field goes.
 */
export const CRITERIA = [
  'adopted_by_three',
  'proven_at_scale',
  'active_development',
  'direction_fit',
] as const;
export type CriterionName = (typeof CRITERIA)[number];

/** Where a statement comes from. */
export interface Sourced {
  /** https URL. */
  readonly source: string | undefined;
  /** The day somebody read the source, YYYY-MM-DD. */
  readonly checked: string | undefined;
}

export interface Example extends Sourced {
  readonly company: string;
  readonly implementation: string | undefined;
  readonly scale: string | undefined;
}

export interface Criterion extends Sourced {
  readonly met: 'yes' | 'no' | 'unknown';
  readonly evidence: string | undefined;
}

export interface Alternative {
  /** A slug of the catalogue, or the plain name of something outside it. */
  readonly pattern: string;
  readonly when: string | undefined;
}

/** `notes` holds trade-offs that were given as a plain list and are neither gain nor cost alone. */
export interface TradeOffs {
  readonly pros: readonly string[];
  readonly cons: readonly string[];
  readonly notes: readonly string[];
}

export interface Evolution {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly future: string | undefined;
}

export interface FrontMatter {
  readonly title: string;
  readonly description: string;
  readonly category: Category | undefined;
  readonly excellence_tier: Tier | undefined;
  readonly excellence_rationale: string | undefined;
  readonly status: Status | undefined;
  /** YYYY or YYYY-MM. */
  readonly introduced: string | undefined;
  /** In words; years in it are not in the future. */
  readonly peak_usage: string | undefined;
  readonly current_relevance: Relevance | undefined;
  readonly evolution: Evolution | undefined;
  readonly modern_examples: readonly Example[];
  readonly alternatives: readonly Alternative[];
  readonly trade_offs: TradeOffs;
  readonly production_checklist: readonly string[];
  readonly common_pitfalls: readonly string[];
  readonly prerequisites: readonly string[];
  readonly criteria: Readonly<Partial<Record<CriterionName, Criterion>>>;
  readonly relations: Readonly<Record<Relation, readonly string[]>>;
  /** Slugs from an older catalogue that did not say how they are related. */
  readonly related: readonly string[];
}

export interface Heading extends Position {
  readonly depth: number;
  readonly text: string;
  /** What a link writes after '#'. */
  readonly anchor: string;
}

export interface Link extends Position {
  readonly href: string;
}

export interface Page extends FrontMatter {
  readonly slug: string;
  /** Path relative to the catalogue's folder, with forward slashes. */
  readonly file: string;
  /** Markdown below the front matter, line ends as '\n'. */
  readonly body: string;
  readonly headings: readonly Heading[];
  /** Every '#' target of the page: headings and explicit ids. */
  readonly anchors: readonly string[];
  readonly links: readonly Link[];
  /** Where each field stands in the file, by path: 'title', 'requires.0', 'modern_examples.1.checked'. */
  readonly at: Readonly<Record<string, Position>>;
}

/** A room's name is its folder's (`retry/pattern.md`), any other page's its file's (`retry.md`). */
export const slugOf = (file: string): string => {
  const parts = file.split('/');
  const stem = (parts.at(-1) ?? '').replace(/\.md$/i, '');
  return /^(pattern|index|readme)$/i.test(stem) ? (parts.at(-2) ?? stem) : stem;
};
