import type { Operation, Process } from '../history/operation.ts';

/**
 * The last looks of a test, from which a system that converges must be right: the reads marked final,
 * or, when none is, the last of each process if it began after every update had ended.
 */
export function finalReads(
  operations: readonly Operation[],
  isRead: (operation: Operation) => boolean,
): readonly Operation[] {
  const reads = operations.filter((one) => one.outcome === 'ok' && isRead(one));
  const marked = reads.filter(({ final }) => final === true);
  if (marked.length > 0) return marked;
  let ended = -1;
  for (const one of operations) {
    if (isRead(one) || one.outcome === 'fail') continue;
    ended = Math.max(ended, one.outcome === 'ok' ? one.completedAt : one.invokedAt);
  }
  const last = new Map<Process, Operation>();
  for (const read of reads) last.set(read.process, read);
  return [...last.values()].filter(({ invokedAt }) => invokedAt > ended);
}
