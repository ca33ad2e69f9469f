import type { Operation } from '../history/operation.ts';
import type { Entries } from './entries.ts';

/** How far a search came: an order of operations, and the state after each. */
export interface Reached {
  readonly order: readonly { readonly operation: Operation; readonly state: string }[];
  /** The operation that had to come next, since it returned first, and fits nowhere. */
  readonly stuck: Operation | undefined;
  /** Where time orders nothing: what other processes would do next, which does not fit either. */
  readonly alsoStuck?: readonly Operation[];
  readonly state: string;
}

/**
 * What was placed, and the state after each.
 *
 * @param placed by depth, an operation, or ~group for one that may have happened
 */
export function orderOf(
  { certain, possible, groups }: Entries,
  placed: Int32Array,
  states: readonly string[],
): Reached['order'] {
  const seen = new Int32Array(groups.length);
  return Array.from(placed, (index, depth) => {
    // Every index is within its array, hence the casts.
    const state = states[depth] as string;
    if (index >= 0) return { operation: certain[index] as Operation, state };
    const which = ~index;
    const member = groups[which]?.members[seen[which] as number] as number;
    seen[which] = (seen[which] as number) + 1;
    return { operation: possible[member] as Operation, state };
  });
}
