import type { WorkloadName } from './options.ts';
import type { Pair } from './render/operations.ts';

/** How what adds to a set is called, in the workloads that read one whole. */
const ADDS: Partial<Record<WorkloadName, string>> = { broadcast: 'broadcast', 'g-set': 'add' };

/** More looks for an element in a read than this take too long for a page. */
const LOOKS_MAX = 5_000_000;

/**
 * For each element that stayed, from when it was known (its addition or a read that had it was over) to
 * the beginning of the last read without it, or 0: the stable latencies of Jepsen's set-full checker, in
 * milliseconds, rising. None where there are too many, or the workload reads no set.
 */
export const stableLatencies = (
  pairs: readonly Pair[],
  workload: WorkloadName,
): readonly number[] => {
  const add = ADDS[workload];
  if (add === undefined) return [];
  const added = pairs.filter(({ invoked, outcome }) => invoked.f === add && outcome !== 'fail');
  const read = pairs.filter(({ invoked, outcome }) => invoked.f === 'read' && outcome === 'ok');
  if (read.length * added.length > LOOKS_MAX) return [];
  const reads = read.flatMap(({ invoked, completed }) =>
    Array.isArray(completed?.value)
      ? [{ from_ms: invoked.time_ms, to_ms: completed.time_ms, has: new Set(completed.value) }]
      : [],
  );
  return added
    .flatMap(({ invoked, completed, outcome }) => {
      const element = invoked.value;
      const absent = reads.findLastIndex(({ has }) => !has.has(element));
      // Nobody saw it, or nobody does any more.
      if (absent === reads.length - 1) return [];
      const first = reads.filter(({ has }) => has.has(element)).map(({ to_ms }) => to_ms);
      const acknowledged = outcome === 'ok' && completed !== undefined ? [completed.time_ms] : [];
      const known_ms = [...acknowledged, ...first].reduce((a, b) => Math.min(a, b));
      return [Math.max(0, (reads[absent]?.from_ms ?? 0) - known_ms)];
    })
    .sort((a, b) => a - b);
};
