import type { Json } from './json.ts';

/** Whole words that may stand as keywords. */
const KEYWORD = /^[A-Za-z*!?_<>=.+-][\w*!?<>=.+-]*$/;

/** JSON as EDN: names of maps become keywords where they can, texts stay texts. */
export const ednOf = (value: Json, names: 'keywords' | 'texts' = 'keywords'): string => {
  if (value === null) return 'nil';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((part) => ednOf(part, names)).join(' ')}]`;
  // Arrays are done with.
  const map = value as { readonly [name: string]: Json };
  const entries = Object.entries(map).map(([name, part]) => {
    const keyword = names === 'keywords' && KEYWORD.test(name);
    return `${keyword ? `:${name}` : JSON.stringify(name)} ${ednOf(part, names)}`;
  });
  return `{${entries.join(', ')}}`;
};
