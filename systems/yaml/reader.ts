import { InvalidInput, parseDuration } from '@dstudio/kernel';
import type { Default } from '../defaults.ts';
import type { Provenance } from '../system.ts';
import { meant } from './near.ts';
import { type Position, type Problems, quote } from './problem.ts';
import { describe, type Entry, type Tree } from './tree.ts';

/** Names that stand in paths and in 'service/operation'. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$/;

/** Stands in for the comment behind a tag that would say where or why. */
export const UNSAID = 'the file does not say';

const START: Position = { line: 1, column: 1 };

/** Reads a file's values, keeping where each comes from and every fault on the way. */
export class Reader {
  readonly problems: Problems;
  readonly provenance: Record<string, Provenance> = {};

  constructor(problems: Problems) {
    this.problems = problems;
  }

  fault(at: Position | undefined, message: string, hint: string): undefined {
    this.problems.add(at ?? START, message, hint);
    return undefined;
  }

  /** The values of a map by key. Faults: it is no map, or has keys that nobody knows. */
  fields(tree: Tree | undefined, path: string, known: readonly string[]): Map<string, Tree> {
    const fields = new Map<string, Tree>();
    for (const entry of this.entries(tree, path, `${known[0]}: ...`)) {
      if (known.includes(entry.key)) fields.set(entry.key, entry.value);
      else {
        const message = `${path}: nobody knows the key ${quote(entry.key)}`;
        this.fault(entry.at, message, meant(entry.key, known));
      }
    }
    return fields;
  }

  /** A map's entries; none for an empty value. */
  entries(tree: Tree | undefined, path: string, example: string): readonly Entry[] {
    if (tree === undefined || tree.kind === 'empty') return [];
    if (tree.kind === 'map') return tree.entries;
    const message = `${path} must be a map, this is ${describe(tree)}`;
    this.fault(tree.at, message, `write '${example}' on lines of their own below it`);
    return [];
  }

  items(tree: Tree | undefined, path: string, example: string): readonly Tree[] {
    if (tree === undefined || tree.kind === 'empty') return [];
    if (tree.kind === 'list') return tree.items;
    this.fault(tree.at, `${path} must be a list, this is ${describe(tree)}`, `write ${example}`);
    return [];
  }

  text(tree: Tree, path: string, example: string): string | undefined {
    if (tree.kind === 'text') return tree.text;
    const message = `${path} must be one value, this is ${describe(tree)}`;
    return this.fault(tree.at, message, `write ${example}`);
  }

  /** Faults when a name could not stand in a path. */
  name(name: string, at: Position, noun: string): boolean {
    if (NAME.test(name)) return true;
    const hint = "use letters, digits, '-' and '_', at most 100 of them";
    this.fault(at, `${quote(name)} cannot be the name of ${noun}`, hint);
    return false;
  }

  /** A value that a manifest, a person or nobody gave. `parse` reports its own faults. */
  fact<T>(
    tree: Tree | undefined,
    path: string,
    fallback: Default<T>,
    parse: (tree: Tree) => T | undefined,
  ): T {
    if (tree === undefined) {
      this.provenance[path] = { kind: 'assumed', why: fallback.why };
      return fallback.value;
    }
    this.origin(tree, path, fallback.why);
    if (tree.kind === 'empty') {
      this.fault(tree.at, `${path} has no value`, 'write one, or leave the line out');
      return fallback.value;
    }
    return this.guard(tree.at, path, () => parse(tree)) ?? fallback.value;
  }

  /** Reads the tag: where the value comes from. `why` stands in for a comment that is not there. */
  origin(tree: Tree, path: string, why = UNSAID): void {
    const { tag, comment } = tree;
    if (tag === undefined || tag.startsWith('tag:yaml.org')) return;
    if (tag === '!read') {
      this.provenance[path] = { kind: 'read', from: comment ?? UNSAID };
    } else if (tag === '!assumed') {
      this.provenance[path] = { kind: 'assumed', why: comment ?? why };
    } else {
      this.fault(tree.at, `nobody knows the tag ${quote(tag)}`, meant(tag, ['!read', '!assumed']));
    }
  }

  /** For values that nobody reads or assumes: a tag there is a fault. */
  untagged(tree: Tree | undefined, path: string): void {
    if (tree?.tag === undefined || tree.tag.startsWith('tag:yaml.org')) return;
    this.fault(tree.at, `${path} takes no tag`, `leave out ${quote(tree.tag)}`);
  }

  /** Turns what a parser throws into a fault at the place of the value. */
  guard<T>(at: Position, path: string, parse: () => T): T | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return this.fault(at, `${path}: ${error.problem}`, error.hint ?? 'correct the value');
    }
  }

  number(tree: Tree, path: string, min: number, max: number, whole: boolean): number | undefined {
    const text = this.text(tree, path, `a number such as ${Math.max(min, 1)}`);
    if (text === undefined) return undefined;
    const value = /^[+-]?(\d|\.\d)/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
    if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    const range = `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`;
    return this.fault(tree.at, `${path} is ${quote(text)}`, `write ${range}`);
  }

  /** A length of time with its unit, longer than nothing unless `zero`. */
  duration(tree: Tree, path: string, max_ms: number, zero: boolean): number | undefined {
    const text = this.text(tree, path, '250ms')?.trim();
    if (text === undefined) return undefined;
    if (/^[\d.]+$/.test(text) && Number(text) !== 0) {
      return this.fault(tree.at, `${path} has no unit`, `write ${text}ms or ${text}s`);
    }
    const duration_ms = parseDuration(text);
    if (duration_ms <= max_ms && (zero || duration_ms > 0)) return duration_ms;
    const hint = `write a time ${zero ? 'of' : 'above 0 and'} at most ${max_ms / 1000}s`;
    return this.fault(tree.at, `${path} is ${quote(text)}`, hint);
  }

  choice<T extends string>(tree: Tree, path: string, options: readonly T[]): T | undefined {
    const text = this.text(tree, path, options.join(' or '))?.trim();
    if (text === undefined) return undefined;
    const found = options.find((option) => option === text);
    if (found !== undefined) return found;
    return this.fault(tree.at, `${path} is ${quote(text)}`, meant(text, options));
  }
}
