import type { History, Operation, Process } from '../history/operation.ts';
import { PIECE, type Work } from '../pieces.ts';
import { say } from '../transactions/say.ts';
import { isArray, keyOf } from '../value.ts';
import type { Collector } from './collector.ts';
import { type MicroOperation, nameOf } from './log-operations.ts';

/**
 * Functions that give a client other logs, or start it anew. In a log that it keeps, the next poll goes
 * on from where it stood or begins at the beginning; in any other it may begin anywhere.
 */
export const MOVES: readonly string[] = ['assign', 'subscribe', 'crash'];

interface Offsets {
  /** All that are known of a log, sorted. */
  readonly offsets: readonly number[];
  /** Where each value is. */
  readonly byValue: ReadonlyMap<string | number, { readonly offset: number }>;
}

/** Where a process stands in a log, and by what it got there. */
interface Position {
  readonly offset: number;
  readonly operation: Operation;
  /** Logs were given out since. */
  readonly moved: boolean;
}

/** Offsets that go back, or over one that is known, as one process saw them. */
export function* outOfOrder(
  history: History,
  microsOf: ReadonlyMap<Operation, readonly MicroOperation[]>,
  logs: ReadonlyMap<string, Offsets>,
  found: Collector,
): Work {
  const rebalanced = history.operations.some(({ f }) => f === 'subscribe');
  const positions = new Map<Process, Readonly<Record<'send' | 'poll', Map<string, Position>>>>();
  let looked = 0;
  for (const [done, operation] of history.operations.entries()) {
    looked += 1;
    if (looked >= PIECE) {
      const total = history.operations.length;
      yield { stage: 'following each process', done, total, steps: looked };
      looked = 0;
    }
    const { process } = operation;
    const mine = positions.get(process) ?? { send: new Map(), poll: new Map() };
    positions.set(process, mine);
    if (MOVES.includes(operation.f) && operation.outcome !== 'fail') {
      const kept = keptBy(operation);
      for (const places of [mine.send, mine.poll]) {
        for (const [log, place] of places) {
          if (kept.has(log)) places.set(log, { ...place, moved: true });
          else places.delete(log);
        }
      }
    }
    if (operation.outcome !== 'ok') continue;
    for (const micro of microsOf.get(operation) ?? []) {
      const { kind, log, offsets } = micro;
      const of = mine[kind];
      looked += offsets.length;
      const last = follow(micro, operation, of.get(log), { log: logs.get(log), rebalanced, found });
      if (last !== undefined) of.set(log, last);
    }
  }
}

/**
 * Goes through what one micro-operation saw, and gives where its process stands after it. A function of
 * its own, without closures in its loop: in a generator it takes twice as long.
 */
function follow(
  micro: MicroOperation,
  operation: Operation,
  before: Position | undefined,
  { log, rebalanced, found }: { log: Offsets | undefined; rebalanced: boolean; found: Collector },
): Position | undefined {
  const { kind, offsets, values } = micro;
  const first = log?.offsets[0] ?? 0;
  let last = before;
  for (let at = 0; at < offsets.length; at += 1) {
    // Where a message went may be known from a poll alone.
    const known = kind === 'send' ? log?.byValue.get(keyOf(values[at] ?? null)) : undefined;
    const offset = offsets[at] ?? known?.offset;
    if (offset === undefined) continue;
    const again = kind === 'poll' && last?.moved === true && offset <= first;
    if (last !== undefined && !again) {
      const internal = last.operation === operation;
      if (internal || kind === 'send' || !rebalanced) {
        const back = offset <= last.offset;
        const skipped =
          back || kind === 'send' ? undefined : knownBetween(log, last.offset, offset);
        if (back || skipped !== undefined) tell(micro, operation, last, offset, skipped, found);
      }
    }
    last = { offset, operation, moved: false };
  }
  return last;
}

/** Says that an offset goes back, or skips one. */
function tell(
  { kind, log }: MicroOperation,
  operation: Operation,
  from: Position,
  offset: number,
  skipped: number | undefined,
  found: Collector,
): void {
  const internal = from.operation === operation;
  const name = `${internal ? 'internal-' : ''}${skipped === undefined ? `nonmonotonic-${kind}` : 'poll-skip'}`;
  found.add(name, () => ({
    text: `Process ${operation.process} ${kind === 'poll' ? 'polled' : 'sent to'} offset ${offset} of ${say(log)} after ${from.offset}${internal ? ' in one operation' : ''}${skipped === undefined ? '' : `, and skipped ${skipped}`}.`,
    operations: internal ? [operation] : [from.operation, operation],
  }));
}

/** The logs that a client has from now on. */
const keptBy = ({ f, input }: Operation): ReadonlySet<string> =>
  new Set(f !== 'crash' && isArray(input) ? input.map(nameOf) : []);

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
