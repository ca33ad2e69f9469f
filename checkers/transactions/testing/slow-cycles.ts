import type { History, Operation } from '../../history/operation.ts';
import type { Value } from '../../value.ts';

type Micro = readonly [string, string, Value];
type Kind = 'ww' | 'wr' | 'rw' | 'process' | 'realtime';

const bodyOf = ({ outcome, input, output }: Operation): readonly Micro[] =>
  (outcome === 'ok' ? output : input) as readonly Micro[]; // The tests' own.

const listOf = (value: Value): readonly Value[] => (value ?? []) as readonly Value[]; // As above.

/** What happened to the lists of a small history, worked out step by step. */
const listsOf = ({ operations }: History) => {
  const reads = operations.flatMap((reader, at) =>
    reader.outcome !== 'ok'
      ? []
      : bodyOf(reader)
          .filter(([f]) => f === 'r')
          .map(([, key, value]) => ({ reader: at, key, list: listOf(value) })),
  );
  const appends = operations.flatMap((writer, at) =>
    bodyOf(writer)
      .filter(([f]) => f === 'append')
      .map(([, key, element]) => ({ writer: at, key, element })),
  );
  const order = (key: string): readonly Value[] =>
    reads
      .filter((read) => read.key === key)
      .map(({ list }) => list)
      .reduce((a, b) => (b.length > a.length ? b : a), []);
  const isSeen = (t: number): boolean =>
    appends.some(({ writer, key, element }) => writer === t && order(key).includes(element));
  const tookEffect = (t: number): boolean => {
    const outcome = operations[t]?.outcome;
    return outcome === 'ok' || (outcome === 'info' && isSeen(t));
  };
  const writerOf = (key: string, element: Value | undefined): number =>
    appends.find((one) => one.key === key && one.element === element)?.writer ?? -1;
  /** Who appended, in order, and who appended what nobody saw. */
  const writersOf = (key: string) => ({
    seen: order(key).map((element) => writerOf(key, element)),
    unseen: appends
      .filter(
        (one) => one.key === key && tookEffect(one.writer) && !order(key).includes(one.element),
      )
      .map(({ writer }) => writer),
  });
  return { reads, appends, order, tookEffect, writerOf, writersOf };
};

/** All dependencies of a small history of lists, one by one, as Adya (1999) and Elle define them. */
const edgesOf = (history: History) => {
  const { operations } = history;
  const { reads, appends, tookEffect, writerOf, writersOf } = listsOf(history);
  const edges: { from: number; to: number; kind: Kind }[] = [];
  const link = (from: number, to: number, kind: Kind): void => {
    if (from !== to) edges.push({ from, to, kind });
  };
  for (const key of new Set(appends.map((one) => one.key))) {
    const { seen, unseen } = writersOf(key);
    const effective = seen.filter(tookEffect);
    for (const [i, writer] of effective.entries()) {
      const next = effective[i + 1];
      if (next !== undefined) link(writer, next, 'ww');
      else for (const one of unseen) link(writer, one, 'ww');
    }
  }
  for (const { reader, key, list } of reads) {
    const { seen, unseen } = writersOf(key);
    const writer = writerOf(key, list.at(-1));
    if (list.length > 0 && tookEffect(writer)) link(writer, reader, 'wr');
    const next = seen.slice(list.length).find(tookEffect);
    if (next !== undefined) link(reader, next, 'rw');
    else for (const one of unseen) link(reader, one, 'rw');
  }
  for (const [a, one] of operations.entries()) {
    if (one.outcome !== 'ok') continue;
    for (const [b, other] of operations.entries()) {
      if (other.outcome === 'fail' || other.invokedAt < one.completedAt) continue;
      if (one.process === other.process) link(a, b, 'process');
      link(a, b, 'realtime');
    }
  }
  return edges;
};

/** What matters of a path for the name of the cycle that it may become. */
interface Path {
  readonly kinds: readonly Kind[];
  readonly at: number;
  readonly visited: readonly number[];
}

const nameOf = (kinds: readonly Kind[]): string | undefined => {
  const suffix = kinds.includes('realtime')
    ? '-realtime'
    : kinds.includes('process')
      ? '-process'
      : '';
  const rw = kinds.filter((kind) => kind === 'rw').length;
  if (rw === 1) return `G-single${suffix}`;
  if (rw > 1) {
    const isAdjacent = kinds.some((kind, i) => kind === 'rw' && kinds.at(i - 1) === 'rw');
    return `${isAdjacent ? 'G2-item' : 'G-nonadjacent'}${suffix}`;
  }
  if (kinds.includes('wr')) return `G1c${suffix}`;
  return kinds.includes('ww') ? `G0${suffix}` : undefined;
};

/** The kinds of a path as far as names can tell them apart: many paths are one. */
const gistOf = ({ kinds, at, visited }: Path): string => {
  const has = (kind: Kind): number => (kinds.includes(kind) ? 1 : 0);
  const rw = Math.min(2, kinds.filter((kind) => kind === 'rw').length);
  const isAdjacent = kinds.some((kind, i) => i > 0 && kind === 'rw' && kinds[i - 1] === 'rw');
  return [
    at,
    [...visited].sort().join(','),
    rw,
    isAdjacent,
    kinds[0] === 'rw',
    kinds.at(-1) === 'rw',
    has('wr'),
    has('ww'),
    has('process'),
    has('realtime'),
  ].join(' ');
};

/** The names of all simple cycles of a small history of lists. */
export const cycleNames = (history: History): ReadonlySet<string> => {
  const edges = edgesOf(history);
  const names = new Set<string>();
  for (const start of history.operations.keys()) {
    const known = new Set<string>();
    const paths: Path[] = [{ kinds: [], at: start, visited: [start] }];
    for (const { kinds, at, visited } of paths) {
      for (const { from, to, kind } of edges) {
        if (from !== at || to < start) continue;
        const along = [...kinds, kind];
        if (to === start) {
          const name = nameOf(along);
          if (name !== undefined) names.add(name);
          continue;
        }
        if (visited.includes(to)) continue;
        const path = { kinds: along, at: to, visited: [...visited, to] };
        const gist = gistOf(path);
        if (known.has(gist)) continue;
        known.add(gist);
        paths.push(path);
      }
    }
  }
  return names;
};

/** The names of all that is wrong with the lists of a small history, apart from cycles. */
export const flawNames = (history: History): ReadonlySet<string> => {
  const { operations } = history;
  const { reads, appends, writerOf, writersOf, tookEffect } = listsOf(history);
  const names = new Set<string>();
  for (const { reader, key, list } of reads) {
    if (list.some((element) => operations[writerOf(key, element)]?.outcome === 'fail')) {
      names.add('G1a');
    }
    const writer = writerOf(key, list.at(-1));
    const last = appends.filter((one) => one.writer === writer && one.key === key).at(-1);
    if (list.some((element) => writerOf(key, element) < 0)) names.add('garbage-read');
    if (writer >= 0 && writer !== reader && last?.element !== list.at(-1)) names.add('G1b');
  }
  for (const key of new Set(appends.map((one) => one.key))) {
    const { seen } = writersOf(key);
    const outcomes = seen.map((writer) => operations[writer]?.outcome);
    const aborted = outcomes.indexOf('fail');
    if (aborted >= 0 && outcomes.indexOf('ok', aborted) > 0) names.add('dirty-update');
    const updates = operations.flatMap((one, t) => {
      if (one.outcome !== 'ok' || !tookEffect(t)) return [];
      const body = bodyOf(one).filter((micro) => micro[1] === key);
      const [first] = body;
      const isUpdate = first?.[0] === 'r' && body.some(([f]) => f === 'append');
      return isUpdate ? [String(first[2] ?? '')] : [];
    });
    if (new Set(updates).size < updates.length) names.add('lost-update');
  }
  for (const one of operations) {
    if (one.outcome !== 'ok') continue;
    const body = bodyOf(one);
    for (const [i, [f, key, value]] of body.entries()) {
      if (f !== 'r') continue;
      const earlier = body.slice(0, i).filter((micro) => micro[1] === key);
      const at = earlier.findLastIndex((micro) => micro[0] === 'r');
      const own = earlier.slice(at + 1).map((micro) => micro[2]);
      const expected = [...(at < 0 ? [] : listOf(earlier[at]?.[2] ?? null)), ...own];
      const actual = listOf(value);
      const end = actual.slice(Math.max(0, actual.length - expected.length));
      const agrees = String(end) === String(expected) && (at < 0 || end.length === actual.length);
      if (!agrees) names.add('internal');
      const later = body.slice(i + 1).filter((micro) => micro[0] === 'append' && micro[1] === key);
      if (later.some((micro) => actual.includes(micro[2]))) names.add('future-read');
    }
  }
  return names;
};
