import { PIECE, type Work } from '../pieces.ts';
import type { Columns } from './columns.ts';
import type { Description } from './findings.ts';
import { Pairs } from './pairs.ts';
import { NEEDS_NOTHING, Precedences, type Source } from './precedences.ts';
import { circlesOf, explainCircle } from './register-circles.ts';
import { byProcess, byRealtime, followingReads, initialFirst } from './register-sources.ts';
import type { Versions } from './register-versions.ts';
import { roomFor } from './scc.ts';
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
export function* versionOrder(
  columns: Columns,
  versions: Versions,
  options: RegisterOptions,
): Work<{ readonly order: Precedences; readonly circles: readonly Circle[] }> {
  const process = yield* byProcess(columns, versions, options.sequentialKeys === true);
  const realtime = yield* byRealtime(columns, versions, options.linearizableKeys === true);
  const data = followingReads(versions);
  for (const [time, isTrusted] of [
    [process, options.sequentialKeys],
    [realtime, options.linearizableKeys],
  ] as const) {
    if (isTrusted !== true) continue;
    for (let i = 0; i < time.size; i++) {
      data.add({ ...time.at(i), source: 'data', needs: NEEDS_NOTHING });
    }
  }
  const order = new Precedences();
  const room = roomFor(versions.count);
  const found: Circle[] = [];
  const known = new Pairs();
  const keyOf = (of: Precedences, i: number): number => versions.key[of.before(i)] ?? 0;
  /** Keys in whose order of writes, and in whose order of reads too, there is a circle. */
  const circular = { writes: new Set<number>(), all: new Set<number>() };
  function* add(more: Precedences, isMeant: (i: number) => boolean, left: Set<number>): Work {
    const open: number[] = [];
    for (let i = 0; i < more.size; i++) {
      if (i % PIECE === 0) yield { stage: 'ordering versions', done: i, total: more.size };
      if (!isMeant(i) || left.has(keyOf(more, i)) || known.has(more.before(i), more.after(i)))
        continue;
      open.push(i);
    }
    const [first] = open;
    if (first === undefined) return;
    const source = more.source(first);
    for (const circle of yield* circlesOf(versions, order, more, open, room)) {
      const key = versions.key[circle[0]?.before ?? 0] ?? 0;
      for (const set of [left, circular.all]) set.add(key);
      found.push({ source, describe: () => explainCircle(columns, versions, circle) });
    }
    for (const [done, i] of open.entries()) {
      if (done % PIECE === 0) yield { stage: 'ordering versions', done, total: open.length };
      if (left.has(keyOf(more, i))) continue;
      order.add(more.at(i));
      known.add(more.before(i), more.after(i));
    }
  }
  const first = initialFirst(versions, data);
  for (let i = 0; i < data.size; i++) first.add(data.at(i));
  yield* add(first, () => true, circular.writes);
  // Writes in order of time: any model that respects that time orders their versions so.
  for (const time of [process, realtime]) {
    yield* add(time, (i) => time.needs(i) === NEEDS_NOTHING, circular.writes);
    yield* add(time, (i) => time.needs(i) !== NEEDS_NOTHING, circular.all);
  }
  return { order, circles: found };
}
