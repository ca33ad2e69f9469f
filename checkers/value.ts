/**
 * What operations carry. Keywords and symbols of EDN become texts, its lists arrays, its sets arrays
 * in one order, and whole numbers beyond 2^53 bigints, so that two great ids never look the same.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | { readonly [name: string]: Value };

export const isArray = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isRecord = (value: Value): value is { readonly [name: string]: Value } =>
  typeof value === 'object' && value !== null && !isArray(value);

/** The same key for equal values and no others, for maps and sets. A number is its own key. */
export const keyOf = (value: Value): string | number =>
  typeof value === 'number' && value === value ? value : textOf(value);

/** Whether two values are equal, all the way down. */
export const same = (a: Value, b: Value): boolean => a === b || keyOf(a) === keyOf(b);

/** A value as a person reads it: JSON, with bigints in full. Maps are sorted by name. */
export const show = (value: Value): string => textOf(value);

/** No sentence holds a list of thousands. */
const LENGTH_MAX = 60;

/** The same, cut when it is long: for sentences and drawings. */
export function showShort(value: Value): string {
  const text = textOf(value);
  return text.length <= LENGTH_MAX ? text : `${text.slice(0, LENGTH_MAX - 3)}...`;
}

function textOf(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  const names = Object.keys(value).sort();
  // Every name is there: it was read off the object.
  return `{${names.map((name) => `${JSON.stringify(name)} ${textOf(value[name] as Value)}`).join(', ')}}`;
}
