import type { Json } from './json.ts';

/** Whole words that may stand as keywords. */
const KEYWORD = /^[A-Za-z*!?_<>=.+-][\w*!?<>=.+-]*$/;

const NUMBER = /^\d+(\.\d+)?$/;

/** A name that is no text in EDN. */
const bare = (name: string): string | undefined => {
  if (KEYWORD.test(name)) return `:${name}`;
  return NUMBER.test(name) ? name : undefined;
};

/** JSON as EDN: names of maps become keywords or numbers where they can, texts stay texts. */
export const ednOf = (value: Json, names: 'keywords' | 'texts' = 'keywords'): string => {
  if (value === null) return 'nil';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((part) => ednOf(part, names)).join(' ')}]`;
  // Arrays are done with.
  const map = value as { readonly [name: string]: Json };
  const sorted = Object.entries(map);
  // Numbers rise, which JSON's order of names does not keep; all else stays where it is.
  if (names === 'keywords') sorted.sort(([a], [b]) => Number(a) - Number(b) || 0);
  const entries = sorted.map(([name, part]) => {
    const key = names === 'keywords' ? bare(name) : undefined;
    return `${key ?? JSON.stringify(name)} ${ednOf(part, names)}`;
  });
  return `{${entries.join(', ')}}`;
};
