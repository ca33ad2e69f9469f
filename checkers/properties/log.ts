import type { History, Operation } from '../history/operation.ts';
import { PIECE, type Work, within } from '../pieces.ts';
import { say } from '../transactions/say.ts';
import { keyOf, show, type Value } from '../value.ts';
import { type Budget, type Check, verdictOf } from '../verdict.ts';
import { Collector } from './collector.ts';
import { expectFunctions } from './history-of.ts';
import { type MicroOperation, microOperations } from './log-operations.ts';
import { MOVES, outOfOrder } from './log-order.ts';

/** A value that is somewhere in a log. */
interface Placed {
  readonly key: string | number;
  readonly value: Value;
  /** Where it was seen first, and by whom. */
  readonly offset: number;
  readonly operation: Operation;
}

/** What is known of one log. */
interface Log {
  readonly name: string;
  /** What was seen first at an offset. */
  readonly byOffset: Map<number, { readonly placed: Placed; readonly operation: Operation }>;
  readonly byValue: Map<string | number, Placed>;
  readonly sent: Map<string | number, Operation>;
  /** Sends that did not happen. */
  readonly failed: Map<string | number, Operation>;
  readonly polled: Set<string | number>;
  /** Messages at offsets where they cannot be, told already. */
  readonly wrong: Set<string>;
  polledTo: number;
  /** All offsets known, sorted. */
  offsets: readonly number[];
}

/** What each operation did, by its end. */
type Micros = ReadonlyMap<Operation, readonly MicroOperation[]>;

/**
 * Append-only logs with offsets, as Maelstrom's kafka workload: `send` and `poll`, or `txn` of both,
 * with micro-operations `[send key value]`, completed as `[send key [offset value]]`, and
 * `[poll {key [[offset value] ...]}]`; `assign` and `subscribe` between them.
 *
 * Finds inconsistent offsets (two values at one), duplicates (one value at two), aborted reads (what
 * was polled had failed), lost writes (acknowledged, and polls passed over it), and, of one process,
 * nonmonotonic sends and polls and polls that skip a known offset; internal within an operation,
 * external between two, unless an `assign` or `subscribe` in between took the log away, or the client
 * began it anew. With subscribe the
 * external ones of polls are allowed, since consumers are rebalanced. What a crashed or failed
 * operation returned is not looked at.
 *
 * Its cycles of transactions are for the checker of list-append.
 */
export function* checkLog(history: History, budget: Budget = {}): Check {
  expectFunctions(history, 'log', ['send', 'poll', 'txn', ...MOVES, 'debug-topic-partitions']);
  const ended = history.operations
    .filter(({ f }) => f === 'send' || f === 'poll' || f === 'txn')
    .sort((a, b) => a.completedAt - b.completedAt);
  const found = new Collector(KINDS);
  const logs = new Map<string, Log>();
  let unseen = 0;
  function* look(): Work {
    const microsOf = new Map<Operation, readonly MicroOperation[]>();
    let messages = 0;
    for (const [done, operation] of ended.entries()) {
      const micros = microOperations(operation, history);
      microsOf.set(operation, micros);
      messages += micros.reduce((sum, { values }) => sum + values.length, 1);
      if (messages < PIECE) continue;
      yield { stage: 'reading messages', done, total: ended.length, steps: messages };
      messages = 0;
    }
    yield* placeAll(microsOf, logs, found);
    yield* abortedReads(microsOf, logs, found);
    for (const log of logs.values()) {
      for (const [key, send] of log.sent) {
        if (log.polled.has(key)) continue;
        const at = log.byValue.get(key)?.offset;
        if (at === undefined || at > log.polledTo) {
          unseen += 1;
          continue;
        }
        found.add('lost-write', () => ({
          text: `Offset ${at} of ${say(log.name)} was acknowledged to process ${send.process} and never polled, though polls reached offset ${log.polledTo}.`,
          operations: [send],
        }));
      }
    }
    yield* outOfOrder(history, microsOf, logs, found);
  }
  const over = yield* within(look(), budget);
  const counts = { logs: logs.size, operations: history.operations.length, unseen };
  const messages = ended.length > 0;
  const unknown = messages ? undefined : 'Not decided: nothing was sent or polled.';
  const valid = `${logs.size} logs keep every acknowledged message at one offset, in order; ${unseen} messages were not polled yet.`;
  return verdictOf('log', found.findings, counts, { valid, unknown, over }, found.count);
}

/** Puts each message where it was seen, and finds what cannot be there. */
function* placeAll(microsOf: Micros, logs: Map<string, Log>, found: Collector): Work {
  let done = 0;
  let looked = 0;
  for (const [operation, micros] of microsOf) {
    done += 1;
    looked += 1;
    for (const micro of micros) {
      const { log: name, values } = micro;
      const log = logs.get(name) ?? emptyLog(name);
      logs.set(name, log);
      looked += values.length;
      placeEach(micro, log, operation, found);
    }
    if (looked < PIECE) continue;
    yield { stage: 'comparing offsets', done, total: microsOf.size, steps: looked };
    looked = 0;
  }
  for (const log of logs.values()) {
    log.offsets = [...log.byOffset.keys()].sort((a, b) => a - b);
  }
}

/** A function of its own: in a generator its loop takes longer. */
function placeEach(
  { kind, offsets, values }: MicroOperation,
  log: Log,
  operation: Operation,
  found: Collector,
): void {
  for (let at = 0; at < values.length; at += 1) {
    // Both lists are equally long.
    const value = values[at] as Value;
    const offset = offsets[at];
    const key = keyOf(value);
    if (operation.outcome === 'ok') {
      if (offset !== undefined) place(log, key, value, offset, operation, found);
      if (kind === 'send') log.sent.set(key, operation);
      else {
        log.polled.add(key);
        log.polledTo = Math.max(log.polledTo, offset ?? -1);
      }
    } else if (kind === 'send' && operation.outcome === 'fail') log.failed.set(key, operation);
  }
}

const emptyLog = (name: string): Log => ({
  name,
  byOffset: new Map(),
  byValue: new Map(),
  sent: new Map(),
  failed: new Map(),
  polled: new Set(),
  wrong: new Set(),
  polledTo: -1,
  offsets: [],
});

function place(
  { name, byOffset, byValue, wrong }: Log,
  key: string | number,
  value: Value,
  offset: number,
  operation: Operation,
  found: Collector,
): void {
  const there = byOffset.get(offset);
  // Most of what is polled was seen just there before.
  if (there?.placed.key === key && there.placed.offset === offset) return;
  const known = byValue.get(key);
  const placed = known ?? { key, value, offset, operation };
  if (known === undefined) byValue.set(key, placed);
  // Each poll shows it again, and it is wrong once.
  const sight = `${offset} ${typeof key} ${key}`;
  if (wrong.has(sight)) return;
  if (there === undefined) byOffset.set(offset, { placed, operation });
  else if (there.placed.key !== key) {
    wrong.add(sight);
    found.add('inconsistent-offsets', () => ({
      text: `Offset ${offset} of ${say(name)} holds ${show(there.placed.value)} for process ${there.operation.process} and ${show(value)} for process ${operation.process}.`,
      operations: [there.operation, operation],
    }));
  }
  if (placed.offset !== offset) {
    wrong.add(sight);
    found.add('duplicate', () => ({
      text: `${show(value)} is in ${say(name)} twice, at offsets ${placed.offset} and ${offset}.`,
      operations: [placed.operation, operation],
    }));
  }
}

/** Polls of what had never been sent with success. */
function* abortedReads(microsOf: Micros, logs: ReadonlyMap<string, Log>, found: Collector): Work {
  let done = 0;
  let looked = 0;
  for (const [operation, micros] of microsOf) {
    done += 1;
    looked += 1;
    if (looked >= PIECE) {
      yield { stage: 'looking for aborted reads', done, total: microsOf.size, steps: looked };
      looked = 0;
    }
    if (operation.outcome !== 'ok') continue;
    for (const { kind, log: name, values } of micros) {
      const log = logs.get(name);
      if (kind === 'send' || log === undefined || log.failed.size === 0) continue;
      looked += values.length;
      for (const value of values) {
        const send = log.failed.get(keyOf(value));
        if (send === undefined || log.sent.has(keyOf(value))) continue;
        found.add('aborted-read', () => ({
          text: `Process ${operation.process} polled ${show(value)} from ${say(name)}, whose send had failed.`,
          operations: [send, operation],
        }));
      }
    }
  }
}

const KINDS: readonly string[] = [
  'lost-write',
  'inconsistent-offsets',
  'duplicate',
  'aborted-read',
  'internal-nonmonotonic-poll',
  'internal-poll-skip',
  'internal-nonmonotonic-send',
  'nonmonotonic-poll',
  'poll-skip',
  'nonmonotonic-send',
];
