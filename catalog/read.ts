import { snakeCase, type Vocabulary } from './fields.ts';
import { hint } from './near.ts';
import { type Position, type Problems, quote } from './problem.ts';
import { describe, type Tree } from './tree.ts';

/** What reading one page carries along: where faults go, and where each field was found. */
export interface Reading {
  readonly problems: Problems;
  readonly at: Record<string, Position>;
}

/** The fields of a map by today's names. */
export type Fields = ReadonlyMap<string, Tree>;

const ITEMS_MAX = 100;

/** Readers return undefined, or leave an item out, after they reported what was wrong with it. */
const refuse = (reading: Reading, path: string, tree: Tree, wanted: string): undefined => {
  reading.problems.error('bad-shape', tree.at, `\`${path}\` is ${describe(tree)}; write ${wanted}`);
};

/** Text on one line or many; numbers are taken as written. */
export const text = (
  reading: Reading,
  path: string,
  tree: Tree | undefined,
): string | undefined => {
  if (tree === undefined || tree.kind === 'empty') return undefined;
  reading.at[path] = tree.at;
  if (tree.kind === 'text') return tree.text === '' ? undefined : tree.text;
  return refuse(reading, path, tree, "text, in quotes when it has ': ' in it");
};

/** Text, or a map of one entry: an item such as `- Set it: twice the p99` that lacks its quotes. */
const item = (reading: Reading, path: string, tree: Tree): string | undefined => {
  const only = tree.kind === 'map' && tree.entries.length === 1 ? tree.entries[0] : undefined;
  if (only?.value.kind !== 'text') return text(reading, path, tree);
  const message = `\`${path}\` has a colon in it and is read as text; put it in quotes`;
  reading.problems.warn('unquoted-colon', only.at, message);
  reading.at[path] = tree.at;
  return `${only.key}: ${only.value.text}`;
};

/**
 * Reads the items of a list; one value alone counts as a list of one. Paths count the items that
 * could be read, so they fit the list that comes back.
 */
export const each = <T>(
  reading: Reading,
  path: string,
  tree: Tree | undefined,
  one: (path: string, item: Tree) => T | undefined,
): readonly T[] => {
  const found: T[] = [];
  if (tree === undefined || tree.kind === 'empty') return found;
  reading.at[path] = tree.at;
  const given = tree.kind === 'list' ? tree.items : [tree];
  if (given.length > ITEMS_MAX) {
    const message = `\`${path}\` has ${given.length} items, of at most ${ITEMS_MAX}; the rest is not read`;
    reading.problems.error('too-large', tree.at, message);
  }
  for (const each of given.slice(0, ITEMS_MAX)) {
    const read = each.kind === 'empty' ? undefined : one(`${path}.${found.length}`, each);
    if (read !== undefined) found.push(read);
  }
  return found;
};

/** A list of texts, or one text. */
export const texts = (reading: Reading, path: string, tree: Tree | undefined): readonly string[] =>
  each(reading, path, tree, (place, one) => item(reading, place, one));

/** One of `options`. What else is there is an error, or a warning when the page can be read without. */
export const choice = <T extends string>(
  reading: Reading,
  path: string,
  tree: Tree | undefined,
  options: readonly T[],
  severity: 'error' | 'warn',
): T | undefined => {
  const given = text(reading, path, tree);
  if (given === undefined || tree === undefined) return undefined;
  const wanted = given.toLowerCase().replace(/[\s_]+/g, '-');
  const found = options.find((option) => option === wanted);
  if (found === undefined) {
    const message = `\`${path}\` is ${quote(given)}; use one of ${options.join(', ')}`;
    reading.problems[severity]('bad-value', tree.at, message + hint(wanted, options));
  }
  return found;
};

/** The fields of a map. Older spellings are taken with a hint, unknown names are reported and dropped. */
export const fields = (
  reading: Reading,
  path: string,
  tree: Tree | undefined,
  { fields: known, aliases }: Vocabulary,
): Fields => {
  const found = new Map<string, Tree>();
  if (tree === undefined || tree.kind === 'empty') return found;
  if (tree.kind !== 'map') {
    refuse(reading, path, tree, `a map of ${known.join(', ')}`);
    return found;
  }
  const { problems } = reading;
  const inside = path === '' ? '' : ` in \`${path}\``;
  for (const { key, at, value } of tree.entries) {
    const spelt = snakeCase(key);
    const name = Object.hasOwn(aliases, spelt) ? aliases[spelt] : spelt;
    if (name === undefined || !known.includes(name)) {
      const near = hint(spelt, [...known, ...Object.keys(aliases)]);
      const advice = near === '' ? '; take it out' : near;
      problems.warn('unknown-field', at, `unknown field ${quote(key)}${inside}${advice}`);
      continue;
    }
    if (name !== key) {
      const message = `${quote(key)}${inside} is an older spelling; write \`${name}\``;
      problems.warn('older-spelling', at, message);
    }
    const earlier = found.get(name);
    if (earlier !== undefined) {
      const message = `\`${name}\`${inside} is also on line ${earlier.at.line}; keep one of the two`;
      problems.warn('duplicate-field', at, message);
    }
    // Today's spelling wins over an older one, whichever comes first.
    if (earlier === undefined || name === key) found.set(name, value);
  }
  return found;
};
