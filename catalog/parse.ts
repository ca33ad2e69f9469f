import { readFrontMatter } from './front-matter.ts';
import { outline } from './markdown.ts';
import { type FrontMatter, type Page, slugOf } from './page.ts';
import { type Position, type Problem, Problems, quote, sortProblems } from './problem.ts';
import { checkComplete, checkTier } from './tier.ts';
import { readTree, type Tree } from './tree.ts';

/** The page is undefined when the file holds none; a page with faults is still read as far as it goes. */
export interface ParsedPage {
  readonly page: Page | undefined;
  readonly problems: readonly Problem[];
}

/** Longest page that is read, in characters, and its longest front matter. */
export const PAGE_LENGTH_MAX = 1_000_000;
const FRONT_MATTER_LENGTH_MAX = 64_000;

const TOP: Position = { line: 1, column: 1 };

/**
 * Reads a page: front matter between two lines of three dashes, then Markdown. Never throws;
 * whatever is wrong comes back as problems whose lines are those of the file.
 *
 * @param text the file's content
 * @param file path relative to the catalogue's folder, with forward slashes; names the slug
 */
export const parsePage = (text: string, file: string): ParsedPage => {
  const problems = new Problems(file);
  const page = read(text, file, problems);
  return { page, problems: sortProblems(problems.list) };
};

const read = (text: string, file: string, problems: Problems): Page | undefined => {
  if (text.length > PAGE_LENGTH_MAX) {
    const message = `${text.length} characters, of at most ${PAGE_LENGTH_MAX}; split the page`;
    problems.error('too-large', TOP, message);
    return undefined;
  }
  if (text.includes('\0')) {
    problems.error('not-text', TOP, 'the file is binary, not Markdown; take it out of the folder');
    return undefined;
  }
  const parts = split(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'), problems);
  if (parts === undefined) return undefined;

  const tree = readTree(parts.front, 2, problems);
  const at: Record<string, Position> = {};
  const type = tree === undefined ? undefined : typeOf(tree);
  if (type !== undefined && type.text.toLowerCase() !== 'pattern') {
    const message = `\`type\` is ${quote(type.text)}, so the page is skipped; only patterns are checked`;
    problems.warn('not-a-pattern', type.at, message);
    return undefined;
  }
  const sees = outline(parts.body, parts.bodyLine);
  const given = readFrontMatter({ problems, at }, tree ?? { kind: 'empty', at: TOP });
  const slug = slugOf(file);
  const page: Page = {
    ...given,
    title: titleOf(given, sees.headings[0]?.text, slug),
    slug,
    file,
    body: parts.body,
    ...sees,
    at,
  };
  // After a syntax fault every field seems absent; saying so would bury what has to be mended.
  if (tree === undefined) return page;
  checkComplete(page, problems);
  checkTier(page, problems);
  return page;
};

const titleOf = (given: FrontMatter, heading: string | undefined, slug: string): string =>
  given.title || heading || slug;

const typeOf = (tree: Tree): (Tree & { readonly kind: 'text' }) | undefined => {
  if (tree.kind !== 'map') return undefined;
  const value = tree.entries.find((entry) => entry.key === 'type')?.value;
  return value?.kind === 'text' ? value : undefined;
};

interface Parts {
  readonly front: string;
  readonly body: string;
  readonly bodyLine: number;
}

/** Parts front matter from body; line 1 of the file is the first line of dashes. */
const split = (text: string, problems: Problems): Parts | undefined => {
  if (!/^---[ \t]*(?:\n|$)/.test(text)) {
    const message =
      "the first line is not '---'; begin the page with front matter (title, description, category, excellence_tier)";
    problems.error('no-front-matter', TOP, message);
    return undefined;
  }
  const start = text.indexOf('\n') + 1;
  const end = /^---[ \t]*$/m.exec(text.slice(start));
  if (start === 0 || end === null) {
    problems.error(
      'no-front-matter',
      TOP,
      "the front matter does not end; close it with a line '---'",
    );
    return undefined;
  }
  if (end.index > FRONT_MATTER_LENGTH_MAX) {
    const message = `front matter of ${end.index} characters, of at most ${FRONT_MATTER_LENGTH_MAX}; move text into the body`;
    problems.error('too-large', TOP, message);
    return undefined;
  }
  const front = text.slice(start, start + end.index);
  const rest = text.slice(start + end.index + end[0].length);
  return { front, body: rest.replace(/^\n/, ''), bodyLine: front.split('\n').length + 2 };
};
