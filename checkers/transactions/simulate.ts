import { createRandom } from '@dstudio/kernel';
import { createHistoryBuilder } from '../history/builder.ts';
import type { EventType, History } from '../history/operation.ts';
import type { Value } from '../value.ts';

type Micro = [string, string, Value];

/** What a simulated store does to transactions that run at once. */
export type Isolation = 'serial' | 'snapshot' | 'lost-updates';

interface Running {
  readonly process: number;
  readonly body: Micro[];
  /** Length of each list when it began. */
  seen: Map<string, number> | undefined;
}

/**
 * A history as a store with that isolation gives it: serial ones take effect in one moment, snapshot
 * isolation reads as of the beginning and lets the first committer win, lost updates read as of the
 * beginning and append regardless. One in twenty crashes, in effect or not. For tests.
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
  const lists = new Map<string, number[]>();
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

  const begin = (one: Running): void => {
    one.seen = new Map([...lists].map(([key, list]) => [key, list.length]));
    const own = new Map<string, number[]>();
    for (const micro of one.body) {
      const [f, key] = micro;
      const list = own.get(key) ?? (lists.get(key) ?? []).slice(0, one.seen.get(key) ?? 0);
      own.set(key, list);
      if (f !== 'r') list.push(Number(micro[2]));
      else micro[2] = verb === 'w' ? (list.at(-1) ?? null) : [...list];
    }
  };
  const commit = ({ body, seen }: Running): boolean => {
    const writes = body.filter(([f]) => f !== 'r');
    const length = (key: string): number => lists.get(key)?.length ?? 0;
    const isLate = writes.some(([, key]) => length(key) !== (seen?.get(key) ?? 0));
    if (isolation === 'snapshot' && isLate) return false;
    for (const [, key, value] of writes) lists.set(key, [...(lists.get(key) ?? []), Number(value)]);
    return true;
  };

  const running: Running[] = [];
  let begun = 0;
  while (begun < transactions || running.length > 0) {
    if (begun < transactions && running.length < 5 && random.next() < 0.5) {
      const one: Running = { process: begun++, body: request(), seen: undefined };
      event(one.process, 'invoke', one.body);
      running.push(one);
      continue;
    }
    const at = below(running.length);
    const one = running[at];
    if (one === undefined) continue;
    if (one.seen === undefined && isolation !== 'serial') {
      begin(one);
      continue;
    }
    if (isolation === 'serial') begin(one);
    running.splice(at, 1);
    const isCrash = random.next() < 0.05;
    const isCommitted = isCrash && random.next() < 0.5 ? false : commit(one);
    event(one.process, isCrash ? 'info' : isCommitted ? 'ok' : 'fail', one.body);
  }
  return builder.build();
};

/**
 * A tiny history, true or not: each key's writes are put in some order, and each read returns some
 * state of it, more often than not the one a serial order gives. The last transaction reads all.
 */
export const tiny = (seed: number, verb: 'append' | 'w', isAllRead: boolean): History => {
  const random = createRandom(seed);
  const below = (n: number): number => Math.floor(random.next() * n);
  const count = 2 + below(3);
  const keys = 'xy'.slice(0, 1 + below(2));
  const noise = below(3) * 0.2;
  let written = 0;
  const lists = new Map<string, number[]>();
  const bodies = Array.from({ length: count }, () =>
    Array.from({ length: 1 + below(3) }, (): Micro => {
      const key = keys[below(keys.length)] ?? 'x';
      return random.next() < 0.5 ? ['r', key, null] : [verb, key, ++written];
    }),
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
  for (const micro of bodies.flat()) {
    if (micro[0] !== 'r') continue;
    const slips = random.next() < noise;
    const total = lists.get(micro[1])?.length ?? 0;
    micro[2] = shown(micro[1], slips ? below(total + 1) : Number(micro[2]));
  }
  if (isAllRead) bodies.push([...keys].map((key): Micro => ['r', key, shown(key, Infinity)]));
  return timed(bodies, below);
};

/** Gives each transaction a process and two moments, more or less in order. */
const timed = (bodies: readonly (readonly Micro[])[], below: (n: number) => number): History => {
  const builder = createHistoryBuilder('tiny');
  const moments = bodies.flatMap((_, t) => {
    const begin = t * 4 + below(8);
    return [
      { t, at: begin, isEnd: false },
      { t, at: begin + 1 + below(12), isEnd: true },
    ];
  });
  moments.sort((a, b) => a.at - b.at || Number(a.isEnd) - Number(b.isEnd) || a.t - b.t);
  const fate = bodies.map((_, t): EventType => {
    const draw = below(12);
    return t === bodies.length - 1 || draw > 1 ? 'ok' : draw === 0 ? 'info' : 'fail';
  });
  for (const { t, isEnd } of moments) {
    const type = isEnd ? (fate[t] ?? 'ok') : 'invoke';
    builder.add({
      process: t,
      type,
      f: 'txn',
      value: (bodies[t] ?? []).map(([f, k, v]) => [f, k, type === 'ok' || f !== 'r' ? v : null]),
      key: undefined,
      time_ns: undefined,
      index: undefined,
      line: undefined,
    });
  }
  return builder.build();
};
