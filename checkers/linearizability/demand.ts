import type { Entries } from './entries.ts';
import { NONE, type Space } from './space.ts';

/**
 * Which of the operations that may have happened are worth a try: those that leave a state that an
 * operation now open waits for, directly or by way of others of them. Anything else would be undone by
 * the next operation, or keep it from happening.
 */
export interface Demand {
  /** Fills {@link groups} from the entries before the first return. */
  gather(firstReturn: number): void;
  /** Whether something that may have happened, and is not used up, may leave this state. */
  canProduce(state: number, used: Int32Array): boolean;
  /** Groups worth a try, by index; the first `length` count. */
  readonly groups: Int32Array;
  readonly length: number;
}

export function createDemand(entries: Entries, space: Space): Demand {
  const { kinds, next, groups: all } = entries;
  const head = 2 * kinds.length;
  const groups = new Int32Array(all.length);
  const seen = new Int32Array(all.length);
  /** Groups by the state they leave; those of which nobody can say are under {@link NONE}. */
  const producers = new Map<number, number[]>();
  all.forEach(({ kind }, group) => {
    const state = space.leaves(kind);
    const some = producers.get(state);
    if (some === undefined) producers.set(state, [group]);
    else some.push(group);
  });
  const unsure = producers.get(NONE) ?? [];
  let stamp = 0;
  let length = 0;

  const add = (some: readonly number[]): void => {
    for (const group of some) {
      if (seen[group] === stamp) continue;
      seen[group] = stamp;
      groups[length] = group;
      length += 1;
    }
  };
  /** False when the kind waits for nobody knows what, so that all are worth a try. */
  const ask = (kind: number): boolean => {
    const wanted = space.wants(kind);
    if (wanted !== NONE) add(producers.get(wanted) ?? []);
    // What leaves one state whatever it found waits for nothing.
    return wanted !== NONE || space.leaves(kind) !== NONE;
  };
  const askAll = (firstReturn: number): boolean => {
    // Within the arrays, as are all indexes here.
    for (let at = next[head] as number; at !== firstReturn; at = next[at] as number) {
      if (!ask(kinds[at] as number)) return false;
    }
    for (let at = 0; at < length; at += 1) {
      if (!ask(all[groups[at] as number]?.kind ?? NONE)) return false;
    }
    return true;
  };

  return {
    gather(firstReturn) {
      stamp += 1;
      length = 0;
      add(unsure);
      if (askAll(firstReturn)) return;
      length = 0;
      stamp += 1;
      add(Array.from(all.keys()));
    },
    canProduce(state, used) {
      const isLeft = (group: number): boolean =>
        (used[group] as number) < (all[group]?.members.length ?? 0);
      return unsure.some(isLeft) || (producers.get(state)?.some(isLeft) ?? false);
    },
    groups,
    get length() {
      return length;
    },
  };
}
