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

/** Whether two values are the same JSON. The order of names does not matter. */
export const sameJson = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!sameJson(a[i], b[i])) return false;
    return true;
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
export const brief = (value: unknown, length_max = 120): string =>
  cut(textOfJson(value), length_max);

/** A text that somebody else wrote, cut off where it gets long. */
export const cut = (text: string, length_max: number): string =>
  text.length <= length_max ? text : `${text.slice(0, length_max - 1)}…`;

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
