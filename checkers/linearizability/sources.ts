import type { Accesses } from './accesses.ts';
import { NONE } from './space.ts';

/** Of whom more writers than this may be the source, nothing is concluded. */
const CANDIDATES_MAX = 32;
/** Writers looked at for one access. */
const LOOKED_AT_MAX = 256;

/** Which writes an access may have found its state from. */
export interface Sources {
  /**
   * The writes that may be the last before this access, in no order; undefined when they are too many.
   * A write is not among them when it began after the access had ended, or when another write certainly
   * came between the two.
   */
  candidates(access: number): readonly number[] | undefined;
  /**
   * A write that certainly came before this access, and after all that is not among its candidates
   * though it began in time; {@link NONE} when nothing ended before it.
   */
  cover(access: number): number;
  /**
   * The write of what this access wants that explains best why it has no candidates: the last that
   * began in time, or the first after that; {@link NONE} when nobody ever wrote it.
   */
  nearest(access: number): number;
}

/** Writers of one state in the order of their calls, and the latest end among the first so many. */
interface Writers {
  readonly all: readonly number[];
  readonly latestEnds: readonly number[];
}

const NOBODY: Writers = { all: [], latestEnds: [] };

export function createSources({ count, began, ended, wants, leaves }: Accesses): Sources {
  // Every index below is within its array, hence `as number`.
  const beganAt = (one: number): number => began[one] as number;
  const endedAt = (one: number): number => ended[one] as number;
  const certain = new Map<number, { all: number[]; latestEnds: number[] }>();
  const possible = new Map<number, number[]>();
  const finished: number[] = [];
  for (let one = 0; one < count; one += 1) {
    const state = leaves[one] as number;
    if (state === NONE) continue;
    if (endedAt(one) === Infinity) {
      const some = possible.get(state);
      if (some === undefined) possible.set(state, [one]);
      else some.push(one);
      continue;
    }
    if (one > 0) finished.push(one);
    const some = certain.get(state);
    if (some === undefined) certain.set(state, { all: [one], latestEnds: [endedAt(one)] });
    else {
      some.latestEnds.push(Math.max(some.latestEnds.at(-1) as number, endedAt(one)));
      some.all.push(one);
    }
  }
  finished.sort((a, b) => endedAt(a) - endedAt(b));
  /** Of the first so many that ended, the one that began last. */
  const lastBegun: number[] = [];
  for (const one of finished) {
    const before = lastBegun.at(-1);
    lastBegun.push(before !== undefined && beganAt(before) > beganAt(one) ? before : one);
  }

  /** How many of a sorted list come before a time. */
  const countBefore = (
    list: readonly number[],
    time: number,
    timeOf: (one: number) => number,
  ): number => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timeOf(list[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const cover = (access: number): number =>
    lastBegun[countBefore(finished, beganAt(access), endedAt) - 1] ?? NONE;

  return {
    cover,
    nearest(access) {
      const { all } = certain.get(wants[access] as number) ?? NOBODY;
      const others = all.filter((one) => one !== access);
      return others[countBefore(others, endedAt(access), beganAt) - 1] ?? others[0] ?? NONE;
    },
    candidates(access) {
      const state = wants[access] as number;
      const covering = cover(access);
      // What ended before this was overwritten before the access began.
      const since = covering === NONE ? -Infinity : beganAt(covering);
      const crashed = possible.get(state) ?? [];
      const few = countBefore(crashed, endedAt(access), beganAt);
      if (few > CANDIDATES_MAX) return undefined;
      const found = crashed.slice(0, few).filter((one) => one !== access);
      const { all, latestEnds } = certain.get(state) ?? NOBODY;
      const inTime = countBefore(all, endedAt(access), beganAt);
      for (let at = inTime - 1; at >= 0 && (latestEnds[at] as number) > since; at -= 1) {
        const one = all[at] as number;
        if (one !== access && endedAt(one) > since) found.push(one);
        if (found.length > CANDIDATES_MAX || inTime - at > LOOKED_AT_MAX) return undefined;
      }
      return found;
    },
  };
}
