import { PIECE, type Work } from '../pieces.ts';
import { keyOf, type Value } from '../value.ts';
import { type Columns, FAIL, INFO, OK } from './columns.ts';
import { type Findings } from './findings.ts';
import { type ListOrders, NOWHERE } from './list-order.ts';
import { intermediateWrites } from './micro.ts';
import { say, sayDifference, sayPart } from './say.ts';

/**
 * What is wrong with lists apart from cycles: aborted, intermediate and garbage reads, duplicate
 * elements, incompatible orders, dirty and lost updates.
 */
export function* findListAnomalies(columns: Columns, orders: ListOrders, findings: Findings): Work {
  yield* findDirtyUpdates(columns, orders, findings);
  yield* findBadReads(columns, orders, findings);
  yield* findLostUpdates(columns, orders, findings);
}

/** By key, the first position that holds an element of an aborted append, and of none at all. */
const firstBad = ({ keys, owner, status }: Columns, { start, append }: ListOrders): Int32Array => {
  const first = new Int32Array(keys.length).fill(-1);
  for (let k = 0; k < keys.length; k++) {
    const from = start[k] ?? 0;
    for (let p = from; p < (start[k + 1] ?? 0); p++) {
      const m = append[p] ?? -1;
      if (m >= 0 && status[owner[m] ?? 0] !== FAIL) continue;
      first[k] = p - from;
      break;
    }
  }
  return first;
};

function* findBadReads(columns: Columns, orders: ListOrders, findings: Findings): Work {
  const { owner, writes, key, keys, value, status } = columns;
  const { longest, longestBy, start, append, readAt, incompatible, duplicated, writerOf } = orders;
  const bad = firstBad(columns, orders);
  const intermediate = intermediateWrites(columns);
  const clashing = new Set<number>();
  let looked = 0;
  for (let m = 0; m < owner.length; m++) {
    looked += 1;
    if (looked >= PIECE) {
      yield { stage: 'looking for bad reads', done: m, total: owner.length, steps: looked };
      looked = 0;
    }
    const t = owner[m] ?? 0;
    if (writes[m] === 1 || status[t] !== OK) continue;
    const p = readAt[m] ?? -1;
    if (p === -1) continue;
    const list = value[m] as readonly Value[]; // Not empty, so it is a list.
    const k = key[m] ?? 0;
    const x = say(keys[k]);
    const suspect = incompatible[m] === 1 || duplicated[k] === 1;
    const badAt = bad[k] ?? -1;
    if (suspect || (badAt >= 0 && badAt < list.length)) {
      readElements(columns, orders, m, list, findings);
      looked += list.length;
    }
    if (incompatible[m] === 1 && !clashing.has(k)) {
      clashing.add(k);
      const other = owner[longestBy[k] ?? 0] ?? 0;
      findings.add('incompatible-order', () => {
        const [one, two] = sayDifference(list, longest[k] ?? []);
        const again = other === t ? 'and also as' : 'but T2 read it as';
        return {
          sentences: [
            `T1 read ${x} as ${one}, ${again} ${two}: no single order of appends leads to both.`,
          ],
          transactions: other === t ? [t] : [t, other],
        };
      });
    }
    const lastAppend =
      p === NOWHERE ? writerOf(k, list[list.length - 1]) : (append[(start[k] ?? 0) + p] ?? -1);
    if (lastAppend >= 0 && intermediate[lastAppend] === 1 && owner[lastAppend] !== t) {
      findings.add('G1b', () => ({
        sentences: [
          `T2 read ${x} as ${say(list)}, which T1 left behind for a moment only: T1 appended more to ${x} after ${say(list[list.length - 1])}.`,
        ],
        transactions: [owner[lastAppend] ?? 0, t],
      }));
    }
  }
}

/** Looks at each element of a read of which something is already known to be wrong. */
const readElements = (
  columns: Columns,
  { writerOf }: ListOrders,
  m: number,
  list: readonly Value[],
  findings: Findings,
): void => {
  const { owner, key, keys, status } = columns;
  const k = key[m] ?? 0;
  const x = say(keys[k]);
  const reader = owner[m] ?? 0;
  const seen = new Set<Value>();
  for (const [i, element] of list.entries()) {
    const near = (): string => sayPart(list, Math.max(0, i - 2), i + 2);
    const id = keyOf(element);
    if (seen.has(id)) {
      findings.add('duplicate-elements', () => ({
        sentences: [
          `T1 read ${x} as ${near()}: ${say(element)} is there for the second time, but was appended once at most.`,
        ],
        transactions: [reader],
      }));
      continue;
    }
    seen.add(id);
    const w = writerOf(k, element);
    if (w < 0) {
      findings.add('garbage-read', () => ({
        sentences: [`T1 read ${say(element)} in ${x}, which no transaction appended.`],
        transactions: [reader],
      }));
    } else if (status[owner[w] ?? 0] === FAIL) {
      findings.add('G1a', () => ({
        sentences: [`T2 read ${x} as ${near()}, but T1, which appended ${say(element)}, aborted.`],
        transactions: [owner[w] ?? 0, reader],
      }));
    }
  }
};

/** A committed append on top of an aborted one. What crashed in between says nothing either way. */
function* findDirtyUpdates(
  columns: Columns,
  { start, append }: ListOrders,
  findings: Findings,
): Work {
  const { owner, keys, value, status } = columns;
  let looked = 0;
  for (let k = 0; k < keys.length; k++) {
    let aborted = -1;
    looked += (start[k + 1] ?? 0) - (start[k] ?? 0) + 1;
    if (looked >= PIECE) {
      yield { stage: 'looking for dirty updates', done: k, total: keys.length, steps: looked };
      looked = 0;
    }
    for (let p = start[k] ?? 0; p < (start[k + 1] ?? 0); p++) {
      const m = append[p] ?? -1;
      if (m < 0) continue;
      const type = status[owner[m] ?? 0];
      if (type === FAIL) {
        if (aborted < 0) aborted = m;
      } else if (type !== INFO) {
        const dirty = aborted;
        aborted = -1;
        if (dirty < 0) continue;
        findings.add('dirty-update', () => ({
          sentences: [
            `T2 appended ${say(value[m])} to ${say(keys[k])} on top of T1's ${say(value[dirty])}, but T1 aborted.`,
          ],
          transactions: [owner[dirty] ?? 0, owner[m] ?? 0],
        }));
      }
    }
  }
}

/** Two committed transactions read one version of a key and both went on to append to it. */
function* findLostUpdates(
  columns: Columns,
  { start, readAt }: ListOrders,
  findings: Findings,
): Work {
  const { count, first, writes, key, keys, value, status } = columns;
  // One place for each version of each key, the empty one included.
  const updater = new Int32Array((start[keys.length] ?? 0) + keys.length).fill(-1);
  const readBy = new Int32Array(keys.length).fill(-1);
  const wroteBy = new Int32Array(keys.length).fill(-1);
  const readOf = new Int32Array(keys.length);
  for (let t = 0; t < count; t++) {
    if (t % PIECE === 0) yield { stage: 'looking for lost updates', done: t, total: count };
    if (status[t] !== OK) continue;
    for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
      const k = key[m] ?? 0;
      if (writes[m] === 0) {
        if (readBy[k] === t || wroteBy[k] === t) continue;
        readBy[k] = t;
        readOf[k] = m;
        continue;
      }
      if (wroteBy[k] === t) continue;
      wroteBy[k] = t;
      if (readBy[k] !== t) continue;
      const read = readOf[k] ?? 0;
      const p = readAt[read] ?? NOWHERE;
      if (p === NOWHERE) continue;
      const place = (start[k] ?? 0) + k + p + 1;
      const other = updater[place] ?? -1;
      if (other < 0) {
        updater[place] = t;
        continue;
      }
      findings.add('lost-update', () => ({
        sentences: [
          `T1 and T2 both read ${say(keys[k])} as ${say(value[read] ?? [])} and both appended to it: one of the two worked from a state that was no longer there.`,
        ],
        transactions: [other, t],
      }));
    }
  }
}
