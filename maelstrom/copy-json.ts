import type { Json } from './json.ts';
import type { KnownLists } from './known-lists.ts';

/** Deeper data would exhaust the stack of whoever walks it. */
const DEPTH_MAX = 200;

/**
 * A copy that shares nothing with the original, as if it had gone through JSON: names without a value
 * are left out, and what is no number becomes null.
 * @param known for a copy whose lists may be those of earlier copies, since nobody changes them
 * @throws TypeError for what JSON cannot say: functions, classes, circles.
 */
export const copyJson = (value: unknown, depth = 0, known?: KnownLists): Json => {
  if (typeof value !== 'object' || value === null) return copyScalar(value);
  if (depth === DEPTH_MAX) throw new TypeError(`a message is nested deeper than ${DEPTH_MAX}`);
  if (!Array.isArray(value)) return copyRecord(value, depth, known);
  const there = known?.find(value, DEPTH_MAX - depth);
  if (there !== undefined) return there;
  const copy = copyList(value, depth, known);
  known?.add(value, copy);
  return copy;
};

const copyScalar = (value: unknown): Json => {
  switch (typeof value) {
    case 'number':
      // Adding zero makes of -0, which JSON does not know, a plain one.
      return Number.isFinite(value) ? value + 0 : null;
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'undefined':
    case 'object':
      return null;
    default:
      throw new TypeError(`a message cannot carry a ${typeof value}`);
  }
};

const copyList = (
  list: readonly unknown[],
  depth: number,
  known: KnownLists | undefined,
): readonly Json[] => {
  // The engine copies a list in one go, and lists of what a node knows are what messages are full of.
  if (isPlain(list) && Object.getPrototypeOf(list) === Array.prototype) return list.slice();
  const copy: Json[] = new Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const part = list[i];
    copy[i] = isSomeObject(part) ? copyJson(part, depth + 1, known) : copyScalar(part);
  }
  return copy;
};

/** Whether a list holds only texts and small whole numbers, which are their own copies. */
const isPlain = (list: readonly unknown[]): list is readonly (string | number)[] => {
  const { length } = list;
  for (let i = 0; i < length; i++) {
    const part = list[i];
    if (typeof part !== 'string' && !isSmall(part)) return false;
  }
  return true;
};

/** A whole number of 32 bits, which is its own copy, and its own JSON. */
const isSmall = (value: unknown): value is number =>
  // Of the zeros, only -0 has a negative reciprocal.
  typeof value === 'number' && (value | 0) === value && (value !== 0 || 1 / value > 0);

const isSomeObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null;

const copyRecord = (value: object, depth: number, known: KnownLists | undefined): Json => {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`a message cannot carry a ${value.constructor?.name ?? 'class'}: use data`);
  }
  // A plain object, by the check above.
  const record = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(record);
  // Indices come before all other names.
  if (isDigit(names[0]) && !Object.hasOwn(record, '__proto__')) {
    return copyIndexed(record, names, depth, known);
  }
  const copy: { [name: string]: Json } = {};
  for (const name in record) {
    const part = record[name];
    if (part === undefined) continue;
    const copied = isSomeObject(part) ? copyJson(part, depth + 1, known) : copyScalar(part);
    // Set like any other, it would become the copy's prototype.
    if (name === '__proto__')
      Object.defineProperty(copy, name, { value: copied, enumerable: true });
    else copy[name] = copied;
  }
  return copy;
};

/** Copies an object with names such as '250', which the engine keeps as it keeps a list: slow to loop over. */
const copyIndexed = (
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
  depth: number,
  known: KnownLists | undefined,
): Json => {
  // One with a name '250' gets room for a list of 250, so that of a few keys would take kilobytes; but
  // one that is parsed gets room for what is in it. Digits need no escapes.
  const copy: { [name: string]: Json } = isSparse(names)
    ? JSON.parse(`{"${names.map((name) => `${name}":${numeral(record[name])}`).join(',"')}}`)
    : Object.assign({}, record);
  for (const name of names) {
    const part = record[name];
    // Those are there.
    if (isSmall(part)) continue;
    if (part === undefined) delete copy[name];
    else copy[name] = isSomeObject(part) ? copyJson(part, depth + 1, known) : copyScalar(part);
  }
  return copy;
};

/** What is small, or 0 in place of anything else. */
const numeral = (part: unknown): number => (isSmall(part) ? part : 0);

const isDigit = (name: string | undefined): boolean =>
  name !== undefined && name.charCodeAt(0) >= ZERO && name.charCodeAt(0) <= NINE;

const ZERO = '0'.charCodeAt(0);
const NINE = '9'.charCodeAt(0);
/** Where indices lie closer, a list's room is not much. */
const SPREAD = 16;
const SPREAD_MIN = 4;
/** Whole numbers below are indices. */
const INDEX_END = 2 ** 32 - 1;

/** Whether all names are indices, and lie far apart. They rise; if the last is one, all are. */
const isSparse = (names: readonly string[]): boolean => {
  const last = names[names.length - 1] ?? '';
  const greatest = Number(last);
  const far = greatest > SPREAD * (names.length + SPREAD_MIN) && greatest < INDEX_END;
  return far && String(greatest) === last;
};

/**
 * As copyJson, for an object that was made for this and that nobody else holds: it is the copy, and only
 * what is in it has to be copied, which in most messages is nothing.
 */
export const detached = (fresh: object, known?: KnownLists): Json => {
  // Its maker made it with a literal.
  const record = fresh as { [name: string]: Json | undefined };
  for (const name in record) {
    const part = record[name];
    if (typeof part === 'string' || typeof part === 'boolean' || part === null) continue;
    if (isSmall(part)) continue;
    if (part === undefined) return copyJson(record, 0, known);
    record[name] = copyJson(part, 1, known);
  }
  // No part of it is undefined, by the check above.
  return record as { readonly [name: string]: Json };
};
