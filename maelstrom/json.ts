/** What a message may carry. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

export const isRecord = (value: unknown): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deeper data would exhaust the stack of whoever walks it. */
const DEPTH_MAX = 200;

/**
 * A copy that shares nothing with the original, as if it had gone through JSON: names without a value
 * are left out, and what is no number becomes null.
 * @throws TypeError for what JSON cannot say: functions, bigints, circles.
 */
export const copyJson = (value: unknown, depth = 0): Json => {
  if (typeof value !== 'object') {
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (value === undefined) return null;
    throw new TypeError(`a message cannot carry a ${typeof value}`);
  }
  if (value === null) return null;
  if (depth === DEPTH_MAX) throw new TypeError(`a message is nested deeper than ${DEPTH_MAX}`);
  if (Array.isArray(value)) {
    const copy: Json[] = new Array(value.length);
    for (let i = 0; i < value.length; i++) {
      const part: unknown = value[i];
      copy[i] = Number.isFinite(part) ? (part as number) : copyJson(part, depth + 1);
    }
    return copy;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`a message cannot carry a ${value.constructor?.name ?? 'class'}: use data`);
  }
  const copy: { [name: string]: Json } = {};
  // A plain object, by the check above.
  const record = value as Readonly<Record<string, unknown>>;
  for (const name in record) {
    const part = record[name];
    if (part !== undefined) copy[name] = copyJson(part, depth + 1);
  }
  return copy;
};

/** Whether two values are the same JSON. The order of names does not matter. */
export const sameJson = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((part, at) => sameJson(part, b[at]));
  }
  // Neither is an array.
  const left = a as { readonly [name: string]: Json };
  const right = b as { readonly [name: string]: Json };
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && sameJson(left[name], right[name]))
  );
};

/** A key for maps: the same for the same JSON, and for no other but in the order of names. */
export const keyOfJson = (value: Json): string | number =>
  typeof value === 'number' ? value : JSON.stringify(value);

/** JSON for a person, cut off where it gets long. */
export const brief = (value: unknown, length_max = 120): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= length_max ? text : `${text.slice(0, length_max - 1)}…`;
};
