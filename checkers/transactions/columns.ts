import { InvalidInput } from '@dstudio/kernel';
import type { History, Operation } from '../history/operation.ts';
import { PIECE, type Work } from '../pieces.ts';
import { isArray, keyOf, show, type Value } from '../value.ts';

export const OK = 0;
export const INFO = 1;
export const FAIL = 2;

/** A history as columns: transactions and micro-operations are numbers, so that millions fit. */
export interface Columns {
  /** Transactions, numbered by invocation. */
  readonly count: number;
  /** OK, INFO or FAIL, by transaction. */
  readonly status: Uint8Array;
  /** The process by transaction, as a number below `processes`. */
  readonly process: Int32Array;
  readonly processes: number;
  /** A transaction's micro-operations are first[t] to first[t + 1]. */
  readonly first: Int32Array;
  /** The transaction, by micro-operation. */
  readonly owner: Int32Array;
  /** 1 for a write or append, 0 for a read, by micro-operation. */
  readonly writes: Uint8Array;
  /** The key by micro-operation, an index into `keys`. */
  readonly key: Int32Array;
  /** What was written or read, by micro-operation. */
  readonly value: readonly Value[];
  readonly keys: readonly Value[];
  /** By position: 2t for the invocation of transaction t, 2t + 1 for its completion, -1 for neither. */
  readonly timeline: Int32Array;
  readonly operations: readonly Operation[];
  /** Where the history comes from, for errors. */
  readonly file: string;
}

/**
 * Reads a history of transactions: of what committed, what it completed with, and of everything else,
 * what it was invoked with.
 *
 * @param write the micro-operation that writes: `append` or `w`.
 * @throws InvalidInput for what is no list of micro-operations.
 */
export function* readColumns({ operations, events, file }: History, write: string): Work<Columns> {
  const count = operations.length;
  const status = new Uint8Array(count);
  const process = new Int32Array(count);
  const processes = new Numbering();
  const keys = new Numbering();
  const first = new Int32Array(count + 1);
  const timeline = new Int32Array(events).fill(-1);
  let total = 0;
  for (let t = 0; t < count; t++) {
    if (t % PIECE === 0) yield { stage: 'reading transactions', done: t, total: 2 * count };
    const operation = operations[t] as Operation; // There are `count` of them.
    status[t] = operation.outcome === 'ok' ? OK : operation.outcome === 'fail' ? FAIL : INFO;
    process[t] = processes.of(operation.process);
    timeline[operation.invokedAt] = 2 * t;
    if (operation.completedAt < events) timeline[operation.completedAt] = 2 * t + 1;
    total += bodyOf(operation, file).length;
    first[t + 1] = total;
  }
  const owner = new Int32Array(total);
  const writes = new Uint8Array(total);
  const key = new Int32Array(total);
  const value: Value[] = new Array(total);
  let m = 0;
  for (let t = 0; t < count; t++) {
    if (t % PIECE === 0) yield { stage: 'reading transactions', done: count + t, total: 2 * count };
    const operation = operations[t] as Operation; // As above.
    for (const micro of bodyOf(operation, file)) {
      const [f, k, v] = isArray(micro) ? micro : [];
      if ((f !== 'r' && f !== write) || k === undefined)
        throw unknownMicro(operation, file, micro, write);
      owner[m] = t;
      writes[m] = f === 'r' ? 0 : 1;
      key[m] = keys.of(k);
      value[m] = v ?? null;
      m++;
    }
  }
  return {
    file,
    operations,
    count,
    status,
    process,
    processes: processes.names.length,
    first,
    owner,
    writes,
    key,
    value,
    keys: keys.names,
    timeline,
  };
}

const bodyOf = (operation: Operation, file: string): readonly Value[] => {
  const body = operation.outcome === 'ok' ? operation.output : operation.input;
  if (body === null) return [];
  if (isArray(body)) return body;
  throw new InvalidInput(`${show(body)} stands where micro-operations should be`, {
    where: { file, line: operation.line },
    hint: 'write a list such as [["append", "x", 1], ["r", "y", null]]',
  });
};

const unknownMicro = (
  operation: Operation,
  file: string,
  micro: Value,
  write: string,
): InvalidInput =>
  new InvalidInput(`this model does not know the micro-operation ${show(micro)}`, {
    where: { file, line: operation.line },
    hint: `write ["${write}", key, value] or ["r", key, what was read]`,
  });

/** Gives equal names the same number, in the order of their first use. */
class Numbering {
  readonly names: Value[] = [];
  readonly #numbers = new Map<string | number, number>();

  of(name: Value): number {
    const id = keyOf(name);
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    this.#numbers.set(id, this.names.length);
    return this.names.push(name) - 1;
  }
}
