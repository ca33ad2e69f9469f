import { type Columns, OK } from './columns.ts';
import { type Description, say } from './findings.ts';
import { GraphBuilder } from './graph.ts';
import type { Touch, Versions } from './register-versions.ts';
import { components } from './scc.ts';
import type { RegisterOptions } from './types.ts';

/** What an order of versions rests on. */
export type Source = 'data' | 'process' | 'realtime';

/** How much isolation it takes for one version to come before another. */
export const NEEDS_NOTHING = 0;
export const NEEDS_READ_COMMITTED = 1;
export const NEEDS_SNAPSHOTS = 2;

/** One version comes before another of its key. */
export interface Precedence {
  readonly before: number;
  readonly after: number;
  readonly source: Source;
  readonly needs: 0 | 1 | 2;
  /** The transactions that show it, one twice if it reads and writes; -1 for the initial state. */
  readonly by: readonly [number, number];
}

/** Versions of a key that would each have to come before the next. */
export interface Circle {
  /** What closes it. */
  readonly source: Source;
  readonly describe: () => Description;
}

/**
 * Derives as much of each register's order of versions as can be known.
 *
 * From data: the initial state comes first; a transaction that reads a version and writes another
 * puts the second after the first (writes follow reads; any history in which it is not so has a G1c
 * cycle). From process and real time order: what a transaction last read or wrote comes before what a
 * later one first reads or writes. That holds wherever sessions, or real time, are respected at all,
 * so it counts for the -process and -realtime anomalies only, unless `sequentialKeys` or
 * `linearizableKeys` say that it holds anyway.
 *
 * Orders that put versions of a key in a circle are left out for that key, and told beside the rest.
 */
export const versionOrder = (
  columns: Columns,
  versions: Versions,
  options: RegisterOptions,
): { readonly order: Precedence[]; readonly circles: readonly Circle[] } => {
  const process = byProcess(columns, versions);
  const realtime = byRealtime(columns, versions);
  const data = [
    ...followingReads(versions),
    ...(options.sequentialKeys === true ? assumed(process) : []),
    ...(options.linearizableKeys === true ? assumed(realtime) : []),
  ];
  const order: Precedence[] = [];
  const found: Circle[] = [];
  const keyOf = ({ before }: Precedence): number => versions.key[before] ?? 0;
  /** Keys in whose order of writes, and in whose order of reads too, there is a circle. */
  const circular = { writes: new Set<number>(), all: new Set<number>() };
  const add = (more: readonly Precedence[], left: Set<number>): void => {
    const open = more.filter((one) => !left.has(keyOf(one)));
    for (const circle of circlesOf(versions, [...order, ...open])) {
      const [first] = circle;
      if (first === undefined) continue;
      for (const set of [left, circular.all]) set.add(keyOf(first));
      found.push({
        source: open[0]?.source ?? 'data',
        describe: () => explainCircle(columns, versions, circle),
      });
    }
    for (const one of open) if (!left.has(keyOf(one))) order.push(one);
  };
  add(withInitial(versions, data), circular.writes);
  for (const time of [process, realtime]) {
    add(time.filter(isFree), circular.writes);
    add(
      time.filter((one) => !isFree(one)),
      circular.all,
    );
  }
  return { order, circles: found };
};

/** Writes in order of time: any model that respects that time orders their versions so. */
const isFree = ({ needs }: Precedence): boolean => needs === NEEDS_NOTHING;

const assumed = (order: readonly Precedence[]): Precedence[] =>
  order.map((one) => ({ ...one, source: 'data', needs: NEEDS_NOTHING }));

const followingReads = ({ touches }: Versions): Precedence[] =>
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
const withInitial = (versions: Versions, order: readonly Precedence[]): Precedence[] => {
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

const shown = (touch: Touch): number => (touch.wrote >= 0 ? touch.wrote : touch.read);
const met = (touch: Touch): number => (touch.read >= 0 ? touch.read : touch.wrote);

const precedence = (one: Touch, other: Touch, source: Source): Precedence[] => {
  const before = shown(one);
  const after = met(other);
  if (before === after) return [];
  const needs =
    other.read >= 0 ? NEEDS_SNAPSHOTS : one.wrote >= 0 ? NEEDS_NOTHING : NEEDS_READ_COMMITTED;
  return [{ before, after, source, needs, by: [one.transaction, other.transaction] }];
};

const byProcess = (
  { count, process, processes, status }: Columns,
  versions: Versions,
): Precedence[] => {
  const last: Map<number, Touch>[] = Array.from({ length: processes }, () => new Map());
  const order: Precedence[] = [];
  for (let t = 0; t < count; t++) {
    const latest = last[process[t] ?? 0];
    for (let i = versions.touched[t] ?? 0; i < (versions.touched[t + 1] ?? 0); i++) {
      const touch = versions.touches[i] as Touch; // The range lies within.
      const before = latest?.get(touch.key);
      if (before !== undefined) order.push(...precedence(before, touch, 'process'));
      if (status[t] === OK) latest?.set(touch.key, touch);
    }
  }
  return order;
};

/** By the frontier of each key: the completed transactions that no other completed one follows. */
const byRealtime = (columns: Columns, versions: Versions): Precedence[] => {
  const { timeline, operations, keys, status } = columns;
  const frontiers: Touch[][] = keys.map(() => []);
  const order: Precedence[] = [];
  for (const moment of timeline) {
    if (moment < 0) continue;
    const t = moment >> 1;
    const begun = operations[t]?.invokedAt ?? 0;
    for (let i = versions.touched[t] ?? 0; i < (versions.touched[t + 1] ?? 0); i++) {
      const touch = versions.touches[i] as Touch; // The range lies within.
      const frontier = frontiers[touch.key] ?? [];
      if ((moment & 1) === 0) {
        for (const before of frontier) order.push(...precedence(before, touch, 'realtime'));
      } else if (status[t] === OK) {
        const rest = frontier.filter((other) => {
          const completed = operations[other.transaction]?.completedAt ?? 0;
          return completed > begun;
        });
        frontiers[touch.key] = [...rest, touch];
      }
    }
  }
  return order;
};

/** One short circle of versions for each tangle of them. */
const circlesOf = (versions: Versions, order: readonly Precedence[]): Precedence[][] => {
  const builder = new GraphBuilder(versions.count);
  for (const { before, after } of order) builder.link(before, after, 0);
  const { of, tangled } = components(builder.build(), -1);
  const knotted = new Set(tangled.map(([version]) => of[version ?? 0]));
  const from = new Map<number, Precedence[]>();
  for (const one of order) {
    if (of[one.before] !== of[one.after] || !knotted.has(of[one.before])) continue;
    const list = from.get(one.before);
    if (list === undefined) from.set(one.before, [one]);
    else list.push(one);
  }
  return tangled.map(([version]) => circleFrom(version ?? 0, from));
};

const circleFrom = (start: number, from: ReadonlyMap<number, readonly Precedence[]>) => {
  const reached = new Map<number, Precedence>();
  const frontier = [start];
  for (const version of frontier) {
    for (const one of from.get(version) ?? []) {
      if (reached.has(one.after)) continue;
      reached.set(one.after, one);
      frontier.push(one.after);
    }
  }
  const circle: Precedence[] = [];
  let version = start;
  do {
    const one = reached.get(version);
    if (one === undefined) break;
    circle.unshift(one);
    version = one.before;
  } while (version !== start);
  return circle;
};

const explainCircle = (
  columns: Columns,
  { key, value }: Versions,
  circle: readonly Precedence[],
): Description => {
  const shownIn = [...new Set(circle.flatMap(({ by }) => by))].filter((t) => t >= 0);
  const name = (t: number): string => `T${shownIn.indexOf(t) + 1}`;
  const x = say(columns.keys[key[circle[0]?.before ?? 0] ?? 0]);
  const sentences = circle.map(({ before, after, by: [one, other] }, i) => {
    const why =
      one < 0
        ? 'it is the initial state'
        : one === other
          ? `${name(one)} read the first and wrote the second`
          : `${name(one)} saw or wrote the first before ${name(other)} came to the second`;
    const last = i === circle.length - 1;
    return `${last ? 'However, ' : ''}${x} was ${say(value[before])} before it was ${say(value[after])}, because ${why}${last ? ': a circle' : ''}.`;
  });
  return { text: sentences.join('\n'), transactions: shownIn };
};
