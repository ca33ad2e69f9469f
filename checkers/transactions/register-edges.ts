import { PIECE, type Work } from '../pieces.ts';
import type { Columns } from './columns.ts';
import { Fan } from './fan.ts';
import {
  type GraphBuilder,
  RW,
  RW_PROCESS,
  RW_REALTIME,
  WR,
  WW,
  WW_PROCESS,
  WW_REALTIME,
} from './graph.ts';
import type { Precedences, Source } from './precedences.ts';
import type { Versions } from './register-versions.ts';

const KIND: Readonly<Record<Source, { readonly ww: number; readonly rw: number }>> = {
  data: { ww: WW, rw: RW },
  process: { ww: WW_PROCESS, rw: RW_PROCESS },
  realtime: { ww: WW_REALTIME, rw: RW_REALTIME },
};

/**
 * The dependencies between transactions on registers: wr from the writer of a version to those who
 * read it, and for each pair of versions in order, ww from writer to writer and rw from the readers
 * of the first to the writer of the second.
 */
export function* linkRegisters(
  { owner }: Columns,
  versions: Versions,
  order: Precedences,
  builder: GraphBuilder,
): Work {
  const stage = 'linking transactions';
  const { touches, count } = versions;
  const readers = grouped(count, touches.length, (i) => touches[i]?.read ?? -1);
  const writer = new Int32Array(count).fill(-1);
  for (const { transaction, wrote } of touches) if (wrote >= 0) writer[wrote] = transaction;
  const readersOf = (version: number): number[] => {
    const found: number[] = [];
    readers.each(version, (i) => void found.push(touches[i]?.transaction ?? 0));
    return found;
  };
  for (let version = 0; version < count; version++) {
    if (version % PIECE === 0) yield { stage, done: version, total: count };
    const by = versions.writer[version] ?? -1;
    const t = by < 0 ? -1 : (owner[by] ?? -1);
    if (t < 0 || versions.effective[t] === 0) continue;
    readers.each(version, (i) => {
      const reader = touches[i]?.transaction ?? t;
      if (reader !== t) builder.link(t, reader, WR);
    });
  }
  const next = grouped(count, order.size, (i) => order.before(i));
  for (let before = 0; before < count; before++) {
    if (before % PIECE === 0) yield { stage, done: before, total: count };
    const from = writer[before] ?? -1;
    const targetsOf: Record<Source, number[]> = { data: [], process: [], realtime: [] };
    next.each(before, (i) => {
      const to = writer[order.after(i)] ?? -1;
      if (to < 0) return;
      const source = order.source(i);
      if (from >= 0 && from !== to) builder.link(from, to, KIND[source].ww);
      targetsOf[source].push(to);
    });
    const readBy = readersOf(before);
    if (readBy.length === 0) continue;
    for (const source of SOURCES) {
      const targets = targetsOf[source];
      if (targets.length === 0) continue;
      const fan = new Fan(readBy.length, targets, builder);
      for (const reader of readBy) fan.link(reader, KIND[source].rw);
    }
  }
}

const SOURCES: readonly Source[] = ['data', 'process', 'realtime'];

/** Puts the numbers below `size` into groups below `count`, in their order; -1 is no group. */
const grouped = (count: number, size: number, groupOf: (i: number) => number) => {
  const start = new Int32Array(count + 1);
  for (let i = 0; i < size; i++) {
    const group = groupOf(i) + 1;
    if (group > 0) start[group] = (start[group] ?? 0) + 1;
  }
  for (let group = 0; group < count; group++) {
    start[group + 1] = (start[group + 1] ?? 0) + (start[group] ?? 0);
  }
  const members = new Int32Array(start[count] ?? 0);
  const next = start.slice();
  for (let i = 0; i < size; i++) {
    const group = groupOf(i);
    if (group < 0) continue;
    const at = next[group] ?? 0;
    members[at] = i;
    next[group] = at + 1;
  }
  return {
    each(group: number, act: (i: number) => void): void {
      for (let at = start[group] ?? 0; at < (start[group + 1] ?? 0); at++) act(members[at] ?? 0);
    },
  };
};
