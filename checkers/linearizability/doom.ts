import type { Demand } from './demand.ts';
import type { Entries } from './entries.ts';
import { NONE, type Space } from './space.ts';

/**
 * Tells that one of the operations that return next waits for a state that nothing open can bring
 * about: whatever is placed now, it would never fit.
 */
export function createDoom(
  { kinds, reads, next }: Entries,
  space: Space,
  demand: Demand,
): (state: number, usedOfGroup: Int32Array) => boolean {
  const count = kinds.length;
  const head = 2 * count;
  /** By state, the last look in which an open operation was found to leave it. */
  const left: number[] = [];
  let look = 0;

  // Every index below is within its array, hence `as number`.
  return (state, usedOfGroup) => {
    if (!space.isOne(state)) return false;
    look += 1;
    let at = next[head] as number;
    for (; at < count; at = next[at] as number) {
      const leaves = space.leaves(kinds[at] as number);
      if (leaves !== NONE) left[leaves] = look;
      else if (reads[at] === 0) return false;
    }
    // Until the next call, nothing new comes that could help.
    for (; at >= count && at < head; at = next[at] as number) {
      const wants = space.wants(kinds[at - count] as number);
      if (wants === NONE || wants === state || left[wants] === look) continue;
      if (!demand.canProduce(wants, usedOfGroup)) return true;
    }
    return false;
  };
}
