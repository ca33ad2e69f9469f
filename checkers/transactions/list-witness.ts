import type { Value } from '../value.ts';
import { type Columns, FAIL } from './columns.ts';
import type { Witness } from './explain.ts';
import { RW, WR } from './graph.ts';
import { type ListOrders, NOWHERE } from './list-order.ts';
import { placeOf } from './naming.ts';
import { say, sayPart } from './say.ts';

/** Says why one transaction on lists depends on another. */
export const listWitness =
  (columns: Columns, orders: ListOrders): Witness =>
  (from, to, kind) => {
    const { first, writes, key, keys, value } = columns;
    const within = (t: number, isWrite: boolean): number[] => {
      const found: number[] = [];
      for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
        if ((writes[m] === 1) === isWrite) found.push(m);
      }
      return found;
    };
    const list = (m: number) => (value[m] ?? []) as readonly Value[]; // Reads were checked to be lists.
    for (const b of within(to, kind !== WR)) {
      const k = key[b] ?? 0;
      const x = say(keys[k]);
      for (const a of within(from, kind !== RW)) {
        if (key[a] !== k) continue;
        if (kind === WR) {
          const last = list(b).at(-1);
          if (last === undefined || orders.writerOf(k, last) !== a) continue;
          return {
            key: keys[k],
            because: (f, t) =>
              `${t} read ${x} as ${say(list(b))} and so saw ${f}'s append of ${say(last)}`,
          };
        }
        const place = kind === RW ? orders.readAt[a] : orders.place[a];
        if (place === undefined || place === NOWHERE || (place < 0 && kind !== RW)) continue;
        if (!follows(columns, orders, k, place, b)) continue;
        if (kind === RW) {
          return {
            key: keys[k],
            because: (f, t) =>
              `${f} read ${x} as ${say(list(a))} and did not see ${t}'s append of ${say(value[b])}`,
          };
        }
        const proof = orderProof(columns, orders, a, b);
        return {
          key: keys[k],
          because: (f, t) =>
            `${t} appended ${say(value[b])} to ${x} after ${f} appended ${say(value[a])} (${proof})`,
        };
      }
    }
    throw new Error(`no dependency from transaction ${from} to ${to}`);
  };

/** What shows that one append took effect after another: the longest read, near the two. */
const orderProof = (columns: Columns, orders: ListOrders, a: number, b: number): string => {
  const { operations, owner, key, keys, value } = columns;
  const k = key[a] ?? 0;
  const to = orders.place[b] ?? -1;
  if (to < 0)
    return `no read of ${say(keys[k])} shows ${say(value[b])}, so it came after all that are read`;
  const order = orders.longest[k] ?? [];
  const reader = operations[owner[orders.longestBy[k] ?? 0] ?? 0];
  const where = reader === undefined ? '' : ` at ${placeOf(reader)}`;
  return `process ${say(reader?.process)} read ${sayPart(order, orders.place[a] ?? 0, to)}${where}`;
};

/** Whether no append of another committed transaction stands between the place and the append. */
const follows = (
  columns: Columns,
  orders: ListOrders,
  k: number,
  place: number,
  b: number,
): boolean => {
  const { owner, status } = columns;
  const { start, append, effective, place: places } = orders;
  for (let p = (start[k] ?? 0) + place + 1; p < (start[k + 1] ?? 0); p++) {
    const m = append[p] ?? -1;
    if (m === b) return true;
    if (m >= 0 && effective[owner[m] ?? 0] === 1 && status[owner[m] ?? 0] !== FAIL) return false;
  }
  return (places[b] ?? -1) < 0;
};
