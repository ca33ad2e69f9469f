import type { Operation } from '../history/operation.ts';
import { carve } from './carve.ts';
import type { Model } from './model.ts';
import type { Space } from './space.ts';

/**
 * The operations of one partition, laid out for the search. Calls and returns of what certainly
 * happened form a doubly linked list in time order, from which a linearized operation is lifted and
 * into which it is put back (Lowe 2017). Entry i is the call of operation i, count + i its return,
 * and 2 * count the head.
 */
export interface Entries {
  /** Operations that certainly happened, in the order of their calls. */
  readonly certain: readonly Operation[];
  readonly kinds: Int32Array;
  /** 1 for operations that never change the state. */
  readonly reads: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** Position in the history, by entry. */
  readonly positions: Float64Array;
  /** Operations that may have happened, in the order of their calls. */
  readonly possible: readonly Operation[];
  /** Those in groups of one kind: of two that do the same, the earlier is used first. */
  readonly groups: readonly Group[];
}

interface Group {
  readonly kind: number;
  /** Indexes into `possible`, in the order of their calls. */
  readonly members: readonly number[];
}

export function layOut<State>(
  operations: readonly Operation[],
  model: Model<State>,
  space: Space,
): Entries {
  const reads = ({ f }: Operation): boolean => model.functions[f] === 'read';
  const certain = operations.filter(({ outcome }) => outcome === 'ok');
  // A read that nobody knows the result of says nothing and changes nothing.
  const possible = operations.filter((one) => one.outcome === 'info' && !reads(one));
  const count = certain.length;
  const positions = new Float64Array(2 * count);
  certain.forEach(({ invokedAt, completedAt }, index) => {
    positions[index] = invokedAt;
    positions[count + index] = completedAt;
  });
  // Calls are in order already; where times are equal, the call comes first.
  const returns = new Int32Array(count)
    .map((_, index) => count + index)
    // Every index is within its array, here and below.
    .sort((a, b) => (positions[a] as number) - (positions[b] as number));
  const take = carve(6 * count + 2);
  const next = take(2 * count + 1);
  const previous = take(2 * count + 1);
  const kinds = take(count);
  const flags = take(count);
  certain.forEach((one, index) => {
    kinds[index] = space.kindOf(one);
    flags[index] = Number(reads(one));
  });
  let last = 2 * count;
  for (let call = 0, end = 0; end < count; ) {
    const entry = returns[end] as number;
    const isCall = call < count && (positions[call] as number) <= (positions[entry] as number);
    const one = isCall ? call++ : entry;
    if (!isCall) end += 1;
    next[last] = one;
    previous[one] = last;
    last = one;
  }
  next[last] = 2 * count;
  previous[2 * count] = last;
  return {
    certain,
    kinds,
    reads: flags,
    next,
    previous,
    positions,
    possible,
    groups: groupsOf(possible, space),
  };
}

function groupsOf(possible: readonly Operation[], space: Space): Group[] {
  const groups = new Map<number, number[]>();
  possible.forEach((operation, index) => {
    const kind = space.kindOf(operation);
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [index]);
    else group.push(index);
  });
  return Array.from(groups, ([kind, members]) => ({ kind, members }));
}

/** Takes an operation out of the list. */
export function lift({ next, previous, certain }: Entries, index: number): void {
  // Every index is within its array, here and below.
  for (let entry = index; entry < 2 * certain.length; entry += certain.length) {
    next[previous[entry] as number] = next[entry] as number;
    previous[next[entry] as number] = previous[entry] as number;
  }
}

/** Puts the operation that was lifted last back to where it was. */
export function unlift({ next, previous, certain }: Entries, index: number): void {
  for (let entry = certain.length + index; entry >= 0; entry -= certain.length) {
    next[previous[entry] as number] = entry;
    previous[next[entry] as number] = entry;
  }
}
