import { InvalidInput } from '@dstudio/kernel';
import { show } from '../value.ts';
import type { History, HistoryEvent, Operation, Process } from './operation.ts';

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

/**
 * Pairs invocations with completions. A process does one thing at a time, so a completion belongs to
 * the invocation of its process that is open. Events of a nemesis are left out.
 */
export function createHistoryBuilder(file: string): HistoryBuilder {
  const operations: Draft[] = [];
  const open = new Map<Process, Draft>();
  const names = new Map<string, string>();
  let events = 0;
  let last = Number.NEGATIVE_INFINITY;

  const refuse = (event: HistoryEvent, problem: string, hint: string): never => {
    throw new InvalidInput(problem, { where: { file, line: event.line }, hint });
  };
  // One text for all operations of a name: slices of the input would keep it alive.
  const shared = (name: string): string => {
    const known = names.get(name);
    if (known === undefined) names.set(name, name);
    return known ?? name;
  };

  const invoke = (event: HistoryEvent): void => {
    const pending = open.get(event.process);
    if (pending !== undefined) {
      refuse(
        event,
        `process ${event.process} begins while its operation of ${placeOf(pending)} has not ended`,
        'give each client a process of its own, and a new one after a crash without an info event',
      );
    }
    if (operations.length === OPERATIONS_MAX) {
      refuse(event, `this history has more than ${OPERATIONS_MAX} operations`, 'split it');
    }
    const draft: Draft = {
      process: event.process,
      f: shared(event.f ?? 'txn'),
      key: event.key,
      input: event.value,
      output: null,
      outcome: 'info',
      invokedAt: events,
      completedAt: Number.POSITIVE_INFINITY,
      invoked_ns: event.time_ns,
      completed_ns: undefined,
      index: event.index ?? events,
      line: event.line,
      ...(event.final === true ? { final: true } : {}),
    };
    operations.push(draft);
    open.set(event.process, draft);
  };

  const complete = (event: HistoryEvent): void => {
    const draft = open.get(event.process);
    if (draft === undefined) {
      return refuse(
        event,
        `process ${event.process} completes '${event.f ?? 'txn'}' that it never began`,
        'a history holds an invoke event before each ok, fail or info event',
      );
    }
    if (event.f !== undefined && event.f !== draft.f) {
      refuse(
        event,
        `process ${event.process} completes '${event.f}', but began '${draft.f}' at ${placeOf(draft)}`,
        'a completion has the f of its invocation',
      );
    }
    if (event.key !== undefined && draft.key !== undefined && show(event.key) !== show(draft.key)) {
      refuse(
        event,
        `process ${event.process} completes with key ${show(event.key)}, but began with ${show(draft.key)}`,
        'a completion has the key of its invocation',
      );
    }
    open.delete(event.process);
    draft.completed_ns = event.time_ns;
    if (event.type === 'info') return;
    draft.outcome = event.type === 'ok' ? 'ok' : 'fail';
    draft.completedAt = events;
    if (event.type === 'ok') draft.output = event.value;
  };

  return {
    add(event) {
      if (event.process === 'nemesis') return;
      if (event.index !== undefined) {
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
    build: () => ({ operations, events, file }),
  };
}

const placeOf = ({ line, index }: Operation): string =>
  line === undefined ? `index ${index}` : `line ${line}`;
