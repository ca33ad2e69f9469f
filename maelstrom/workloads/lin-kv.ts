import type { Random } from '@dstudio/kernel';
import { brief, type Json } from '../json.ts';
import {
  expectType,
  fieldOf,
  MalformedReply,
  type Op,
  requestReply,
  type Workload,
} from './workload.ts';

/** Operations on one key before another takes its place: a long history of one key is hard to judge. */
const OPERATIONS_PER_KEY = 60;
const VALUES = 5;

/** Reads, writes and compare-and-sets of single keys. Values are `[key, value]`, as Jepsen writes them. */
export const linKv = (
  random: Random,
  options: { readonly keys: number; readonly latency_ms: number },
): Workload => {
  const active = Array.from({ length: options.keys }, (_, key) => ({
    key,
    left: OPERATIONS_PER_KEY,
  }));
  let nextKey = options.keys;

  const takeKey = (): number => {
    const at = random.below(active.length);
    // The index is below the length.
    const slot = active[at] as { key: number; left: number };
    const { key } = slot;
    if (--slot.left === 0) active[at] = { key: nextKey++, left: OPERATIONS_PER_KEY };
    return key;
  };

  const session = requestReply(
    ({ f, value }) => {
      const [key, given] = pairOf(value);
      if (f === 'read') return { type: 'read', key };
      if (f === 'write') return { type: 'write', key, value: given };
      const [from, to] = pairOf(given);
      return { type: 'cas', key, from, to };
    },
    ({ f, value }, body) => {
      if (f === 'read') return [pairOf(value)[0], fieldOf(body, 'read_ok', 'value')];
      expectType(body, `${f}_ok`);
      return value;
    },
  );

  return {
    timeout_ms: Math.max(10 * options.latency_ms, 1000),
    idempotent: new Set(['read']),
    setup: undefined,
    next: (): Op => {
      const key = takeKey();
      const kind = random.below(4);
      const value = random.below(VALUES);
      if (kind < 2) return { f: 'read', value: [key, null] };
      if (kind === 2) return { f: 'write', value: [key, value] };
      return { f: 'cas', value: [key, [value, random.below(VALUES)]] };
    },
    open: () => session,
    final: undefined,
  };
};

/** The two parts of a pair. @throws MalformedReply, which no operation of ours does. */
const pairOf = (value: Json): readonly [Json, Json] => {
  if (Array.isArray(value)) {
    const [first, second] = value;
    if (first !== undefined && second !== undefined) return [first, second];
  }
  throw new MalformedReply(`${brief(value)} is no pair`);
};
