import { InvalidInput } from '@dstudio/kernel';
import { show, showShort } from '../value.ts';
import { type Asked, createAsked, createNumbers } from './nameless.ts';
import type { History, HistoryEvent, Operation, Process } from './operation.ts';
import { placeUntold } from './untold.ts';

/** More would not fit into the memory of a usual machine. */
const OPERATIONS_MAX = 8_000_000;

export interface HistoryBuilder {
  /** @throws InvalidInput when the event does not follow from those before */
  add(event: HistoryEvent): void;
  /** The history so far. What has not completed may still happen. */
  build(): History;
}

/** An operation on its way: the builder alone writes to it. */
type Draft = { -readonly [name in keyof Operation]: Operation[name] };

/** Functions whose value is what they gave, not what they were given. */
const GIVERS = new Set(['read', 'get', 'dequeue', 'drain', 'poll', 'generate']);

/**
 * Pairs invocations with completions. A process does one thing at a time, so a completion belongs to
 * the invocation of its process that is open; where no processes are told, to the one that asked the
 * same. A completion without an invocation, as in the histories that Elle is tested with, stands for
 * an operation of which nobody knows when it began. Events of a nemesis are left out.
 *
 * @param file its name, for errors
 */
export function createHistoryBuilder(file = 'history'): HistoryBuilder {
  const operations: Draft[] = [];
  const open = new Map<Process, Draft>();
  const names = new Map<string, string>();
  /** Operations whose invocation the history does not tell. */
  const untold = new Set<Operation>();
  const began = new Set<Process>();
  /** Processes that stand for those which the history does not tell. */
  let nameless = 0;
  const freed = createNumbers();
  /** Kept once a process is not told. */
  let asked: Asked<Draft> | undefined;
  let events = 0;
  let last = Number.NEGATIVE_INFINITY;

  const refuse = (event: HistoryEvent, problem: string, hint: string): never => {
    const { line, column } = event;
    throw new InvalidInput(problem, { where: { file, line, column }, hint });
  };
  // One text for all operations of a name: slices of the input would keep it alive.
  const shared = (name: string): string => {
    const known = names.get(name);
    if (known === undefined) names.set(name, name);
    return known ?? name;
  };

  /** The lowest number that nothing open has. */
  const freeProcess = (): Process => {
    let process = freed.take() ?? nameless;
    while (open.has(process))
      process = process < nameless ? (freed.take() ?? nameless) : process + 1;
    nameless = Math.max(nameless, process + 1);
    return process;
  };

  const release = (process: Process): void => {
    if (typeof process === 'number' && process < nameless) freed.give(process);
  };

  const begin = (event: HistoryEvent, process: Process): Draft => {
    if (operations.length === OPERATIONS_MAX) {
      refuse(event, `this history has more than ${OPERATIONS_MAX} operations`, 'split it');
    }
    const draft: Draft = {
      process,
      f: shared(event.f ?? 'txn'),
      key: event.key,
      input: event.value,
      output: null,
      outcome: 'info',
      invokedAt: events,
      completedAt: Number.POSITIVE_INFINITY,
      invoked_ns: event.time_ns,
      completed_ns: undefined,
      index: event.index !== undefined && event.index >= 0 ? event.index : events,
      line: event.line,
      ...(event.final === true ? { final: true } : {}),
    };
    operations.push(draft);
    return draft;
  };

  const invoke = (event: HistoryEvent): void => {
    const process = event.process ?? freeProcess();
    const pending = open.get(process);
    if (pending !== undefined) {
      refuse(
        event,
        `process ${showShort(process)} begins while its operation of ${placeOf(pending)} has not ended`,
        'give each client a process of its own, and a new one after a crash without an info event',
      );
    }
    const draft = begin(event, process);
    open.set(process, draft);
    asked?.add(draft);
    began.add(process);
  };

  /** The process whose open operation this completes, where the history does not tell it. */
  const askerOf = (event: HistoryEvent): Process | undefined => {
    const { f, value } = event;
    if (asked === undefined) {
      asked = createAsked((one) => open.get(one.process) === one);
      for (const draft of open.values()) asked.add(draft);
    }
    // Of two that asked the same, either will do: the first to end ends the first to begin.
    const same = asked.first(f, value);
    const count = asked.count(f);
    if (same === undefined && count > 1) {
      refuse(
        event,
        `this may complete any of ${count} operations that are open`,
        'name the process of each event',
      );
    }
    return (same ?? asked.first(f))?.process;
  };

  /** A completion of which the invocation is not told. */
  const completeUntold = (event: HistoryEvent): void => {
    const { type, process, value, f } = event;
    // What did not happen, or may not have, and nobody knows what it was; or a message.
    if (type !== 'ok' && value === null) return;
    if (process !== undefined && began.has(process)) {
      if (type === 'info') return;
      refuse(
        event,
        `process ${showShort(process)} completes ${showShort(f ?? 'txn')}, which it never began`,
        'a history holds an invoke event before each ok, fail or info event',
      );
    }
    const draft = begin(event, process ?? nameless++);
    if (process === undefined) release(draft.process);
    untold.add(draft);
    draft.invoked_ns = undefined;
    if (type === 'ok' && GIVERS.has(draft.f)) draft.input = null;
    end(draft, event);
  };

  const end = (draft: Draft, event: HistoryEvent): void => {
    draft.completed_ns = event.time_ns;
    if (event.type === 'info') return;
    draft.outcome = event.type === 'ok' ? 'ok' : 'fail';
    draft.completedAt = events;
    if (event.type === 'ok') draft.output = event.value;
  };

  const complete = (event: HistoryEvent): void => {
    const process = event.process ?? askerOf(event);
    const draft = process === undefined ? undefined : open.get(process);
    if (process === undefined || draft === undefined) return completeUntold(event);
    // A process that crashed says so under any name.
    if (event.f !== undefined && event.f !== draft.f && event.type !== 'info') {
      refuse(
        event,
        `process ${showShort(process)} completes ${showShort(event.f)}, but began ${showShort(draft.f)} at ${placeOf(draft)}`,
        'a completion has the f of its invocation',
      );
    }
    if (event.key !== undefined && draft.key !== undefined && show(event.key) !== show(draft.key)) {
      refuse(
        event,
        `process ${showShort(process)} completes with key ${showShort(event.key)}, but began with ${showShort(draft.key)}`,
        'a completion has the key of its invocation',
      );
    }
    open.delete(process);
    asked?.remove(draft);
    release(process);
    end(draft, event);
  };

  return {
    add(event) {
      if (event.process === 'nemesis') return;
      // Jepsen numbers what has no index with -1.
      if (event.index !== undefined && event.index >= 0) {
        if (event.index <= last) {
          refuse(
            event,
            `index ${event.index} comes after ${last}`,
            'sort the events by their index; the order of the file is the order of events',
          );
        }
        last = event.index;
      }
      if (event.type === 'invoke') invoke(event);
      else complete(event);
      events += 1;
    },
    build: () =>
      untold.size === 0
        ? { operations, events, file }
        : placeUntold({ operations, events, file }, untold),
  };
}

const placeOf = ({ line, index }: Operation): string =>
  line === undefined ? `index ${index}` : `line ${line}`;
