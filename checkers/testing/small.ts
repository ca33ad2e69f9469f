import type { Random } from '@dstudio/kernel';
import { createHistoryBuilder } from '../history/builder.ts';
import type { EventType, History, Process } from '../history/operation.ts';
import type { Value } from '../value.ts';

/** What a random client may do: how it is invoked, and what it may learn. */
export interface Vocabulary {
  readonly invoke: (random: Random) => { readonly f: string; readonly value: Value };
  readonly complete: (random: Random, f: string, value: Value) => Value;
}

const few = (random: Random): number => random.below(3);

export const VOCABULARIES: Readonly<Record<string, Vocabulary>> = {
  register: {
    invoke: (random) =>
      random.below(2) === 0 ? { f: 'read', value: null } : { f: 'write', value: few(random) },
    complete: (random, f, value) => (f === 'read' ? few(random) : value),
  },
  'cas-register': {
    invoke: (random) => {
      const kind = random.below(3);
      if (kind === 0) return { f: 'read', value: null };
      if (kind === 1) return { f: 'write', value: few(random) };
      return { f: 'cas', value: [few(random), few(random)] };
    },
    complete: (random, f, value) => (f === 'read' ? few(random) : value),
  },
  'key-value': {
    invoke: (random) => {
      const kind = random.below(4);
      if (kind === 0) return { f: 'put', value: 'ab'[random.below(2)] ?? 'a' };
      return kind === 1
        ? { f: 'append', value: 'ab'[random.below(2)] ?? 'a' }
        : { f: 'get', value: null };
    },
    complete: (random, f, value) =>
      f === 'get' ? (['', 'a', 'b', 'ab', 'ba', 'aa'][random.below(6)] ?? '') : value,
  },
  mutex: {
    invoke: (random) => ({ f: random.below(2) === 0 ? 'acquire' : 'release', value: null }),
    complete: () => null,
  },
  queue: {
    invoke: (random) =>
      random.below(2) === 0 ? { f: 'enqueue', value: few(random) } : { f: 'dequeue', value: null },
    complete: (random, f, value) => {
      if (f === 'enqueue') return value;
      return random.below(4) === 0 ? null : few(random);
    },
  },
  set: {
    invoke: (random) => {
      const kind = random.below(4);
      if (kind < 2) return { f: 'add', value: few(random) };
      return kind === 2 ? { f: 'remove', value: few(random) } : { f: 'read', value: null };
    },
    complete: (random, f, value) =>
      f === 'read' ? [0, 1, 2].filter(() => random.below(2) === 0) : value,
  },
};

/**
 * A random small history: up to four clients, who learn at random what they may learn, so that about as
 * many of them are right as are wrong.
 */
export function smallHistory(random: Random, words: Vocabulary, operations = 7): History {
  const builder = createHistoryBuilder('random');
  const clients = 1 + random.below(4);
  const open = new Map<Process, { readonly f: string; readonly value: Value }>();
  const add = (process: Process, type: EventType, f: string, value: Value): void =>
    builder.add({
      process,
      type,
      f,
      value,
      key: undefined,
      time_ns: undefined,
      index: undefined,
      line: undefined,
    });
  for (let left = 1 + random.below(operations); left > 0 || open.size > 0; ) {
    const process = random.below(clients);
    const mine = open.get(process);
    if (mine === undefined) {
      if (left === 0) continue;
      left -= 1;
      const { f, value } = words.invoke(random);
      open.set(process, { f, value });
      add(process, 'invoke', f, value);
      continue;
    }
    open.delete(process);
    const { f, value } = mine;
    const fate = random.below(10);
    if (fate < 7) add(process, 'ok', f, words.complete(random, f, value));
    else add(process, fate < 9 ? 'info' : 'fail', f, value);
  }
  return builder.build();
}
