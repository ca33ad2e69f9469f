import { InvalidInput } from '@dstudio/kernel';
import type { TransactionEvent } from './types.ts';

export const OK = 0;
export const INFO = 1;
export const FAIL = 2;

/** A history as columns: transactions and micro-operations are numbers, so that millions fit. */
export interface Columns {
  /** Transactions, numbered by invocation. */
  readonly count: number;
  /** OK, INFO or FAIL, by transaction. */
  readonly status: Uint8Array;
  /** Position of the invocation, or -1 when the history does not show it. */
  readonly invoked: Int32Array;
  /** Position of the completion, or -1 when there is none. */
  readonly completed: Int32Array;
  /** The process by transaction, an index into `processes`. */
  readonly process: Int32Array;
  readonly processes: readonly (number | string | undefined)[];
  /** A transaction's micro-operations are first[t] to first[t + 1]. */
  readonly first: Int32Array;
  /** The transaction, by micro-operation. */
  readonly owner: Int32Array;
  /** 1 for a write or append, 0 for a read, by micro-operation. */
  readonly writes: Uint8Array;
  /** The key by micro-operation, an index into `keys`. */
  readonly key: Int32Array;
  /** What was written or read, by micro-operation. */
  readonly value: readonly unknown[];
  readonly keys: readonly unknown[];
  /** By position: 2t for the invocation of transaction t, 2t + 1 for its completion, -1 for neither. */
  readonly timeline: Int32Array;
  /** The number that the event at a position has in its history. */
  readonly indexAt: (position: number) => number;
}

/** Numbers keys and values of any JSON shape; equal shapes are the same. */
export const canonical = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

/**
 * Reads a history of transactions. An invocation without completion is `info`; a completion without
 * invocation is taken to have begun at an unknown time. Events of the process `nemesis` are skipped.
 *
 * @param write the micro-operation that writes: `append` or `w`.
 * @throws InvalidInput for a process that runs two transactions at once, or an unknown micro-operation.
 */
export const readColumns = (events: readonly TransactionEvent[], write: string): Columns => {
  const { count, begins, ends, timeline } = pairUp(events);
  const status = new Uint8Array(count);
  const process = new Int32Array(count);
  const processes = new Numbering();
  const keys = new Numbering();
  const first = new Int32Array(count + 1);
  const bodies: (readonly unknown[])[] = new Array(count);
  let total = 0;
  for (let t = 0; t < count; t++) {
    const end = ends[t] ?? -1;
    const done = end < 0 ? undefined : events[end];
    const begun = events[begins[t] ?? -1];
    const type = done?.type ?? 'info';
    status[t] = type === 'ok' ? OK : type === 'fail' ? FAIL : INFO;
    process[t] = processes.of(done?.process ?? begun?.process ?? undefined);
    const body = (type === 'ok' ? done?.value : (begun?.value ?? done?.value)) ?? [];
    if (!Array.isArray(body)) throw notTransaction(end < 0 ? (begins[t] ?? 0) : end, body);
    bodies[t] = body;
    total += body.length;
    first[t + 1] = total;
  }
  const owner = new Int32Array(total);
  const writes = new Uint8Array(total);
  const key = new Int32Array(total);
  const value: unknown[] = new Array(total);
  let m = 0;
  for (let t = 0; t < count; t++) {
    for (const operation of bodies[t] ?? []) {
      if (!Array.isArray(operation) || (operation[0] !== 'r' && operation[0] !== write)) {
        throw unknownOperation(events, begins[t] ?? -1, ends[t] ?? -1, operation, write);
      }
      owner[m] = t;
      writes[m] = operation[0] === 'r' ? 0 : 1;
      key[m] = keys.of(operation[1]);
      value[m] = operation[2] ?? null;
      m++;
    }
  }
  return {
    count,
    status,
    invoked: begins,
    completed: ends,
    process,
    // Only names of processes were numbered.
    processes: processes.names as (number | string | undefined)[],
    first,
    owner,
    writes,
    key,
    value,
    keys: keys.names,
    timeline,
    indexAt: (position) => events[position]?.index ?? position,
  };
};

class Numbering {
  readonly names: unknown[] = [];
  readonly #numbers = new Map<unknown, number>();

  of(name: unknown): number {
    const id = canonical(name);
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    this.#numbers.set(id, this.names.length);
    return this.names.push(name) - 1;
  }
}

const pairUp = (events: readonly TransactionEvent[]) => {
  const begins = new Int32Array(events.length);
  const ends = new Int32Array(events.length);
  const timeline = new Int32Array(events.length).fill(-1);
  const open = new Map<number | string | null | undefined, number>();
  let count = 0;
  for (let at = 0; at < events.length; at++) {
    const event = events[at];
    if (event === undefined || event.process === 'nemesis') continue;
    const running = open.get(event.process) ?? -1;
    if (event.type === 'invoke') {
      if (running >= 0) throw twoAtOnce(event, begins[running] ?? 0, at);
      begins[count] = at;
      ends[count] = -1;
      timeline[at] = 2 * count;
      open.set(event.process, count++);
      continue;
    }
    let t = running;
    if (t < 0) {
      t = count++;
      begins[t] = -1;
    }
    open.set(event.process, -1);
    ends[t] = at;
    timeline[at] = 2 * t + 1;
  }
  return { count, begins: begins.slice(0, count), ends: ends.slice(0, count), timeline };
};

const twoAtOnce = (event: TransactionEvent, begun: number, at: number): InvalidInput =>
  new InvalidInput(
    `process ${String(event.process)} begins a transaction at event ${at} while the one of event ${begun} is still open`,
    { hint: 'complete it first with ok, fail or info, or give the second one another process' },
  );

const notTransaction = (at: number, body: unknown): InvalidInput =>
  new InvalidInput(
    `event ${at} has ${JSON.stringify(body)} where its micro-operations should be`,
    { hint: 'write a list such as [["append", "x", 1], ["r", "y", null]]' },
  );

const unknownOperation = (
  events: readonly TransactionEvent[],
  begun: number,
  ended: number,
  operation: unknown,
  write: string,
): InvalidInput => {
  const at = events[ended]?.type === 'ok' || begun < 0 ? ended : begun;
  return new InvalidInput(
    `event ${at} has the micro-operation ${JSON.stringify(operation)}, which this model does not know`,
    { hint: `write ["${write}", key, value] or ["r", key, what was read]` },
  );
};
