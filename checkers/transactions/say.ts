import { isArray, keyOf, show, type Value } from '../value.ts';

/** Elements shown of a list: the first two and the last ones. */
const LIST_MAX = 12;

/** A key or value as sentences show it: a name without quotes, a long list by its ends. */
export const say = (value: Value | undefined): string => {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'string') return isPlain(value) ? value : show(value);
  if (!isArray(value)) return show(value);
  const shown = value.map(say);
  if (shown.length > LIST_MAX) shown.splice(2, shown.length - LIST_MAX + 1, '...');
  return `[${shown.join(' ')}]`;
};

/** Whether a name needs no quotes: nothing in it ends a line or steers a terminal. */
const isPlain = (name: string): boolean => name !== '' && !/\p{Cc}/u.test(name);

/** A list as sentences show it, cut to what stands between two places, both included, if it is long. */
export const sayPart = (list: readonly Value[], from: number, to: number): string => {
  if (list.length <= LIST_MAX) return say(list);
  const part = say(list.slice(from, to + 1)).slice(1, -1);
  return `[${from > 0 ? '... ' : ''}${part}${to + 1 < list.length ? ' ...' : ''}]`;
};

/** Two lists as sentences show them, cut to where they first differ if they are long. */
export const sayDifference = (
  one: readonly Value[],
  other: readonly Value[],
): readonly [string, string] => {
  const at = one.findIndex((element, i) => keyOf(element) !== keyOf(other[i] ?? null));
  const from = Math.max(0, (at < 0 ? one.length : at) - 2);
  return [sayPart(one, from, from + 4), sayPart(other, from, from + 4)];
};
