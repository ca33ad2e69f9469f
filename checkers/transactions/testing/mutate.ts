import { createRandom } from '@dstudio/kernel';
import type { History, Operation } from '../../history/operation.ts';
import { isArray, type Value } from '../../value.ts';

/**
 * A history of lists with a few small changes: two neighbouring events in the other order, a read of
 * one element more or less, a transaction of another process, one left out, one that crashed. For
 * tests; reads stay prefixes of the longest.
 */
export const mutate = (seed: number, { operations, file }: History): History => {
  const random = createRandom(seed);
  const below = (n: number): number => Math.floor(random.next() * n);
  let all: Operation[] = [...operations];
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const kind = below(8);
    if (kind < 3) all = swapped(all, below(2 * all.length));
    else if (kind < 6) all = all.map(reread(all, below));
    else if (kind === 6) all = reassigned(all, below);
    else if (all.length > 2) all = all.toSpliced(below(all.length), 1);
  }
  return { operations: renumbered(all), events: 2 * all.length, file };
};

/** All beginnings and ends in order, those that never come last. */
const momentsOf = (operations: readonly Operation[]) =>
  operations
    .flatMap((one) => [
      { one, isEnd: false, at: one.invokedAt },
      { one, isEnd: true, at: one.completedAt },
    ])
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

const placed = (moments: ReturnType<typeof momentsOf>): Operation[] => {
  const at = new Map<Operation, { invokedAt: number; completedAt: number }>();
  for (const [i, { one, isEnd }] of moments.entries()) {
    const times = at.get(one) ?? { invokedAt: i, completedAt: Number.POSITIVE_INFINITY };
    at.set(one, isEnd && one.completedAt < Infinity ? { ...times, completedAt: i } : times);
  }
  return [...at].map(([one, times]) => ({ ...one, ...times, index: times.invokedAt }));
};

const renumbered = (operations: readonly Operation[]): Operation[] => placed(momentsOf(operations));

const swapped = (operations: readonly Operation[], at: number): Operation[] => {
  const moments = momentsOf(operations);
  const [a, b] = [moments[at], moments[at + 1]];
  if (a === undefined || b === undefined || a.one.process === b.one.process) return [...operations];
  return placed(moments.with(at, b).with(at + 1, a));
};

/** Gives one transaction the process of another, if the two do not overlap with any of it. */
const reassigned = (
  operations: readonly Operation[],
  below: (n: number) => number,
): Operation[] => {
  const one = operations[below(operations.length)];
  const process = operations[below(operations.length)]?.process ?? 0;
  if (one === undefined) return [...operations];
  const isFree = operations.every(
    (other) =>
      other === one ||
      other.process !== process ||
      (other.outcome === 'ok' && other.completedAt < one.invokedAt) ||
      one.completedAt < other.invokedAt,
  );
  return operations.map((other) => (other === one && isFree ? { ...one, process } : other));
};

/** Lengthens or shortens one read of one transaction by an element of the longest read. */
const reread = (operations: readonly Operation[], below: (n: number) => number) => {
  const chosen = below(operations.length);
  const micros = operations.flatMap(({ output }) =>
    isArray(output) ? output.filter(isArray) : [],
  );
  const longest = (key: Value | undefined): readonly Value[] =>
    micros
      .filter(([f, k]) => f === 'r' && k === key)
      .map(([, , list]) => (isArray(list ?? null) ? (list as readonly Value[]) : []))
      .reduce((a, b) => (b.length > a.length ? b : a), []);
  return (one: Operation, at: number): Operation => {
    if (at !== chosen || one.outcome !== 'ok' || !isArray(one.output)) return one;
    const place = below(one.output.length);
    const output = one.output.map((micro, i) => {
      if (i !== place || !isArray(micro) || micro[0] !== 'r') return micro;
      const length = isArray(micro[2] ?? null) ? (micro[2] as readonly Value[]).length : 0;
      return [
        'r',
        micro[1] ?? null,
        longest(micro[1]).slice(0, Math.max(0, length + 1 - 2 * below(2))),
      ];
    });
    return { ...one, output };
  };
};
