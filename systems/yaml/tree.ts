import { isAlias, isMap, isScalar, isSeq, LineCounter, type YAMLMap } from 'yaml';
import { readDocuments } from './documents.ts';
import { type Position, type Problems, quote } from './problem.ts';
import { isReadable } from './readable.ts';

/** YAML as a plain tree in which every value knows its place, its tag and the comment behind it. */
export type Tree = Empty | Text | List | MapTree;

interface Node {
  readonly at: Position;
  /** '!read', '!assumed' or whatever else stands there; undefined for none. */
  readonly tag: string | undefined;
  /** The comment that ends the value's first line, trimmed. */
  readonly comment: string | undefined;
}
export interface Empty extends Node {
  readonly kind: 'empty';
}
export interface Text extends Node {
  readonly kind: 'text';
  /** As written: 1.0 stays '1.0'. */
  readonly text: string;
  /** As YAML's core schema reads it. */
  readonly value: string | number | boolean;
}
export interface List extends Node {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}
export interface MapTree extends Node {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly at: Position;
  readonly value: Tree;
}

export interface TreeLimits {
  /** Characters of text. */
  readonly size_max: number;
  /** What the file is called in a message: 'a system file'. */
  readonly noun: string;
  /** Values in all, those that aliases repeat included. */
  readonly nodes_max: number;
  /** Whether anchors, aliases and merge keys are followed or refused. */
  readonly aliases: 'follow' | 'refuse';
}

const DEPTH_MAX = 64;
const START: Position = { line: 1, column: 1 };

/**
 * Reads the documents of a YAML text. Too much text, binary content, syntax faults, nesting deeper
 * than 64 levels and more values than the limit go to `problems`, and then the result is undefined.
 * Empty documents are left out.
 */
export const readTrees = (
  text: string,
  limits: TreeLimits,
  problems: Problems,
): Tree[] | undefined => {
  if (!isReadable(text, limits, problems)) return undefined;
  const lines = new LineCounter();
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const documents = readDocuments(text, lines, place, problems);
  if (documents === undefined) return undefined;
  const reader = new TreeReader(text, limits, place, problems);
  const trees: Tree[] = [];
  for (const document of documents) {
    const tree = reader.read(document.contents);
    if (tree.kind !== 'empty') trees.push(tree);
    if (reader.stopped) return undefined;
  }
  return trees;
};

class TreeReader {
  stopped = false;
  #nodes = 0;
  readonly #anchors = new Map<string, unknown>();
  readonly #text: string;
  readonly #limits: TreeLimits;
  readonly #place: (offset: number) => Position;
  readonly #problems: Problems;

  constructor(
    text: string,
    limits: TreeLimits,
    place: (offset: number) => Position,
    problems: Problems,
  ) {
    this.#text = text;
    this.#limits = limits;
    this.#place = place;
    this.#problems = problems;
  }

  read(contents: unknown): Tree {
    this.#anchors.clear();
    return this.#convert(contents, START, 0);
  }

  #convert(node: unknown, fallback: Position, depth: number): Tree {
    const start = rangeStart(node);
    const at = start === undefined ? fallback : this.#place(start);
    const nothing: Tree = { kind: 'empty', at, tag: undefined, comment: undefined };
    if (this.stopped) return nothing;
    this.#nodes += 1;
    if (this.#nodes > this.#limits.nodes_max) {
      const most = `more than ${this.#limits.nodes_max} values`;
      return this.#stop(at, `the file unfolds to ${most}`, 'use fewer aliases, or split the file');
    }
    if (depth > DEPTH_MAX) {
      return this.#stop(at, `nested deeper than ${DEPTH_MAX} levels`, 'flatten it');
    }
    if (isAlias(node)) {
      if (this.#limits.aliases === 'refuse') {
        return this.#stop(at, 'YAML aliases are not read here', 'write the value out');
      }
      const target = this.#anchors.get(node.source);
      if (target === undefined) {
        return this.#stop(
          at,
          `no anchor is called '${node.source}'`,
          `write &${node.source} first`,
        );
      }
      return this.#convert(target, at, depth + 1);
    }
    // Before the children: an anchor that holds itself then runs into the depth limit.
    if ((isSeq(node) || isMap(node) || isScalar(node)) && node.anchor !== undefined) {
      this.#anchors.set(node.anchor, node);
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#convert(item, at, depth + 1));
      return { kind: 'list', at, tag: node.tag, comment: this.#comment(node, start), items };
    }
    if (isMap(node)) {
      const entries = this.#entries(node, at, depth);
      return { kind: 'map', at, tag: node.tag, comment: this.#comment(node, start), entries };
    }
    if (!isScalar(node)) return nothing;
    const comment = this.#comment(node, start);
    const { value } = node;
    const source = typeof value === 'string' ? value : (node.source ?? String(value));
    if (value === null || (node.tag !== undefined && source === '')) {
      return { kind: 'empty', at, tag: node.tag, comment };
    }
    const plain = typeof value === 'number' || typeof value === 'boolean' ? value : source;
    return { kind: 'text', at, tag: node.tag, comment, text: source, value: plain };
  }

  #entries(map: YAMLMap, at: Position, depth: number): Entry[] {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    const lines = new Map<string, number>();
    for (const pair of map.items) {
      const key = this.#convert(pair.key, at, depth + 1);
      const value = this.#convert(pair.value, key.at, depth + 1);
      if (this.stopped) break;
      if (key.kind !== 'text') {
        this.#stop(key.at, 'a key must be a plain word', 'rename it');
        break;
      }
      if (key.text === '<<' && this.#limits.aliases === 'follow') {
        const sources = value.kind === 'list' ? value.items : [value];
        for (const source of sources) if (source.kind === 'map') merged.push(...source.entries);
      } else {
        const first = lines.get(key.text);
        if (first !== undefined) {
          const message = `the key ${quote(key.text)} stands here and on line ${first}`;
          this.#stop(key.at, message, 'keep one of the two');
        }
        lines.set(key.text, key.at.line);
        own.push({ key: key.text, at: key.at, value });
      }
    }
    // A map's own keys win over merged ones, and earlier merges over later ones.
    const seen = new Set(own.map((entry) => entry.key));
    for (const entry of merged) {
      if (!seen.has(entry.key)) own.push(entry);
      seen.add(entry.key);
    }
    return own;
  }

  /** A block map's own comment stands behind its tag, on the line of its key. */
  #comment(node: { comment?: string | null; tag?: string }, start: number | undefined) {
    const behind = node.comment?.split('\n')[0]?.trim();
    if (behind !== undefined && behind !== '') return behind;
    if (node.tag === undefined || start === undefined || !isMap(node) || node.flow === true) {
      return undefined;
    }
    const tagAt = this.#text.lastIndexOf(node.tag, start);
    const line = this.#text.slice(tagAt + node.tag.length, start).split('\n')[0] ?? '';
    return /^\s+#\s*(.*?)\s*$/.exec(line)?.[1];
  }

  #stop(at: Position, message: string, hint: string): Tree {
    this.stopped = true;
    this.#problems.add(at, message, hint);
    return { kind: 'empty', at, tag: undefined, comment: undefined };
  }
}

const rangeStart = (node: unknown): number | undefined =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;

/** What a value is, for a message. */
export const describe = (tree: Tree): string =>
  tree.kind === 'text' ? quote(tree.text) : tree.kind === 'empty' ? 'nothing' : `a ${tree.kind}`;

/** The value under a key; undefined when the tree is no map or has no such key. */
export const under = (tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined => {
  let found = tree;
  for (const key of keys) {
    found =
      found?.kind === 'map' ? found.entries.find((entry) => entry.key === key)?.value : undefined;
  }
  return found;
};

export const itemsOf = (tree: Tree | undefined): readonly Tree[] =>
  tree?.kind === 'list' ? tree.items : [];

export const entriesOf = (tree: Tree | undefined): readonly Entry[] =>
  tree?.kind === 'map' ? tree.entries : [];

/** The text of a scalar; undefined for anything else. */
export const textOf = (tree: Tree | undefined): string | undefined =>
  tree?.kind === 'text' ? tree.text : undefined;
