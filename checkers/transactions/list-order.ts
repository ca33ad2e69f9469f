import { InvalidInput } from '@dstudio/kernel';
import { PIECE, type Work } from '../pieces.ts';
import { isArray, keyOf, type Value } from '../value.ts';
import { type Columns, FAIL, INFO, OK } from './columns.ts';
import { say } from './say.ts';

/** The position of a read whose last element is not in its key's order. */
export const NOWHERE = -2;
const NOBODY = -1;
const REPEAT = -2;

/**
 * The order of versions of each list. A read shows its whole past, so the longest read of a key is
 * the order of its appends; every other read should be a prefix of it.
 */
export interface ListOrders {
  /** The longest read by key, undefined where nothing was read. The reads themselves, not copies. */
  readonly longest: readonly (readonly Value[] | undefined)[];
  /** The micro-operation that read the longest, by key. */
  readonly longestBy: Int32Array;
  /** Positions of key k are start[k] to start[k + 1]. */
  readonly start: Int32Array;
  /** The appending micro-operation by position: NOBODY appended it, or it is a REPEAT of an earlier one. */
  readonly append: Int32Array;
  /**
   * By micro-operation: the position of a committed read's last element within its key, -1 for the
   * empty list, NOWHERE if it is not in the order; 0 for appends.
   */
  readonly readAt: Int32Array;
  /** 1 for committed reads that are no prefix of the longest. */
  readonly incompatible: Uint8Array;
  /** 1 for keys whose longest read holds an element twice; its order counts the first of each. */
  readonly duplicated: Uint8Array;
  /** 1 for transactions that took effect: ok, or info with an append that somebody read. */
  readonly effective: Uint8Array;
  /** The position of an append within its key's order, or -1: nobody read it, or it is a read. */
  readonly place: Int32Array;
  /** The micro-operation that appended the element to the key, or -1. */
  readonly writerOf: (key: number, element: Value | undefined) => number;
}

/**
 * Derives the order of each key's appends.
 *
 * @throws InvalidInput when two transactions append the same element to a key: then a read cannot
 * tell them apart.
 */
export function* listOrders(columns: Columns): Work<ListOrders> {
  const { count, status, owner, writes, key, keys, value } = columns;
  const operations = owner.length;
  const writers = yield* writersByKey(columns, 'append');
  const writerOf = (k: number, element: Value | undefined): number =>
    element === undefined ? -1 : (writers[k]?.get(keyOf(element)) ?? -1);

  const longest: (readonly Value[] | undefined)[] = new Array(keys.length).fill(undefined);
  const longestBy = new Int32Array(keys.length);
  for (let m = 0; m < operations; m++) {
    if (m % PIECE === 0) yield { stage: 'finding the longest reads', done: m, total: operations };
    if (writes[m] === 1 || status[owner[m] ?? 0] !== OK) continue;
    const list = value[m] ?? null;
    if (list === null) continue;
    if (!isArray(list)) throw notList(columns, m);
    const k = key[m] ?? 0;
    if (list.length <= (longest[k]?.length ?? 0)) continue;
    longest[k] = list;
    longestBy[k] = m;
  }

  const start = new Int32Array(keys.length + 1);
  let total = 0;
  for (let k = 0; k < keys.length; k++) {
    total += longest[k]?.length ?? 0;
    start[k + 1] = total;
  }
  const append = new Int32Array(total);
  const duplicated = new Uint8Array(keys.length);
  const place = new Int32Array(operations).fill(-1);
  const effective = new Uint8Array(count);
  for (let t = 0; t < count; t++) effective[t] = status[t] === OK ? 1 : 0;
  const seen = (m: number): void => {
    if (m < 0) return;
    const t = owner[m] ?? 0;
    if (status[t] === INFO) effective[t] = 1;
  };
  let looked = 0;
  for (let k = 0; k < keys.length; k++) {
    const order = longest[k] ?? [];
    looked += order.length + 1;
    if (looked >= PIECE) {
      yield { stage: 'ordering appends', done: k, total: keys.length, steps: looked };
      looked = 0;
    }
    const from = start[k] ?? 0;
    let orphans: Set<Value> | undefined;
    for (let p = 0; p < order.length; p++) {
      const m = writerOf(k, order[p]);
      let repeated = m >= 0 && (place[m] ?? -1) >= 0;
      if (m < 0) {
        orphans ??= new Set();
        const id = keyOf(order[p] ?? null);
        repeated = orphans.has(id);
        orphans.add(id);
      }
      append[from + p] = repeated ? REPEAT : m < 0 ? NOBODY : m;
      if (repeated) duplicated[k] = 1;
      else if (m >= 0) place[m] = p;
      seen(m);
    }
  }

  const readAt = new Int32Array(operations);
  const incompatible = new Uint8Array(operations);
  const places: (Map<Value, number> | undefined)[] = [];
  for (let m = 0; m < operations; m++) {
    if (looked >= PIECE) {
      yield { stage: 'comparing reads', done: m, total: operations, steps: looked };
      looked = 0;
    }
    if (writes[m] === 1 || status[owner[m] ?? 0] !== OK) continue;
    const list = value[m] as readonly Value[] | null; // Checked above.
    if (list === null || list.length === 0) {
      readAt[m] = -1;
      continue;
    }
    const k = key[m] ?? 0;
    const order = longest[k] ?? [];
    looked += list.length;
    const fits = isPrefix(list, order);
    if (fits && duplicated[k] === 0) {
      readAt[m] = list.length - 1;
      continue;
    }
    if (!fits) {
      incompatible[m] = 1;
      for (const element of list) seen(writerOf(k, element));
    }
    places[k] ??= placesOf(order);
    readAt[m] = places[k].get(keyOf(list[list.length - 1] ?? null)) ?? NOWHERE;
  }
  return {
    longest,
    longestBy,
    start,
    append,
    readAt,
    incompatible,
    duplicated,
    effective,
    place,
    writerOf,
  };
}

/**
 * Which micro-operation wrote a value, by key and value. A failed write gives way to another of the
 * same value.
 */
export function* writersByKey(
  columns: Columns,
  verb: string,
): Work<(Map<Value, number> | undefined)[]> {
  const { owner, writes, key, keys, value, status } = columns;
  const writers: (Map<Value, number> | undefined)[] = new Array(keys.length).fill(undefined);
  for (let m = 0; m < owner.length; m++) {
    if (m % PIECE === 0) yield { stage: 'numbering writes', done: m, total: owner.length };
    if (writes[m] === 0) continue;
    const k = key[m] ?? 0;
    const map = (writers[k] ??= new Map());
    const id = keyOf(value[m] ?? null);
    const other = map.get(id);
    if (other !== undefined) {
      if (status[owner[m] ?? 0] === FAIL) continue;
      if (status[owner[other] ?? 0] !== FAIL) throw twice(columns, other, m, verb);
    }
    map.set(id, m);
  }
  return writers;
}

const isPrefix = (list: readonly Value[], order: readonly Value[]): boolean => {
  if (list === order) return true;
  for (let i = list.length - 1; i >= 0; i--) {
    const a = list[i] ?? null;
    const b = order[i] ?? null;
    if (a !== b && keyOf(a) !== keyOf(b)) return false;
  }
  return true;
};

const placesOf = (order: readonly Value[]): Map<Value, number> => {
  const places = new Map<Value, number>();
  for (let p = 0; p < order.length; p++) {
    const id = keyOf(order[p] ?? null);
    if (!places.has(id)) places.set(id, p);
  }
  return places;
};

const twice = (
  { operations, owner, value, key, keys, file }: Columns,
  a: number,
  b: number,
  verb: string,
) => {
  const [one, two] = [operations[owner[a] ?? 0], operations[owner[b] ?? 0]];
  return new InvalidInput(
    `transactions ${one?.index} and ${two?.index} both ${verb} ${say(value[b] ?? null)} to ${say(keys[key[b] ?? 0] ?? null)}`,
    {
      where: { file, line: two?.line },
      hint: 'a read cannot tell them apart: give every write of a key a value of its own',
    },
  );
};

const notList = (
  { operations, owner, value, key, keys, file }: Columns,
  m: number,
): InvalidInput => {
  const operation = operations[owner[m] ?? 0];
  return new InvalidInput(
    `transaction ${operation?.index} reads ${say(keys[key[m] ?? 0] ?? null)} as ${say(value[m] ?? null)}, which is no list`,
    { where: { file, line: operation?.line }, hint: 'for registers use the model rw-register' },
  );
};
