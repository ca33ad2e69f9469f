import { type Columns, FAIL } from './columns.ts';
import { type GraphBuilder, PASS, RW, WR, WW } from './graph.ts';
import { type ListOrders, NOWHERE } from './list-order.ts';

/** Above this many edges more than nodes, readers and writers of a key meet at helpers instead. */
const DIRECT_MAX = 256;

/**
 * The dependencies between transactions on lists (Kingsbury & Alvaro 2020, after Adya 1999): ww from
 * each append to the next of its key, wr from an append to the reads that end with it, rw from a read
 * to the append that came next. Appends that nobody read come after all that were read. What aborted
 * has no place in the order.
 */
export const linkLists = (columns: Columns, orders: ListOrders, builder: GraphBuilder): void => {
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
  for (let m = 0; m < owner.length; m++) {
    if (!isRead(m)) continue;
    const t = owner[m] ?? 0;
    const k = key[m] ?? 0;
    const p = readAt[m] ?? 0;
    if (p !== -1) {
      let w = -1;
      if (p === NOWHERE) {
        const list = value[m] as readonly unknown[]; // Whatever ends somewhere is a list.
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
    if (!isRead(m) || readAt[m] === NOWHERE) continue;
    const k = key[m] ?? 0;
    const appends = unread[k];
    if (appends === undefined || after(m) >= 0) continue;
    const t = owner[m] ?? 0;
    const readers = tails[k] ?? 0;
    if (readers * appends.length <= readers + 3 * appends.length + DIRECT_MAX) {
      for (const w of appends) if (w !== t) builder.link(t, w, RW);
    } else {
      fans[k] ??= new Fan(appends, builder);
      fans[k].link(t, builder);
    }
  }
};

/** Links each version of a key to the next; gives the next writer by position and the last by key. */
const linkVersions = (columns: Columns, { start, append, effective }: ListOrders, builder: GraphBuilder) => {
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
const unreadAppends = (columns: Columns, { observed, effective }: ListOrders) => {
  const { owner, writes, key } = columns;
  const unread: (number[] | undefined)[] = [];
  for (let m = 0; m < owner.length; m++) {
    const t = owner[m] ?? 0;
    if (writes[m] === 0 || observed[m] === 1 || effective[t] === 0) continue;
    const k = key[m] ?? 0;
    const appends = (unread[k] ??= []);
    // A transaction's micro-operations stand together.
    if (appends[appends.length - 1] !== t) appends.push(t);
  }
  return unread;
};

/**
 * All edges from many readers to many appenders, none from a transaction to itself: by helpers of
 * which one chain reaches the first i appenders and the other all from the i-th on.
 */
class Fan {
  readonly #place = new Map<number, number>();
  readonly #heads: number[] = [];
  readonly #tails: number[] = [];

  constructor(appends: readonly number[], builder: GraphBuilder) {
    for (const [i, t] of appends.entries()) {
      this.#place.set(t, i);
      const head = builder.node();
      builder.link(head, t, PASS);
      if (i > 0) builder.link(head, this.#heads[i - 1] ?? 0, PASS);
      this.#heads.push(head);
      const tail = builder.node();
      builder.link(tail, t, PASS);
      if (i > 0) builder.link(this.#tails[i - 1] ?? 0, tail, PASS);
      this.#tails.push(tail);
    }
  }

  link(reader: number, builder: GraphBuilder): void {
    const place = this.#place.get(reader);
    const before = place === undefined ? undefined : this.#heads[place - 1];
    const from = this.#tails[place === undefined ? 0 : place + 1];
    if (before !== undefined) builder.link(reader, before, RW);
    if (from !== undefined) builder.link(reader, from, RW);
  }
}
