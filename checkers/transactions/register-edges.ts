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
import type { Precedence, Source } from './register-sources.ts';
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
export const linkRegisters = (
  { owner }: Columns,
  versions: Versions,
  order: readonly Precedence[],
  builder: GraphBuilder,
): void => {
  const readers: number[][] = Array.from({ length: versions.count }, () => []);
  const writer = new Int32Array(versions.count).fill(-1);
  for (const { transaction, read, wrote } of versions.touches) {
    if (read >= 0) readers[read]?.push(transaction);
    if (wrote >= 0) writer[wrote] = transaction;
  }
  for (let version = 0; version < versions.count; version++) {
    const by = versions.writer[version] ?? -1;
    const t = by < 0 ? -1 : (owner[by] ?? -1);
    if (t < 0 || versions.effective[t] === 0) continue;
    for (const reader of readers[version] ?? []) if (reader !== t) builder.link(t, reader, WR);
  }
  /** The writers of what comes right after a version, by version and source. */
  const next = new Map<number, Map<Source, Set<number>>>();
  for (const { before, after, source } of order) {
    const to = writer[after] ?? -1;
    if (to < 0) continue;
    const from = writer[before] ?? -1;
    if (from >= 0 && from !== to) builder.link(from, to, KIND[source].ww);
    let sources = next.get(before);
    if (sources === undefined) next.set(before, (sources = new Map()));
    const targets = sources.get(source);
    if (targets === undefined) sources.set(source, new Set([to]));
    else targets.add(to);
  }
  for (const [before, sources] of next) {
    const from = readers[before] ?? [];
    if (from.length === 0) continue;
    for (const [source, targets] of sources) {
      const fan = new Fan(from.length, [...targets], builder);
      for (const reader of from) fan.link(reader, KIND[source].rw);
    }
  }
};
