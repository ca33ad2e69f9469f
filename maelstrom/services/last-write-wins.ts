import type { Random } from '@dstudio/kernel';
import type { Json } from '../json.ts';
import type { Service } from './service.ts';
import { keyValueEffect } from './store.ts';

/** As many as Maelstrom's has. */
const REPLICAS = 2;

interface Replica {
  clock: number;
  readonly values: Map<string | number, { readonly time: number; readonly value: Json }>;
}

/**
 * A key-value store of replicas that answer each for itself and, as in Maelstrom, gossip one random
 * pair before each request; the write with the later Lamport time wins.
 */
export const createLwwKv = (random: Random): Service => {
  const replicas: readonly Replica[] = Array.from({ length: REPLICAS }, () => ({
    clock: 0,
    values: new Map(),
  }));
  // The index is below the length.
  const any = (): Replica => replicas[random.below(REPLICAS)] as Replica;
  return {
    name: 'lww-kv',
    handle(body) {
      merge(any(), any());
      const replica = any();
      const { write, reply } = keyValueEffect(body, (key) => replica.values.get(key)?.value);
      if (write !== undefined) {
        replica.values.set(write.key, { time: replica.clock++, value: write.value });
      }
      return reply;
    },
  };
};

const merge = (from: Replica, into: Replica): void => {
  if (from === into) return;
  into.clock = Math.max(into.clock, from.clock);
  for (const [key, theirs] of from.values) {
    const ours = into.values.get(key);
    if (ours === undefined || ours.time < theirs.time) into.values.set(key, theirs);
  }
};
