import type { History, Operation, Process } from '../history/operation.ts';
import { keyOf, show } from '../value.ts';
import { type Finding, type Verdict, verdictOf } from '../verdict.ts';
import { expectFunctions } from './history-of.ts';
import { type Entry, microOperations } from './log-operations.ts';

/** What is known of one log. */
interface Log {
  readonly name: string;
  /** Value by offset, with who saw it. */
  readonly byOffset: Map<number, { readonly entry: Entry; readonly operation: Operation }>;
  /** Offset by value. */
  readonly byValue: Map<
    string | number,
    { readonly offset: number; readonly operation: Operation }
  >;
  readonly sent: Map<string | number, Operation>;
  readonly polled: Set<string | number>;
  polledTo: number;
  /** All offsets known, sorted; made when first asked for. */
  offsets: readonly number[];
}

/** Functions that say where a consumer stands, so that the next poll may begin anywhere. */
const MOVES: readonly string[] = ['assign', 'subscribe', 'crash'];

/**
 * Append-only logs with offsets, as Maelstrom's kafka workload: `send` and `poll`, or `txn` of both,
 * with micro-operations `[send key value]`, completed as `[send key [offset value]]`, and
 * `[poll {key [[offset value] ...]}]`; `assign` and `subscribe` between them.
 *
 * Finds inconsistent offsets (two values at one), duplicates (one value at two), aborted reads (what
 * was polled had failed), lost writes (acknowledged, and polls passed over it), and, of one process,
 * nonmonotonic sends and polls and polls that skip a known offset; internal within an operation,
 * external between two. With subscribe the external ones are allowed, since consumers are rebalanced.
 *
 * Its cycles of transactions are for the checker of list-append.
 */
export function checkLog(history: History): Verdict {
  expectFunctions(history, 'log', ['send', 'poll', 'txn', ...MOVES, 'debug-topic-partitions']);
  const findings: Finding[] = [];
  const logs = new Map<string, Log>();
  const logOf = (name: string): Log => {
    const known = logs.get(name);
    if (known !== undefined) return known;
    const log: Log = {
      name,
      byOffset: new Map(),
      byValue: new Map(),
      sent: new Map(),
      polled: new Set(),
      polledTo: -1,
      offsets: [],
    };
    logs.set(name, log);
    return log;
  };
  const place = (log: Log, entry: Entry, operation: Operation): void => {
    if (entry.offset === undefined) return;
    const key = keyOf(entry.value);
    const there = log.byOffset.get(entry.offset);
    if (there === undefined) log.byOffset.set(entry.offset, { entry, operation });
    else if (keyOf(there.entry.value) !== key) {
      findings.push({
        kind: 'inconsistent-offsets',
        text: `Offset ${entry.offset} of ${log.name} holds ${show(there.entry.value)} for process ${there.operation.process} and ${show(entry.value)} for process ${operation.process}.`,
        operations: [there.operation, operation],
      });
    }
    const elsewhere = log.byValue.get(key);
    if (elsewhere === undefined) log.byValue.set(key, { offset: entry.offset, operation });
    else if (elsewhere.offset !== entry.offset) {
      findings.push({
        kind: 'duplicate',
        text: `${show(entry.value)} is in ${log.name} twice, at offsets ${elsewhere.offset} and ${entry.offset}.`,
        operations: [elsewhere.operation, operation],
      });
    }
  };

  const failed = new Map<string, Operation>();
  const inCompletion = history.operations
    .filter(({ f }) => f === 'send' || f === 'poll' || f === 'txn')
    .toSorted((a, b) => a.completedAt - b.completedAt);
  const looked = inCompletion.map((operation) => ({
    operation,
    micros: microOperations(operation, history),
  }));
  for (const { operation, micros } of looked) {
    for (const { kind, log: name, entries } of micros) {
      const log = logOf(name);
      for (const entry of entries) {
        const key = keyOf(entry.value);
        if (kind === 'send' && operation.outcome === 'fail') {
          failed.set(`${name}\0${key}`, operation);
        }
        if (operation.outcome !== 'ok') continue;
        place(log, entry, operation);
        if (kind === 'send') log.sent.set(key, operation);
        else {
          log.polled.add(key);
          log.polledTo = Math.max(log.polledTo, entry.offset ?? -1);
        }
      }
    }
  }
  for (const log of logs.values()) {
    log.offsets = [...log.byOffset.keys()].sort((a, b) => a - b);
  }
  for (const { operation, micros } of looked) {
    if (operation.outcome !== 'ok') continue;
    for (const { kind, log, entries } of micros) {
      for (const { value } of kind === 'poll' ? entries : []) {
        const send = failed.get(`${log}\0${keyOf(value)}`);
        if (send === undefined || logs.get(log)?.sent.has(keyOf(value))) continue;
        findings.push({
          kind: 'aborted-read',
          text: `Process ${operation.process} polled ${show(value)} from ${log}, whose send had failed.`,
          operations: [send, operation],
        });
      }
    }
  }

  let unseen = 0;
  for (const log of logs.values()) {
    for (const [key, send] of log.sent) {
      if (log.polled.has(key)) continue;
      const at = log.byValue.get(key)?.offset;
      if (at === undefined || at > log.polledTo) {
        unseen += 1;
        continue;
      }
      findings.push({
        kind: 'lost-write',
        text: `Offset ${at} of ${log.name} was acknowledged to process ${send.process} and never polled, though polls reached offset ${log.polledTo}.`,
        operations: [send],
      });
    }
  }
  findings.push(...outOfOrder(history, logs));
  findings.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
  const counts = { logs: logs.size, operations: history.operations.length, unseen };
  return verdictOf('log', findings, counts, {
    valid: `${logs.size} logs keep every acknowledged message at one offset, in order; ${unseen} messages were not polled yet.`,
  });
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

/** Offsets that go back, or over one that is known, as one process saw them. */
function outOfOrder(history: History, logs: ReadonlyMap<string, Log>): readonly Finding[] {
  const findings: Finding[] = [];
  const rebalanced = history.operations.some(({ f }) => f === 'subscribe');
  const positions = new Map<Process, Map<string, { offset: number; operation: Operation }>>();
  for (const operation of history.operations) {
    const { process, outcome } = operation;
    const mine =
      positions.get(process) ?? new Map<string, { offset: number; operation: Operation }>();
    positions.set(process, mine);
    if (MOVES.includes(operation.f)) {
      for (const name of [...mine.keys()]) if (name.startsWith('poll ')) mine.delete(name);
      continue;
    }
    if (outcome !== 'ok') continue;
    for (const { kind, log, entries } of microOperations(operation, history)) {
      for (const { offset } of entries) {
        if (offset === undefined) continue;
        const last = mine.get(`${kind} ${log}`);
        mine.set(`${kind} ${log}`, { offset, operation });
        if (last === undefined) continue;
        const internal = last.operation === operation;
        if (!internal && kind === 'poll' && rebalanced) continue;
        const back = offset <= last.offset;
        const skipped = back ? undefined : knownBetween(logs.get(log), last.offset, offset);
        if (!back && (skipped === undefined || kind === 'send')) continue;
        findings.push({
          kind: `${internal ? 'internal-' : ''}${back ? `nonmonotonic-${kind}` : 'poll-skip'}`,
          text: `Process ${process} ${kind === 'poll' ? 'polled' : 'sent to'} offset ${offset} of ${log} after ${last.offset}${internal ? ' in one operation' : ''}${skipped === undefined ? '' : `, and skipped ${skipped}`}.`,
          operations: internal ? [operation] : [last.operation, operation],
        });
      }
    }
  }
  return findings;
}

/** A known offset between two, neither included. */
function knownBetween(log: Log | undefined, from: number, to: number): number | undefined {
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
