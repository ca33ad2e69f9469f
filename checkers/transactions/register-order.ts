import type { Columns } from './columns.ts';
import type { Description } from './findings.ts';
import { circlesOf, explainCircle } from './register-circles.ts';
import {
  byProcess,
  byRealtime,
  followingReads,
  NEEDS_NOTHING,
  type Precedence,
  type Source,
  withInitial,
} from './register-sources.ts';
import type { Versions } from './register-versions.ts';
import type { RegisterOptions } from './types.ts';

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
  const known = new Set<number>();
  const idOf = ({ before, after }: Precedence): number => before * versions.count + after;
  const keyOf = ({ before }: Precedence): number => versions.key[before] ?? 0;
  /** Keys in whose order of writes, and in whose order of reads too, there is a circle. */
  const circular = { writes: new Set<number>(), all: new Set<number>() };
  const add = (more: readonly Precedence[], left: Set<number>): void => {
    const open = more.filter((one) => !left.has(keyOf(one)) && !known.has(idOf(one)));
    if (open.length === 0) return;
    for (const circle of circlesOf(versions, [...order, ...open])) {
      const [first] = circle;
      if (first === undefined) continue;
      for (const set of [left, circular.all]) set.add(keyOf(first));
      found.push({
        source: open[0]?.source ?? 'data',
        describe: () => explainCircle(columns, versions, circle),
      });
    }
    for (const one of open) {
      if (left.has(keyOf(one))) continue;
      order.push(one);
      known.add(idOf(one));
    }
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
