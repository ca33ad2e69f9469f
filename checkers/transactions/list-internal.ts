import { PIECE, type Work } from '../pieces.ts';
import { isArray, keyOf, type Value } from '../value.ts';
import { type Columns } from './columns.ts';
import { type Findings } from './findings.ts';
import { type ListOrders, NOWHERE } from './list-order.ts';
import { repeating } from './micro.ts';
import { say, sayDifference } from './say.ts';

/**
 * What a transaction contradicts by itself: `internal`, a read that does not follow from its own
 * earlier reads and appends (the axiom INT of Cerone, Bernardi & Gotsman 2015), and `future-read`, a
 * read of what it appends later.
 */
export function* findListInternal(columns: Columns, orders: ListOrders, findings: Findings): Work {
  const suspects = repeating(columns);
  for (const [done, t] of suspects.entries()) {
    if (done % PIECE === 0) {
      yield { stage: 'looking into transactions', done, total: suspects.length };
    }
    if (isSound(columns, orders, t)) continue;
    const steps = sizeOf(columns, t);
    yield { stage: 'looking into transactions', done, total: suspects.length, steps };
    const contradiction = internal(columns, t);
    if (contradiction !== undefined) {
      findings.add('internal', () => ({ sentences: [contradiction], transactions: [t] }));
    }
    const ahead = futureRead(columns, t);
    if (ahead !== undefined) {
      findings.add('future-read', () => ({ sentences: [ahead], transactions: [t] }));
    }
  }
}

/** Elements of all that it read. */
const sizeOf = ({ first, value }: Columns, t: number): number => {
  let size = 0;
  for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
    const list = value[m] ?? null;
    size += isArray(list) ? list.length : 1;
  }
  return size;
};

/** Whether the positions of its reads and appends already show that nothing is wrong. */
const isSound = (
  { first, writes, key }: Columns,
  { start, append, readAt, place, incompatible, duplicated }: ListOrders,
  t: number,
): boolean => {
  const from = first[t] ?? 0;
  for (let m = from; m < (first[t + 1] ?? 0); m++) {
    const k = key[m] ?? 0;
    const isRead = writes[m] === 0;
    let at = (isRead ? readAt[m] : place[m]) ?? NOWHERE;
    if (isRead && (at === NOWHERE || incompatible[m] === 1 || duplicated[k] === 1)) return false;
    for (let before = m - 1; before >= from; before--) {
      if (key[before] !== k) continue;
      if (!isRead) {
        if (writes[before] === 0 && at >= 0 && (readAt[before] ?? 0) >= at) return false;
      } else if (writes[before] === 0) {
        if (readAt[before] !== at) return false;
        break;
      } else if (at < 0 || append[(start[k] ?? 0) + at--] !== before) {
        return false;
      }
    }
  }
  return true;
};

/** What the transaction knows of a list: all of it, or only how it ends. */
interface Known {
  readonly whole: boolean;
  readonly list: readonly Value[];
}

const internal = ({ first, writes, key, keys, value }: Columns, t: number): string | undefined => {
  const known = new Map<number, Known>();
  for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
    const k = key[m] ?? 0;
    const before = known.get(k);
    if (writes[m] === 1) {
      const list = [...(before?.list ?? []), value[m] ?? null];
      known.set(k, { whole: before?.whole ?? false, list });
      continue;
    }
    const list = (value[m] ?? []) as readonly Value[]; // Lists were checked when the orders were derived.
    if (before !== undefined && !agrees(before, list)) {
      const [read, expected] = before.whole
        ? sayDifference(list, before.list)
        : [say(list), `[... ${before.list.map(say).join(' ')}]`];
      return `T1 read ${say(keys[k])} as ${read}, but after its own reads and appends it had to be ${expected}.`;
    }
    known.set(k, { whole: true, list });
  }
  return undefined;
};

const agrees = ({ whole, list }: Known, read: readonly Value[]): boolean => {
  const skipped = read.length - list.length;
  if (skipped < 0 || (whole && skipped > 0)) return false;
  return list.every((element, i) => keyOf(element) === keyOf(read[skipped + i] ?? null));
};

const futureRead = (
  { first, writes, key, keys, value }: Columns,
  t: number,
): string | undefined => {
  const read = new Map<number, Set<Value>>();
  for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
    const k = key[m] ?? 0;
    if (writes[m] === 0) {
      let seen = read.get(k);
      if (seen === undefined) read.set(k, (seen = new Set()));
      for (const element of (value[m] ?? []) as readonly Value[]) seen.add(keyOf(element)); // As above.
    } else if (read.get(k)?.has(keyOf(value[m] ?? null)) === true) {
      return `T1 read ${say(value[m])} in ${say(keys[k])} before it appended it.`;
    }
  }
  return undefined;
};
