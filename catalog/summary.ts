import type { Category, Page, Relation, Status, Tier } from './page.ts';

/** What a list of patterns needs of a page: plain JSON, without the body. */
export interface Summary {
  readonly slug: string;
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly category: Category | undefined;
  readonly excellence_tier: Tier | undefined;
  readonly status: Status | undefined;
  readonly relations: Readonly<Record<Relation, readonly string[]>>;
  readonly headings: readonly {
    readonly depth: number;
    readonly text: string;
    readonly anchor: string;
  }[];
}

/** One summary a page, in the order given. */
export const summarise = (pages: readonly Page[]): readonly Summary[] =>
  pages.map((page) => ({
    slug: page.slug,
    file: page.file,
    title: page.title,
    description: page.description,
    category: page.category,
    excellence_tier: page.excellence_tier,
    status: page.status,
    relations: page.relations,
    headings: page.headings.map(({ depth, text, anchor }) => ({ depth, text, anchor })),
  }));
