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

/** A search for an order that can be stopped and gone on with. */
export interface Search {
  /** Goes on for so many steps. Undefined: not decided yet. */
  advance(steps: number): boolean | undefined;
  /** Steps taken so far: operations tried in a state, and what it took to find them. */
  readonly steps: number;
  readonly size_bytes: number;
  /** Operations that certainly happened, and how many of them were placed at most. */
  readonly total: number;
  readonly deepest: number;
  /**
   * The return that no order got past, as a position in the history: everything that returned before
   * can be explained. Meaningful once the answer is no.
   */
  readonly frontier: number;
  /** The longest order found. Only when the search was made to record it. */
  readonly reached: Reached | undefined;
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
