import { PIECE, type Work } from '../pieces.ts';
import { type Columns, OK } from './columns.ts';
import { Pairs } from './pairs.ts';
import {
  NEEDS_NOTHING,
  NEEDS_READ_COMMITTED,
  NEEDS_SNAPSHOTS,
  Precedences,
  type Source,
} from './precedences.ts';
import type { Touch, Versions } from './register-versions.ts';

/** A read of what may have been there at any time. @see Versions.silent */
const isTimeless = ({ read, wrote }: Touch, { silent }: Versions): boolean =>
  wrote < 0 && silent.has(read);

/** Completed transactions that a later one is compared with: the latest, if more ran at once. */
const FRONTIER_MAX = 64;

/** Gathers precedences of one source, each once, with the least that it needs. */
class Gathering {
  readonly order = new Precedences();
  readonly #pairs = new Pairs();
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  /** What the first transaction last saw of a key comes before what the second one met. */
  add(one: Touch, other: Touch): void {
    const before = one.wrote >= 0 ? one.wrote : one.read;
    const after = other.read >= 0 ? other.read : other.wrote;
    if (before === after) return;
    const needs =
      other.read >= 0 ? NEEDS_SNAPSHOTS : one.wrote >= 0 ? NEEDS_NOTHING : NEEDS_READ_COMMITTED;
    const at = this.#pairs.add(before, after);
    const isNew = at === this.order.size;
    if (!isNew && this.order.needs(at) <= needs) return;
    const by = [one.transaction, other.transaction] as const;
    const precedence = { before, after, source: this.#source, needs, by } as const;
    if (isNew) this.order.add(precedence);
    else this.order.set(at, precedence);
  }
}

/** A transaction that reads a version and writes another puts the second after the first. */
export const followingReads = ({ touches }: Versions): Precedences => {
  const order = new Precedences();
  for (const { transaction, read, wrote } of touches) {
    if (read < 0 || wrote < 0 || read === wrote) continue;
    const by = [transaction, transaction] as const;
    order.add({ before: read, after: wrote, source: 'data', needs: NEEDS_READ_COMMITTED, by });
  }
  return order;
};

/** The initial version, before those of which nothing else is known to come before. */
export const initialFirst = (versions: Versions, order: Precedences): Precedences => {
  const { key, initial, touches } = versions;
  const isPlaced = new Uint8Array(versions.count);
  for (let i = 0; i < order.size; i++) isPlaced[order.after(i)] = 1;
  const first = new Precedences();
  const place = (after: number): void => {
    if (after < 0 || isPlaced[after] === 1) return;
    isPlaced[after] = 1;
    const before = initial[key[after] ?? 0] ?? 0;
    if (before === after || versions.writer[after] === -1) return;
    first.add({ before, after, source: 'data', needs: NEEDS_NOTHING, by: [-1, -1] });
  };
  for (const { read, wrote } of touches) {
    place(read);
    place(wrote);
  }
  return first;
};

/** By the order of each process. @param trusted whether keys are known to keep to it */
export function* byProcess(
  { count, process, processes, status }: Columns,
  versions: Versions,
  trusted: boolean,
): Work<Precedences> {
  const last: Map<number, Touch>[] = Array.from({ length: processes }, () => new Map());
  const found = new Gathering('process');
  for (let t = 0; t < count; t++) {
    if (t % PIECE === 0) yield { stage: 'following each process', done: t, total: count };
    const latest = last[process[t] ?? 0];
    for (let i = versions.touched[t] ?? 0; i < (versions.touched[t + 1] ?? 0); i++) {
      const touch = versions.touches[i] as Touch; // The range lies within.
      if (!trusted && isTimeless(touch, versions)) continue;
      const before = latest?.get(touch.key);
      if (before !== undefined) found.add(before, touch);
      if (status[t] === OK) latest?.set(touch.key, touch);
    }
  }
  return found.order;
}

/**
 * By the frontier of each key: the completed transactions that no other completed one follows.
 *
 * @param trusted whether keys are known to keep to real time
 */
export function* byRealtime(
  columns: Columns,
  versions: Versions,
  trusted: boolean,
): Work<Precedences> {
  const { timeline, operations, keys, status } = columns;
  const frontiers: Touch[][] = keys.map(() => []);
  const found = new Gathering('realtime');
  const total = timeline.length;
  for (let at = 0; at < total; at++) {
    if (at % PIECE === 0) yield { stage: 'following real time', done: at, total };
    const moment = timeline[at] ?? -1;
    if (moment < 0) continue;
    const t = moment >> 1;
    const begun = operations[t]?.invokedAt ?? 0;
    for (let i = versions.touched[t] ?? 0; i < (versions.touched[t + 1] ?? 0); i++) {
      const touch = versions.touches[i] as Touch; // The range lies within.
      if (!trusted && isTimeless(touch, versions)) continue;
      const frontier = frontiers[touch.key] ?? [];
      if ((moment & 1) === 0) {
        for (const before of frontier) found.add(before, touch);
      } else if (status[t] === OK) {
        let kept = 0;
        for (const before of frontier) {
          if ((operations[before.transaction]?.completedAt ?? 0) <= begun) continue;
          frontier[kept++] = before;
        }
        frontier.length = kept;
        if (kept === FRONTIER_MAX) frontier.shift();
        frontier.push(touch);
      }
    }
  }
  return found.order;
}
