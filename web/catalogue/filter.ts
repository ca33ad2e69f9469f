/** Which rooms a person sees. Pure: the same filter gives the same list. */

export interface Listed {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly category: string | undefined;
  readonly excellence_tier: string | undefined;
}

export interface Filter {
  readonly query: string;
  /** Empty for any. */
  readonly tier: string;
  readonly category: string;
}

/** How well a word fits a page: title before slug before the rest, word starts before middles. */
function fit(page: Listed, word: string): number {
  const title = page.title.toLowerCase();
  if (title.startsWith(word)) return 8;
  if (title.split(/[\s-]+/).some((part) => part.startsWith(word))) return 6;
  if (title.includes(word)) return 4;
  if (page.slug.includes(word)) return 3;
  if (page.description.toLowerCase().includes(word)) return 2;
  return (page.category ?? '').includes(word) ? 1 : 0;
}

/** The pages in which every word of the query is found, best first; by title when equal. */
export function filterPages<P extends Listed>(pages: readonly P[], filter: Filter): readonly P[] {
  const words = filter.query.toLowerCase().split(/\s+/).filter(Boolean);
  return pages
    .filter((page) => !filter.tier || page.excellence_tier === filter.tier)
    .filter((page) => !filter.category || page.category === filter.category)
    .map((page) => ({ page, fits: words.map((word) => fit(page, word)) }))
    .filter(({ fits }) => fits.every((score) => score > 0))
    .map(({ page, fits }) => ({ page, score: fits.reduce((sum, score) => sum + score, 0) }))
    .sort((a, b) => b.score - a.score || a.page.title.localeCompare(b.page.title, 'en'))
    .map(({ page }) => page);
}

/** Values that occur, with how often, in alphabetical order. */
export function counts(values: readonly (string | undefined)[]): readonly [string, number][] {
  const found = new Map<string, number>();
  for (const value of values) if (value) found.set(value, (found.get(value) ?? 0) + 1);
  return [...found].sort(([a], [b]) => a.localeCompare(b, 'en'));
}
