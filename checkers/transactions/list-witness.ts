import { type Columns, OK } from './columns.ts';
import type { Witness } from './explain.ts';
import { show } from './findings.ts';
import { RW, WR } from './graph.ts';
import { type ListOrders, NOWHERE } from './list-order.ts';

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
    const list = (m: number) => (value[m] ?? []) as readonly unknown[]; // Reads were checked to be lists.
    for (const b of within(to, kind !== WR)) {
      const k = key[b] ?? 0;
      const x = show(keys[k]);
      for (const a of within(from, kind !== RW)) {
        if (key[a] !== k) continue;
        if (kind === WR) {
          const last = list(b).at(-1);
          if (last === undefined || orders.writerOf(k, last) !== a) continue;
          return {
            key: keys[k],
            because: (f, t) => `${t} read ${x} as ${show(list(b))} and so saw ${f}'s append of ${show(last)}`,
          };
        }
        const place = kind === RW ? orders.readAt[a] : placeOf(columns, orders, a);
        if (place === undefined || place === NOWHERE) continue;
        if (!follows(columns, orders, k, place, b)) continue;
        if (kind === RW) {
          return {
            key: keys[k],
            because: (f, t) => `${f} read ${x} as ${show(list(a))} and did not see ${t}'s append of ${show(value[b])}`,
          };
        }
        const proof =
          orders.observed[b] === 1
            ? `some transaction read ${show(orders.longest[k] ?? [])}`
            : `nobody who read ${x} saw ${show(value[b])} yet`;
        return {
          key: keys[k],
          because: (f, t) => `${t} appended ${show(value[b])} to ${x} after ${f} appended ${show(value[a])} (${proof})`,
        };
      }
    }
    throw new Error(`no dependency from transaction ${from} to ${to}`);
  };

/** The position of an append in its key's order. */
const placeOf = ({ key }: Columns, { start, append, observed }: ListOrders, m: number) => {
  if (observed[m] !== 1) return undefined;
  const from = start[key[m] ?? 0] ?? 0;
  return append.indexOf(m, from) - from;
};

/** Whether no append of another committed transaction stands between the place and the append. */
const follows = (columns: Columns, orders: ListOrders, k: number, place: number, b: number): boolean => {
  const { owner, status } = columns;
  const { start, append, effective, observed } = orders;
  const end = observed[b] === 1 ? Number.POSITIVE_INFINITY : (start[k + 1] ?? 0);
  for (let p = (start[k] ?? 0) + place + 1; p < (start[k + 1] ?? 0); p++) {
    const m = append[p] ?? -1;
    if (m === b) return true;
    if (m < 0) continue;
    const t = owner[m] ?? 0;
    if (effective[t] === 1 || status[t] === OK) return false;
  }
  return end === (start[k + 1] ?? 0);
};
