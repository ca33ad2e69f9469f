import { TIERS } from './page.ts';
import { compare } from './problem.ts';
import type { Summary } from './summary.ts';

/** A summary or a whole page; headings stand in for the body where there is none. */
export interface Searchable
  extends Pick<
    Summary,
    'slug' | 'title' | 'description' | 'category' | 'excellence_tier' | 'headings'
  > {
  readonly body?: string;
}

export interface SearchFilter {
  readonly tier?: Searchable['excellence_tier'];
  readonly category?: Searchable['category'];
}

const QUERY_LENGTH_MAX = 200;
const WORDS_MAX = 12;

/** What a word found there is worth: a title outweighs any number of descriptions, and so on down. */
const WEIGHTS = { title: 1000, category: 100, description: 100, headings: 10, body: 1 };

/**
 * The pages in which every word of `query` begins a word of the title, description, headings or
 * body, best first: a word in the title counts more than one in the description, that more than one in
 * a heading, that more than one in the body, and a whole word twice as much as its beginning. An empty
 * query gives all that pass the filter, gold first. Case and accents do not matter.
 */
export const search = <T extends Searchable>(
  pages: readonly T[],
  query: string,
  { tier, category }: SearchFilter = {},
): readonly T[] => {
  const words = fold(query.slice(0, QUERY_LENGTH_MAX)).split(' ').filter(Boolean);
  const wanted = [...new Set(words)].slice(0, WORDS_MAX);
  return pages
    .filter((page) => tier === undefined || page.excellence_tier === tier)
    .filter((page) => category === undefined || page.category === category)
    .map((page) => ({ page, score: score(page, wanted) }))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score || rank(a.page) - rank(b.page) || byTitle(a.page, b.page))
    .map((hit) => hit.page);
};

const rank = (page: Searchable): number =>
  page.excellence_tier === undefined ? TIERS.length : TIERS.indexOf(page.excellence_tier);

const byTitle = (a: Searchable, b: Searchable): number =>
  compare(fold(a.title), fold(b.title)) || compare(a.slug, b.slug);

/** 0 when a word is nowhere. */
const score = (page: Searchable, words: readonly string[]): number => {
  if (words.length === 0) return 1;
  const places = [
    [fold(`${page.title} ${page.slug}`), WEIGHTS.title],
    [fold(page.category ?? ''), WEIGHTS.category],
    [fold(page.description), WEIGHTS.description],
    [fold(page.headings.map((heading) => heading.text).join(' ')), WEIGHTS.headings],
    [fold(page.body ?? ''), WEIGHTS.body],
  ] as const;
  let total = 0;
  for (const word of words) {
    let found = 0;
    for (const [text, weight] of places) {
      if (text.includes(` ${word} `)) found += 2 * weight;
      else if (text.includes(` ${word}`)) found += weight;
    }
    if (found === 0) return 0;
    total += found;
  }
  return total;
};

/** Lower case, accents and punctuation out, a space before and after every word. */
const fold = (text: string): string =>
  ` ${text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
