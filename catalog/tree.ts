import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Position, type Problems, quote } from './problem.ts';

/** YAML as a plain tree in which every value knows its place in the file. */
export type Tree =
  | { readonly kind: 'empty'; readonly at: Position }
  | { readonly kind: 'text'; readonly at: Position; readonly text: string }
  | { readonly kind: 'list'; readonly at: Position; readonly items: readonly Tree[] }
  | { readonly kind: 'map'; readonly at: Position; readonly entries: readonly Entry[] };

interface Entry {
  readonly key: string;
  readonly at: Position;
  readonly value: Tree;
}

const DEPTH_MAX = 8;
const SYNTAX_PROBLEMS_MAX = 3;

const ADVICE: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: "put the value in quotes when it has ': ' in it",
  DUPLICATE_KEY: 'keep one of the two',
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'indent the lines of one block alike',
  MISSING_CHAR: 'close the quote or bracket, or quote the whole value',
  BAD_SCALAR_START: 'put the value in quotes',
  RESOURCE_EXHAUSTION: 'it is nested too deeply, flatten it',
};

/**
 * Reads YAML that begins on `firstLine` of its file. Syntax faults go to `problems`, and then the
 * tree is undefined. Anchors, aliases and nesting deeper than eight levels are refused, which bounds
 * what a hostile page can make of a few bytes.
 */
export const readTree = (text: string, firstLine: number, problems: Problems): Tree | undefined => {
  const lines = new LineCounter();
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) };
  };
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  } catch {
    // The parser reports faults rather than throw; should a page find a way, it is still only a bad page.
    problems.error('yaml-syntax', place(0), 'the front matter cannot be read; simplify it');
    return undefined;
  }
  const faults = document.errors.slice(0, SYNTAX_PROBLEMS_MAX);
  for (const fault of faults) {
    const advice = ADVICE[fault.code] ?? 'correct the YAML';
    const message = fault.message.replace(/\s+/g, ' ').trim().slice(0, 120);
    problems.error('yaml-syntax', place(fault.pos[0]), `${message}; ${advice}`);
  }
  if (faults.length > 0) return undefined;

  const convert = (node: unknown, fallback: Position, depth: number): Tree => {
    const start = rangeStart(node);
    const at = start === undefined ? fallback : place(start);
    if (isAlias(node)) {
      problems.error('alias-in-yaml', at, 'YAML aliases are not read here; write the value out');
      return { kind: 'empty', at };
    }
    if (depth > DEPTH_MAX) {
      problems.error('bad-shape', at, `nested deeper than ${DEPTH_MAX} levels; flatten it`);
      return { kind: 'empty', at };
    }
    if (isSeq(node))
      return { kind: 'list', at, items: node.items.map((item) => convert(item, at, depth + 1)) };
    if (isMap(node)) {
      const entries = node.items.map((pair): Entry => {
        const key = convert(pair.key, at, depth + 1);
        if (key.kind !== 'text')
          problems.error('bad-shape', key.at, 'a key must be a plain word; rename it');
        return {
          key: key.kind === 'text' ? key.text : '',
          at: key.at,
          value: convert(pair.value, key.at, depth + 1),
        };
      });
      return { kind: 'map', at, entries: entries.filter((entry) => entry.key !== '') };
    }
    if (!isScalar(node) || node.value === null) return { kind: 'empty', at };
    // A number keeps the digits the author wrote: 2010 and 2010.0 are not the same year.
    const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
    return { kind: 'text', at, text: text.trim() };
  };
  return convert(document.contents, place(0), 0);
};

const rangeStart = (node: unknown): number | undefined =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;

/** What a value is, for a message. */
export const describe = (tree: Tree): string =>
  tree.kind === 'text' ? quote(tree.text) : tree.kind === 'empty' ? 'nothing' : `a ${tree.kind}`;
