import { createRandom } from '@dstudio/kernel';
import { createHistoryBuilder } from '../../history/builder.ts';
import type { EventType, History } from '../../history/operation.ts';
import type { Value } from '../../value.ts';

type Micro = [string, string, Value];

/** What a simulated store does to transactions that run at once. */
export type Isolation =
  | 'serial'
  | 'snapshot'
  | 'session-snapshot'
  | 'read-committed'
  | 'lost-updates';

type Lists = ReadonlyMap<string, readonly number[]>;

interface Running {
  readonly process: number;
  readonly body: Micro[];
  /** The state it reads from, by the number of commits; undefined until it has begun. */
  snapshot: number | undefined;
  /** Micro-operations done, where each is a moment of its own. */
  done: number;
}

const PROCESSES = 5;

/**
 * A history as a store with that isolation gives it. For tests. Serial transactions take effect in
 * one moment. Snapshot isolation reads as of the beginning and lets the first committer win;
 * for sessions, it reads as of any moment since the session's own last commit. Read committed takes
 * locks for writes, and reads what is committed at that moment. Lost updates read as of the beginning
 * and write regardless. One in twenty crashes, in effect or not.
 */
export const simulate = (
  seed: number,
  {
    isolation,
    transactions,
    verb = 'append',
  }: { isolation: Isolation; transactions: number; verb?: 'append' | 'w' },
): History => {
  const random = createRandom(seed);
  const below = (n: number): number => Math.floor(random.next() * n);
  const builder = createHistoryBuilder('simulation');
  /** The state after each commit. */
  const states: Lists[] = [new Map()];
  const newest = (): Lists => states.at(-1) ?? new Map();
  const committedBy = new Array<number>(PROCESSES).fill(0);
  const locks = new Map<string, Running>();
  const event = (process: number, type: EventType, body: readonly Micro[]): void =>
    builder.add({
      process,
      type,
      f: 'txn',
      value: body.map(([f, k, v]) => [f, k, type === 'ok' || f !== 'r' ? v : null]),
      key: undefined,
      time_ns: undefined,
      index: undefined,
      line: undefined,
    });
  let written = 0;
  const request = (): Micro[] =>
    Array.from({ length: 1 + below(4) }, (): Micro => {
      const key = 'xyz'[below(3)] ?? 'x';
      return random.next() < 0.5 ? ['r', key, null] : [verb, key, ++written];
    });

  /** Does one micro-operation on a state, on top of its own writes. */
  const step = ({ body }: Running, at: number, state: Lists): void => {
    const micro = body[at];
    if (micro === undefined || micro[0] !== 'r') return;
    const own = body.slice(0, at).filter(([f, key]) => f !== 'r' && key === micro[1]);
    const list = [...(state.get(micro[1]) ?? []), ...own.map(([, , value]) => Number(value))];
    micro[2] = verb === 'w' ? (list.at(-1) ?? null) : list;
  };
  const begin = (one: Running): void => {
    const isStale = isolation === 'session-snapshot';
    const from = isStale ? (committedBy[one.process] ?? 0) : states.length - 1;
    one.snapshot = from + below(states.length - from);
    for (const at of one.body.keys()) step(one, at, states[one.snapshot] ?? new Map());
  };
  const commit = ({ body, process, snapshot = 0 }: Running): boolean => {
    const writes = body.filter(([f]) => f !== 'r');
    const length = (key: string, state?: Lists): number => state?.get(key)?.length ?? 0;
    const isLate = writes.some(
      ([, key]) => length(key, newest()) !== length(key, states[snapshot]),
    );
    if (isolation.endsWith('snapshot') && isLate) return false;
    const after = new Map(newest());
    for (const [, key, value] of writes) {
      after.set(key, [...(after.get(key) ?? []), Number(value)]);
    }
    states.push(after);
    // What it read was there at its snapshot; what it wrote is there from now on.
    committedBy[process] = writes.length > 0 ? states.length - 1 : snapshot;
    return true;
  };
  /** One moment of a transaction under read committed: true when it is ready, undefined when it gives up. */
  const advance = (one: Running): boolean | undefined => {
    const micro = one.body[one.done];
    if (micro === undefined) return true;
    if (micro[0] !== 'r') {
      if ((locks.get(micro[1]) ?? one) !== one) return undefined;
      locks.set(micro[1], one);
    }
    step(one, one.done++, newest());
    return false;
  };
  const unlock = (one: Running): void => {
    for (const [key, holder] of locks) if (holder === one) locks.delete(key);
  };

  const running: Running[] = [];
  const idle = Array.from({ length: PROCESSES }, (_, process) => process);
  let begun = 0;
  while (begun < transactions || running.length > 0) {
    if (begun < transactions && idle.length > 0 && random.next() < 0.5) {
      const process = idle.splice(below(idle.length), 1)[0] ?? 0;
      const one: Running = { process, body: request(), snapshot: undefined, done: 0 };
      begun++;
      event(one.process, 'invoke', one.body);
      running.push(one);
      continue;
    }
    const at = below(running.length);
    const one = running[at];
    if (one === undefined) continue;
    let isRefused = false;
    if (isolation === 'read-committed') {
      const isReady = advance(one);
      if (isReady === false) continue;
      isRefused = isReady === undefined;
    } else if (one.snapshot === undefined && isolation !== 'serial') {
      begin(one);
      continue;
    }
    if (isolation === 'serial') begin(one);
    running.splice(at, 1);
    idle.push(one.process);
    const isCrash = random.next() < 0.05;
    const isCommitted = !isRefused && !(isCrash && random.next() < 0.5) && commit(one);
    unlock(one);
    event(one.process, isCrash ? 'info' : isCommitted ? 'ok' : 'fail', one.body);
  }
  return builder.build();
};

/**
 * A tiny history, true or not: each key's writes are put in some order, and each read returns some
 * state of it, more often than not the one a serial order gives. The last transaction may read all.
 */
export const tiny = (
  seed: number,
  verb: 'append' | 'w',
  isAllRead: boolean,
  /**
   * Transactions and keys at most; one process for each transaction if none are given. In a wild one
   * writes take effect in another order than they were made, and a transaction uses a key once.
   */
  {
    transactions = 4,
    keys: keys_max = 2,
    processes,
    isWild = false,
  }: { transactions?: number; keys?: number; processes?: number; isWild?: boolean } = {},
): History => {
  const random = createRandom(seed);
  const below = (n: number): number => Math.floor(random.next() * n);
  const count = 2 + below(transactions - 1);
  const keys = 'xyz'.slice(0, 1 + below(keys_max));
  const noise = below(3) * 0.2;
  let written = 0;
  const lists = new Map<string, number[]>();
  const bodies = Array.from({ length: count }, () =>
    Array.from({ length: 1 + below(3) }, (): Micro => {
      const key = keys[below(keys.length)] ?? 'x';
      return random.next() < 0.5 ? ['r', key, null] : [verb, key, ++written];
    }).filter(([, key], i, all) => !isWild || all.findIndex((one) => one[1] === key) === i),
  );
  const shown = (key: string, length: number): Value => {
    const list = (lists.get(key) ?? []).slice(0, length);
    return verb === 'w' ? (list.at(-1) ?? null) : list;
  };
  // First as a serial run, then some reads slip.
  for (const body of bodies) {
    for (const micro of body) {
      const [f, key, value] = micro;
      const list = lists.get(key) ?? [];
      lists.set(key, list);
      if (f === 'r') micro[2] = list.length;
      else list.push(Number(value));
    }
  }
  for (const list of isWild ? lists.values() : []) {
    const [a, b] = [below(list.length), below(list.length)];
    const element = list[a];
    if (element === undefined || random.next() > 2 * noise) continue;
    list[a] = list[b] ?? element;
    list[b] = element;
  }
  for (const micro of bodies.flat()) {
    if (micro[0] !== 'r') continue;
    const slips = random.next() < noise;
    const total = lists.get(micro[1])?.length ?? 0;
    micro[2] = shown(micro[1], slips ? below(total + 1) : Number(micro[2]));
  }
  if (isAllRead) bodies.push([...keys].map((key): Micro => ['r', key, shown(key, Infinity)]));
  return timed(bodies, below, processes ?? bodies.length);
};

/** Gives each transaction a process, more or less in order: each begins or ends at some moment. */
const timed = (
  bodies: readonly (readonly Micro[])[],
  below: (n: number) => number,
  processes: number,
): History => {
  const builder = createHistoryBuilder('tiny');
  const fate = bodies.map((_, t): EventType => {
    const draw = below(12);
    return t === bodies.length - 1 || draw > 1 ? 'ok' : draw === 0 ? 'info' : 'fail';
  });
  const event = (process: number, t: number, type: EventType): void =>
    builder.add({
      process,
      type,
      f: 'txn',
      value: (bodies[t] ?? []).map(([f, k, v]) => [f, k, type === 'ok' || f !== 'r' ? v : null]),
      key: undefined,
      time_ns: undefined,
      index: undefined,
      line: undefined,
    });
  const idle = Array.from({ length: processes }, (_, process) => process);
  const running: { process: number; t: number }[] = [];
  for (let begun = 0; begun < bodies.length || running.length > 0; ) {
    const begins = begun < bodies.length && idle.length > 0;
    if (begins && (running.length === 0 || below(5) > 1)) {
      const process = idle.splice(below(idle.length), 1)[0] ?? 0;
      event(process, begun, 'invoke');
      running.push({ process, t: begun++ });
      continue;
    }
    const one = running.splice(below(running.length), 1)[0];
    if (one === undefined) continue;
    event(one.process, one.t, fate[one.t] ?? 'ok');
    idle.push(one.process);
  }
  return builder.build();
};
