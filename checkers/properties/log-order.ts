import type { History, Operation, Process } from '../history/operation.ts';
import { say } from '../transactions/say.ts';
import type { Collector } from './collector.ts';
import type { MicroOperation } from './log-operations.ts';

/** Functions that say where a consumer stands, so that the next poll may begin anywhere. */
export const MOVES: readonly string[] = ['assign', 'subscribe', 'crash'];

interface Offsets {
  /** All that are known of a log, sorted. */
  readonly offsets: readonly number[];
}

/** Where a process stands in a log, and by what it got there. */
interface Position {
  readonly offset: number;
  readonly operation: Operation;
}

/** Offsets that go back, or over one that is known, as one process saw them. */
export function outOfOrder(
  history: History,
  microsOf: ReadonlyMap<Operation, readonly MicroOperation[]>,
  logs: ReadonlyMap<string, Offsets>,
  found: Collector,
): void {
  const rebalanced = history.operations.some(({ f }) => f === 'subscribe');
  const positions = new Map<Process, Readonly<Record<'send' | 'poll', Map<string, Position>>>>();
  for (const operation of history.operations) {
    const { process } = operation;
    const mine = positions.get(process) ?? { send: new Map(), poll: new Map() };
    positions.set(process, mine);
    if (MOVES.includes(operation.f)) mine.poll.clear();
    if (operation.outcome !== 'ok') continue;
    for (const { kind, log, offsets } of microsOf.get(operation) ?? []) {
      const of = mine[kind];
      let last = of.get(log);
      for (const offset of offsets) {
        if (offset === undefined) continue;
        const internal = last?.operation === operation;
        if (last !== undefined && (internal || kind === 'send' || !rebalanced)) {
          const back = offset <= last.offset;
          const skipped =
            back || kind === 'send' ? undefined : knownBetween(logs.get(log), last.offset, offset);
          if (back || skipped !== undefined) {
            const from = last;
            const name = `${internal ? 'internal-' : ''}${back ? `nonmonotonic-${kind}` : 'poll-skip'}`;
            found.add(name, () => ({
              text: `Process ${process} ${kind === 'poll' ? 'polled' : 'sent to'} offset ${offset} of ${say(log)} after ${from.offset}${internal ? ' in one operation' : ''}${skipped === undefined ? '' : `, and skipped ${skipped}`}.`,
              operations: internal ? [operation] : [from.operation, operation],
            }));
          }
        }
        last = { offset, operation };
      }
      if (last !== undefined) of.set(log, last);
    }
  }
}

/** A known offset between two, neither included. */
function knownBetween(log: Offsets | undefined, from: number, to: number): number | undefined {
  const offsets = log?.offsets ?? [];
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? Infinity) > from) high = middle;
    else low = middle + 1;
  }
  const next = offsets[low];
  return next !== undefined && next < to ? next : undefined;
}
