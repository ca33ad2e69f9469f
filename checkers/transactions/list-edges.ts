import { PIECE, type Work } from '../pieces.ts';
import type { Value } from '../value.ts';
import { type Columns, FAIL } from './columns.ts';
import { Fan } from './fan.ts';
import { type GraphBuilder, RW, WR, WW } from './graph.ts';
import { type ListOrders, NOWHERE } from './list-order.ts';

/**
 * The dependencies between transactions on lists (Kingsbury & Alvaro 2020, after Adya 1999): ww from
 * each append to the next of its key, wr from an append to the reads that end with it, rw from a read
 * to the append that came next. Appends that nobody read come after all that were read. What aborted
 * has no place in the order.
 */
export function* linkLists(columns: Columns, orders: ListOrders, builder: GraphBuilder): Work {
  const { owner, writes, key, keys, value, status } = columns;
  const { start, append, readAt, effective } = orders;
  const { next, last } = linkVersions(columns, orders, builder);
  const unread = unreadAppends(columns, orders);
  const tails = new Int32Array(keys.length);
  /** The transaction that appended next after the read, or -1. */
  const after = (m: number): number => {
    const k = key[m] ?? 0;
    const p = (start[k] ?? 0) + (readAt[m] ?? 0) + 1;
    return p < (start[k + 1] ?? 0) ? (next[p] ?? -1) : -1;
  };
  const isRead = (m: number): boolean => writes[m] === 0 && status[owner[m] ?? 0] === 0;

  for (let k = 0; k < keys.length; k++) {
    const before = last[k] ?? -1;
    if (before < 0) continue;
    for (const t of unread[k] ?? []) if (t !== before) builder.link(before, t, WW);
  }
  const total = 2 * owner.length;
  for (let m = 0; m < owner.length; m++) {
    if (m % PIECE === 0) yield { stage: 'linking transactions', done: m, total };
    if (!isRead(m)) continue;
    const t = owner[m] ?? 0;
    const k = key[m] ?? 0;
    const p = readAt[m] ?? 0;
    if (p !== -1) {
      let w = -1;
      if (p === NOWHERE) {
        const list = value[m] as readonly Value[]; // Whatever ends somewhere is a list.
        w = orders.writerOf(k, list[list.length - 1]);
      } else {
        w = append[(start[k] ?? 0) + p] ?? -1;
      }
      const writer = w < 0 ? -1 : (owner[w] ?? -1);
      if (writer >= 0 && writer !== t && effective[writer] === 1) builder.link(writer, t, WR);
      if (p === NOWHERE) continue;
    }
    const overwriter = after(m);
    if (overwriter >= 0) {
      if (overwriter !== t) builder.link(t, overwriter, RW);
    } else {
      tails[k] = (tails[k] ?? 0) + 1;
    }
  }
  const fans: (Fan | undefined)[] = [];
  for (let m = 0; m < owner.length; m++) {
    if (m % PIECE === 0) yield { stage: 'linking transactions', done: owner.length + m, total };
    if (!isRead(m) || readAt[m] === NOWHERE) continue;
    const k = key[m] ?? 0;
    const appends = unread[k];
    if (appends === undefined || after(m) >= 0) continue;
    const t = owner[m] ?? 0;
    fans[k] ??= new Fan(tails[k] ?? 0, appends, builder);
    fans[k].link(t, RW);
  }
}

/** Links each version of a key to the next; gives the next writer by position and the last by key. */
const linkVersions = (
  columns: Columns,
  { start, append, effective }: ListOrders,
  builder: GraphBuilder,
) => {
  const { owner, keys, status } = columns;
  const next = new Int32Array(append.length);
  const last = new Int32Array(keys.length).fill(-1);
  for (let k = 0; k < keys.length; k++) {
    let later = -1;
    for (let p = (start[k + 1] ?? 0) - 1; p >= (start[k] ?? 0); p--) {
      const m = append[p] ?? -1;
      const t = m < 0 ? -1 : (owner[m] ?? -1);
      if (t >= 0 && effective[t] === 1 && status[t] !== FAIL) {
        if (later < 0) last[k] = t;
        else if (later !== t) builder.link(t, later, WW);
        later = t;
      }
      next[p] = later;
    }
  }
  return { next, last };
};

/** By key, the transactions that took effect with an append which nobody read, each once. */
const unreadAppends = (columns: Columns, { place, effective }: ListOrders) => {
  const { owner, writes, key } = columns;
  const unread: (number[] | undefined)[] = [];
  for (let m = 0; m < owner.length; m++) {
    const t = owner[m] ?? 0;
    if (writes[m] === 0 || (place[m] ?? -1) >= 0 || effective[t] === 0) continue;
    const k = key[m] ?? 0;
    const appends = (unread[k] ??= []);
    // A transaction's micro-operations stand together.
    if (appends[appends.length - 1] !== t) appends.push(t);
  }
  return unread;
};
