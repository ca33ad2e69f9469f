import type { Random } from '@dstudio/kernel';
import { createHistoryBuilder } from '../history/builder.ts';
import type { EventType, History } from '../history/operation.ts';
import type { Value } from '../value.ts';

export interface RegisterRun {
  readonly operations: number;
  readonly clients: number;
  /** Independent registers; with more than one, each operation names its key. */
  readonly keys: number;
  /** Values are whole numbers below this. */
  readonly values: number;
  /** The share of operations that crash: nobody learns whether they took effect. */
  readonly crashed: number;
  /** The share of reads that give the value before the last one: what a stale replica does. */
  readonly stale: number;
}

/** An operation under way. */
interface Pending {
  readonly f: string;
  readonly value: Value;
  readonly key: number;
  /** What it will return, once it has taken effect. */
  result: { readonly type: EventType; readonly value: Value } | undefined;
}

/**
 * A run of clients against cas-registers that take each operation at one moment between its beginning
 * and its end, and so are linearizable, unless some reads are stale. A client that crashes goes on as
 * another process, as in Jepsen.
 */
export function registerHistory(random: Random, run: RegisterRun): History {
  const builder = createHistoryBuilder('generated');
  const now = new Map<number, Value>();
  const earlier = new Map<number, Value>();
  const processes = Array.from({ length: run.clients }, (_, client) => client);
  const pending = new Map<number, Pending>();
  const add = (process: number, type: EventType, { f, key }: Pending, value: Value): void =>
    builder.add({
      process,
      type,
      f,
      value,
      key: run.keys > 1 ? key : undefined,
      time_ns: undefined,
      index: undefined,
      line: undefined,
    });

  const begin = (): Pending => {
    const kind = random.below(3);
    const value = random.below(run.values);
    const common = { key: random.below(run.keys), result: undefined };
    if (kind === 0) return { ...common, f: 'read', value: null };
    if (kind === 1) return { ...common, f: 'write', value };
    return { ...common, f: 'cas', value: [random.below(run.values), value] };
  };
  const set = (key: number, value: Value): void => {
    earlier.set(key, now.get(key) ?? null);
    now.set(key, value);
  };
  const takeEffect = ({ f, key, value }: Pending): NonNullable<Pending['result']> => {
    const found = now.get(key) ?? null;
    if (f === 'read') {
      const isStale = random.next() < run.stale;
      return { type: 'ok', value: isStale ? (earlier.get(key) ?? null) : found };
    }
    if (f === 'write') {
      set(key, value);
      return { type: 'ok', value };
    }
    // A cas is a pair: `begin` made it.
    const [from, to] = value as readonly [Value, Value];
    if (from !== found) return { type: 'fail', value };
    set(key, to);
    return { type: 'ok', value };
  };

  for (let left = run.operations; left > 0 || pending.size > 0; ) {
    const client = random.below(run.clients);
    const process = processes[client] ?? client;
    const mine = pending.get(client);
    if (mine === undefined) {
      if (left === 0) continue;
      left -= 1;
      const operation = begin();
      pending.set(client, operation);
      add(process, 'invoke', operation, operation.value);
    } else if (mine.result === undefined) {
      const crashes = random.next() < run.crashed;
      // A crash before the effect, or after.
      if (!crashes || random.below(2) === 0) mine.result = takeEffect(mine);
      if (!crashes) continue;
      pending.delete(client);
      add(process, 'info', mine, mine.value);
      processes[client] = process + run.clients;
    } else {
      pending.delete(client);
      add(process, mine.result.type, mine, mine.result.value);
    }
  }
  return builder.build();
}
