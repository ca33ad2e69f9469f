import type { Random } from '@dstudio/kernel';
import { type Json, sameJson } from '../json.ts';
import type { Service } from './service.ts';
import { keyValueEffect } from './store.ts';

/** How many past states a client may still be in. */
const STATES_MAX = 32;

/**
 * A sequentially consistent key-value store, as Maelstrom's: what changes nothing may happen in one
 * of the last 32 states, but no client ever goes back; what changes something happens in the newest.
 */
export const createSeqKv = (random: Random): Service => {
  /** The value of each key after each write, oldest first, as far as some state still needs it. */
  const versions = new Map<string | number, { readonly from: number; readonly value: Json }[]>();
  const seenBy = new Map<string, number>();
  let newest = 0;

  const at = (state: number) => (key: string | number) =>
    versions.get(key)?.findLast(({ from }) => from <= state)?.value;

  return {
    name: 'seq-kv',
    handle(body, client) {
      const oldest = Math.max(seenBy.get(client) ?? 0, newest - STATES_MAX + 1);
      const state = oldest + random.below(newest - oldest + 1);
      const past = keyValueEffect(body, at(state));
      // Also a write of what is there already: who wants to see the newest has to write something new.
      if (past.write === undefined || sameJson(at(state)(past.write.key), past.write.value)) {
        seenBy.set(client, state);
        return past.reply;
      }
      const { write, reply } = keyValueEffect(body, at(newest));
      if (write !== undefined) {
        newest++;
        const of = versions.get(write.key) ?? [];
        of.push({ from: newest, value: write.value });
        // All but the last that is old enough for every state are never looked at again.
        while ((of[1]?.from ?? Number.POSITIVE_INFINITY) <= newest - STATES_MAX + 1) of.shift();
        versions.set(write.key, of);
      }
      seenBy.set(client, newest);
      return reply;
    },
  };
};
