import { type Columns, OK } from './columns.ts';
import type { Touch, Versions } from './register-versions.ts';

/** What an order of versions rests on. */
export type Source = 'data' | 'process' | 'realtime';

/** How much isolation it takes for one version to come before another. */
export const NEEDS_NOTHING = 0;
const NEEDS_READ_COMMITTED = 1;
const NEEDS_SNAPSHOTS = 2;

/** One version comes before another of its key. */
export interface Precedence {
  readonly before: number;
  readonly after: number;
  readonly source: Source;
  readonly needs: 0 | 1 | 2;
  /** The transactions that show it, one twice if it reads and writes; -1 for the initial state. */
  readonly by: readonly [number, number];
}

/** Completed transactions that a later one is compared with: the latest, if more ran at once. */
const FRONTIER_MAX = 64;

/** Gathers precedences of one source, each once, with the least that it needs. */
class Gathering {
  readonly #known = new Map<number, Precedence>();
  readonly #versions: number;
  readonly #source: Source;

  constructor({ count }: Versions, source: Source) {
    this.#versions = count;
    this.#source = source;
  }

  /** What the first transaction last saw of a key comes before what the second one met. */
  add(one: Touch, other: Touch): void {
    const before = one.wrote >= 0 ? one.wrote : one.read;
    const after = other.read >= 0 ? other.read : other.wrote;
    if (before === after) return;
    const needs =
      other.read >= 0 ? NEEDS_SNAPSHOTS : one.wrote >= 0 ? NEEDS_NOTHING : NEEDS_READ_COMMITTED;
    const id = before * this.#versions + after;
    const known = this.#known.get(id);
    if (known !== undefined && known.needs <= needs) return;
    const by = [one.transaction, other.transaction] as const;
    this.#known.set(id, { before, after, source: this.#source, needs, by });
  }

  order(): Precedence[] {
    return [...this.#known.values()];
  }
}

/** A transaction that reads a version and writes another puts the second after the first. */
export const followingReads = ({ touches }: Versions): Precedence[] =>
  touches
    .filter(({ read, wrote }) => read >= 0 && wrote >= 0 && read !== wrote)
    .map(({ transaction, read, wrote }) => ({
      before: read,
      after: wrote,
      source: 'data',
      needs: NEEDS_READ_COMMITTED,
      by: [transaction, transaction],
    }));

/** Puts the initial version before those of which nothing else is known to come before. */
export const withInitial = (versions: Versions, order: readonly Precedence[]): Precedence[] => {
  const { key, initial, touches } = versions;
  const known = new Set(order.map(({ after }) => after));
  const roots = new Set(touches.flatMap(({ read, wrote }) => [read, wrote]));
  const first: Precedence[] = [];
  for (const after of roots) {
    if (after < 0 || known.has(after)) continue;
    const before = initial[key[after] ?? 0] ?? 0;
    if (before === after || versions.writer[after] === -1) continue;
    first.push({ before, after, source: 'data', needs: NEEDS_NOTHING, by: [-1, -1] });
  }
  return [...first, ...order];
};

/** By the order of each process. */
export const byProcess = (
  { count, process, processes, status }: Columns,
  versions: Versions,
): Precedence[] => {
  const last: Map<number, Touch>[] = Array.from({ length: processes }, () => new Map());
  const found = new Gathering(versions, 'process');
  for (let t = 0; t < count; t++) {
    const latest = last[process[t] ?? 0];
    for (let i = versions.touched[t] ?? 0; i < (versions.touched[t + 1] ?? 0); i++) {
      const touch = versions.touches[i] as Touch; // The range lies within.
      const before = latest?.get(touch.key);
      if (before !== undefined) found.add(before, touch);
      if (status[t] === OK) latest?.set(touch.key, touch);
    }
  }
  return found.order();
};

/** By the frontier of each key: the completed transactions that no other completed one follows. */
export const byRealtime = (columns: Columns, versions: Versions): Precedence[] => {
  const { timeline, operations, keys, status } = columns;
  const frontiers: Touch[][] = keys.map(() => []);
  const found = new Gathering(versions, 'realtime');
  for (const moment of timeline) {
    if (moment < 0) continue;
    const t = moment >> 1;
    const begun = operations[t]?.invokedAt ?? 0;
    for (let i = versions.touched[t] ?? 0; i < (versions.touched[t + 1] ?? 0); i++) {
      const touch = versions.touches[i] as Touch; // The range lies within.
      const frontier = frontiers[touch.key] ?? [];
      if ((moment & 1) === 0) {
        for (const before of frontier) found.add(before, touch);
      } else if (status[t] === OK) {
        const rest = frontier.filter(({ transaction }) => {
          return (operations[transaction]?.completedAt ?? 0) > begun;
        });
        frontiers[touch.key] = [...rest.slice(1 - FRONTIER_MAX), touch];
      }
    }
  }
  return found.order();
};
