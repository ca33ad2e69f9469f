import { RELATIONS } from './page.ts';

/** The names of the front matter, and what older catalogues called the same things. */

export interface Vocabulary {
  readonly fields: readonly string[];
  /** Older name to today's. */
  readonly aliases: Readonly<Record<string, string>>;
}

export const PAGE: Vocabulary = {
  fields: [
    'type',
    'title',
    'description',
    'category',
    'excellence_tier',
    'excellence_rationale',
    'status',
    'introduced',
    'peak_usage',
    'current_relevance',
    'evolution',
    'modern_examples',
    'alternatives',
    'trade_offs',
    'production_checklist',
    'common_pitfalls',
    'prerequisites',
    'criteria',
    ...RELATIONS,
    'related',
  ],
  aliases: {
    name: 'title',
    summary: 'description',
    tier: 'excellence_tier',
    rationale: 'excellence_rationale',
    deprecation_reason: 'excellence_rationale',
    pattern_status: 'status',
    since: 'introduced',
    relevance: 'current_relevance',
    examples: 'modern_examples',
    real_world_examples: 'modern_examples',
    modern_alternatives: 'alternatives',
    tradeoffs: 'trade_offs',
    checklist: 'production_checklist',
    pitfalls: 'common_pitfalls',
    depends_on: 'requires',
    works_with: 'composes_with',
    conflicts: 'conflicts_with',
    replaces: 'supersedes',
    superseded_by: 'migrates_to',
    replaced_by: 'migrates_to',
    related_patterns: 'related',
  },
};

const SOURCED: Vocabulary = {
  fields: ['source', 'checked'],
  aliases: { blog: 'source', url: 'source', link: 'source', date_checked: 'checked' },
};

export const EXAMPLE: Vocabulary = {
  fields: ['company', 'implementation', 'scale', ...SOURCED.fields],
  aliases: {
    organisation: 'company',
    organization: 'company',
    usage: 'implementation',
    ...SOURCED.aliases,
  },
};

export const CRITERION: Vocabulary = {
  fields: ['met', 'evidence', ...SOURCED.fields],
  aliases: SOURCED.aliases,
};

export const ALTERNATIVE: Vocabulary = {
  fields: ['pattern', 'when'],
  aliases: { name: 'pattern', use_when: 'when', when_to_use: 'when' },
};

export const TRADE_OFFS: Vocabulary = {
  fields: ['pros', 'cons', 'notes'],
  aliases: { gains: 'pros', benefits: 'pros', costs: 'cons', drawbacks: 'cons' },
};

export const EVOLUTION: Vocabulary = { fields: ['from', 'to', 'future'], aliases: {} };

/** Fields of older catalogues that nothing here reads, and where their content belongs. */
export const UNREAD: Readonly<Record<string, string>> = {
  adoption_rate: 'criteria',
  aliases: '',
  best_for: 'alternatives (when)',
  companies: 'modern_examples',
  difficulty: '',
  educational_value: '',
  essential_question: 'description',
  estimated_time: '',
  icon: '',
  implementations: 'modern_examples',
  last_updated: '',
  learning_time: '',
  migration_guide: 'migrates_to',
  modern_context: 'evolution',
  pattern_type: '',
  problem: 'description',
  reading_time: '',
  related_laws: '',
  related_pillars: '',
  solution: 'description',
  tagline: 'description',
  tags: '',
  when_not_to_use: 'alternatives (when)',
  when_to_use: 'alternatives (when)',
};

/** 'excellence-tier', 'Excellence Tier' and 'excellenceTier' all become 'excellence_tier'. */
export const snakeCase = (key: string): string =>
  key
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();
