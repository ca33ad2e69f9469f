import { InvalidInput } from '@dstudio/kernel';
import { PIECE, type Work } from '../pieces.ts';
import { keyOf, type Value } from '../value.ts';
import { type Columns, FAIL, INFO, OK } from './columns.ts';
import { writersByKey } from './list-order.ts';
import { say } from './say.ts';

/** The values that each register took, as numbers. */
export interface Versions {
  readonly count: number;
  /** The key, by version. */
  readonly key: number[];
  /** The value, by version. */
  readonly value: Value[];
  /** The micro-operation that wrote the version, or -1 for the initial and for unwritten ones. */
  readonly writer: number[];
  /** The initial version, by key. */
  readonly initial: number[];
  /** The version that a micro-operation read or wrote; -1 for reads that did not commit. */
  readonly of: Int32Array;
  /** 1 for versions that nobody wrote and that cannot be the initial one. */
  readonly garbage: (0 | 1)[];
  /**
   * Versions that nobody wrote and that may be the initial one. When they were there is not known, so
   * process and real time order say nothing of their reads unless keys are trusted that far.
   */
  readonly silent: ReadonlySet<number>;
  /** 1 for transactions that took effect: ok, or info with a write that somebody read. */
  readonly effective: Uint8Array;
  /**
   * What transactions show to others of each key they touch: the version they read before they wrote
   * it, and the one they wrote last.
   */
  readonly touches: readonly Touch[];
  /** The touches of transaction t are touches[touched[t]] to touches[touched[t + 1]]. */
  readonly touched: Int32Array;
}

export interface Touch {
  readonly transaction: number;
  readonly key: number;
  /** Version read first, or -1. */
  read: number;
  /** Version written last, or -1. */
  wrote: number;
}

/**
 * Numbers the versions. The initial state is nil unless it is told. A value that nobody wrote may be
 * what the test began with when it is the only such value of its key and the initial state was never
 * read: then, as in Elle, reads of it alone say nothing.
 *
 * @param begins the initial state of each register
 * @throws InvalidInput when two transactions write the same value to a key, or one writes the initial.
 */
export function* versionsOf(columns: Columns, begins: Value = null): Work<Versions> {
  const { count, owner, writes, key, keys, value, status } = columns;
  const writers = yield* writersByKey(columns, 'write');
  const versions: Pick<Versions, 'key' | 'value' | 'writer'> = { key: [], value: [], writer: [] };
  const add = (k: number, v: Value, writer: number): number => {
    versions.key.push(k);
    versions.value.push(v);
    return versions.writer.push(writer) - 1;
  };
  const first = keyOf(begins);
  const initial = keys.map((_, k) => add(k, begins, -1));
  const numbers = keys.map((_, k) => new Map<string | number, number>([[first, initial[k] ?? 0]]));
  const strangers = keys.map((): number[] => []);
  const isInitialRead = new Uint8Array(keys.length);
  const of = new Int32Array(owner.length).fill(-1);
  const effective = new Uint8Array(count);
  for (let t = 0; t < count; t++) effective[t] = status[t] === OK ? 1 : 0;
  for (let m = 0; m < owner.length; m++) {
    if (m % PIECE === 0) yield { stage: 'numbering versions', done: m, total: owner.length };
    const k = key[m] ?? 0;
    const v = value[m] ?? null;
    const isWrite = writes[m] === 1;
    const id = keyOf(v);
    if (isWrite && (v === null || id === first)) throw writesInitial(columns, m);
    if (!isWrite && status[owner[m] ?? 0] !== OK) continue;
    if (!isWrite && id === first) isInitialRead[k] = 1;
    let version = numbers[k]?.get(id);
    if (version === undefined) {
      const writer = writers[k]?.get(id) ?? -1;
      version = add(k, v, writer);
      numbers[k]?.set(id, version);
      if (writer < 0) strangers[k]?.push(version);
    }
    of[m] = version;
    const writer = versions.writer[version] ?? -1;
    const by = owner[writer] ?? -1;
    if (!isWrite && by >= 0 && status[by] === INFO) effective[by] = 1;
  }
  const garbage = versions.key.map((): 0 | 1 => 0);
  const silent = new Set<number>();
  for (const [k, found] of strangers.entries()) {
    const [only] = found;
    if (only !== undefined && found.length === 1 && begins === null && isInitialRead[k] === 0) {
      silent.add(only);
    } else for (const version of found) garbage[version] = 1;
  }
  const touched = new Int32Array(count + 1);
  const touches: Touch[] = [];
  for (let t = 0; t < count; t++) {
    if (t % PIECE === 0) yield { stage: 'looking at transactions', done: t, total: count };
    if (status[t] !== FAIL && effective[t] === 1) {
      for (const touch of touchesOf(columns, of, t)) touches.push(touch);
    }
    touched[t + 1] = touches.length;
  }
  return {
    ...versions,
    count: versions.key.length,
    initial,
    of,
    garbage,
    silent,
    effective,
    touches,
    touched,
  };
}

const touchesOf = ({ first, writes, key }: Columns, of: Int32Array, t: number): Iterable<Touch> => {
  const byKey = new Map<number, Touch>();
  for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
    const k = key[m] ?? 0;
    const version = of[m] ?? -1;
    if (version < 0) continue;
    const touch = byKey.get(k);
    if (touch === undefined) {
      const read = writes[m] === 1 ? -1 : version;
      byKey.set(k, { transaction: t, key: k, read, wrote: writes[m] === 1 ? version : -1 });
    } else if (writes[m] === 1) {
      touch.wrote = version;
    }
  }
  return byKey.values();
};

const writesInitial = (columns: Columns, m: number): InvalidInput => {
  const { operations, owner, key, keys, value, file } = columns;
  const operation = operations[owner[m] ?? 0];
  return new InvalidInput(
    `transaction ${operation?.index} writes ${say(value[m])} to ${say(keys[key[m] ?? 0])}, which nobody can tell from the initial state`,
    { where: { file, line: operation?.line }, hint: 'write a value of its own each time' },
  );
};
