/** What a message may carry. A whole number beyond 2^53 is a bigint, so that two great ids differ. */
export type Json =
  | null
  | boolean
  | number
  | bigint
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
 * @throws TypeError for what JSON cannot say: functions, classes, circles.
 */
export const copyJson = (value: unknown, depth = 0): Json => {
  if (typeof value !== 'object') {
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'bigint') return value;
    // Adding zero makes of -0, which JSON does not know, a plain one.
    if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
    if (value === undefined) return null;
    throw new TypeError(`a message cannot carry a ${typeof value}`);
  }
  if (value === null) return null;
  if (depth === DEPTH_MAX) throw new TypeError(`a message is nested deeper than ${DEPTH_MAX}`);
  if (Array.isArray(value)) {
    const copy: Json[] = new Array(value.length);
    for (let i = 0; i < value.length; i++) {
      const part: unknown = value[i];
      copy[i] = typeof part === 'string' ? part : copyJson(part, depth + 1);
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
    if (part === undefined) continue;
    const copied = copyJson(part, depth + 1);
    // Set like any other, it would become the copy's prototype.
    if (name === '__proto__')
      Object.defineProperty(copy, name, { value: copied, enumerable: true });
    else copy[name] = copied;
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
  typeof value === 'number' ? value : textOfJson(value);

/** JSON for a person, cut off where it gets long. */
export const brief = (value: unknown, length_max = 120): string => {
  const text = textOfJson(value);
  return text.length <= length_max ? text : `${text.slice(0, length_max - 1)}…`;
};

/** As many digits as a double may have to round. */
const LONG_NUMBER = /\d{16}/;

type Reviver = (this: unknown, name: string, value: unknown) => unknown;

const whole = (
  _: string,
  value: unknown,
  { source = '' }: { readonly source?: string },
): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value;

/** Reads JSON, great whole numbers as bigints. @throws SyntaxError */
export const parseJson = (text: string): unknown =>
  // The engine hands a reviver the number's own text, which the types do not know yet.
  LONG_NUMBER.test(text) ? JSON.parse(text, whole as unknown as Reviver) : JSON.parse(text);

// The types do not know it yet either.
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/** JSON on one line, bigints as whole numbers. What has no value becomes null. */
export const textOfJson = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    // A bigint: rare, so that others need not pay for a replacer.
    const text = JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'bigint' ? rawJSON(String(part)) : part,
    );
    return text ?? 'null';
  }
};
