import type { Heading, Link } from './page.ts';

/** What of a Markdown body other pages and readers can point at: headings, anchors, links. */
interface Outline {
  readonly headings: readonly Heading[];
  readonly anchors: readonly string[];
  readonly links: readonly Link[];
}

// Each pattern is linear: no part of it can match the same text in two ways.
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ATX = /^ {0,3}(#{1,6})[ \t]+(.*)$/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
const INLINE_LINK = /\]\(\s*(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))/g;
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:[ \t]*(?:<([^<>\n]*)>|(\S+))/;
const HTML_TARGET = /<[a-z][^<>]*?\s(id|name|href|src)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')/gi;
const EXPLICIT_ID = /\{[^{}#]*#([\w-]+)(?=[\s}])[^{}]*\}/;
const LINE_LENGTH_MAX = 20_000;

/**
 * Reads the outline of `body`, whose first line is `firstLine` of its file. Code, fenced, indented
 * or between backticks, and comments are left out. Lines beyond 20,000 characters are not read.
 */
export const outline = (body: string, firstLine: number): Outline => {
  const headings: Heading[] = [];
  const anchors: string[] = [];
  const links: Link[] = [];
  const anchorFor = anchorMaker();
  const heading = (depth: number, raw: string, line: number, column: number): void => {
    const id = EXPLICIT_ID.exec(raw);
    const text = plainText(id === null ? raw : raw.replace(id[0], ''));
    const anchor = anchorFor(text);
    headings.push({ depth, text, anchor, line, column });
    anchors.push(anchor);
    if (id?.[1] !== undefined) anchors.push(id[1]);
  };
  let previous = '';
  for (const { text, line } of proseLines(body, firstLine)) {
    const atx = ATX.exec(text);
    if (atx !== null) {
      heading(atx[1]?.length ?? 1, (atx[2] ?? '').replace(/[ \t]#+[ \t]*$/, ''), line, 1);
    } else if (SETEXT.test(text) && /^ {0,3}[^\s>|*+#-]/.test(previous)) {
      heading(text.includes('=') ? 1 : 2, previous, line - 1, 1);
    }
    previous = text;
    const spoken = withoutCode(text);
    const link = (href: string | undefined, index: number): void => {
      if (href !== undefined) links.push({ href, line, column: index + 1 });
    };
    const definition = DEFINITION.exec(spoken);
    if (definition !== null && !spoken.trimStart().startsWith('[^'))
      link(definition[1] ?? definition[2], spoken.indexOf('['));
    for (const match of spoken.matchAll(INLINE_LINK)) {
      const href = match[1] ?? match[2] ?? '';
      link(href, match.index + match[0].lastIndexOf(href));
    }
    for (const match of spoken.matchAll(HTML_TARGET)) {
      const value = match[2] ?? match[3] ?? '';
      if (/^(id|name)$/i.test(match[1] ?? '')) anchors.push(value);
      else link(value, match.index + match[0].lastIndexOf(value));
    }
  }
  return { headings, anchors, links };
};

interface Line {
  readonly text: string;
  readonly line: number;
}

/** The lines that are neither code nor comment; those of code come as empty lines. */
function* proseLines(body: string, firstLine: number): Generator<Line> {
  let fence: string | undefined;
  let comment = false;
  let afterBlank = true;
  let inList = false;
  let indented = false;
  let line = firstLine;
  for (const raw of body.split('\n')) {
    const text = raw.length > LINE_LENGTH_MAX ? '' : raw;
    const mark = FENCE.exec(text.trimStart())?.[1];
    const blank = text.trim() === '';
    const isIndented = /^(?: {4}|\t)/.test(text);
    if (/^ {0,3}(?:[*+-]|\d{1,9}[.)])\s/.test(text)) inList = true;
    else if (!blank && !/^\s/.test(text)) inList = false;
    indented = isIndented && !inList && (afterBlank || indented);
    let prose = '';
    if (fence !== undefined) {
      const closes = mark !== undefined && mark.startsWith(fence) && text.trim() === mark;
      if (closes) fence = undefined;
    } else if (comment) {
      comment = !text.includes('-->');
    } else if (indented) {
      // Code by its indentation: a fence in it opens nothing.
    } else if (mark !== undefined) {
      fence = mark;
    } else {
      prose = text.replace(/<!--.*?-->/g, (found) => ' '.repeat(found.length));
      const open = prose.indexOf('<!--');
      if (open !== -1) {
        comment = true;
        prose = prose.slice(0, open);
      }
    }
    yield { text: prose, line };
    afterBlank = blank;
    line += 1;
  }
}

/** Blanks out what stands between backticks, keeping columns. */
const withoutCode = (text: string): string =>
  text.includes('`')
    ? text.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, (code) => ' '.repeat(code.length))
    : text;

/** Text of a heading as a reader sees it. */
const plainText = (raw: string): string =>
  raw
    .replace(/!?\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/<[^<>]*>/g, '')
    .trim();

/** Anchors as GitHub writes them: lower case, punctuation out, spaces to dashes, repeats numbered. */
export const anchorMaker = (): ((text: string) => string) => {
  const seen = new Map<string, number>();
  return (text) => {
    const base = text
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const repeats = seen.get(base) ?? 0;
    seen.set(base, repeats + 1);
    return repeats === 0 ? base : `${base}-${repeats}`;
  };
};
