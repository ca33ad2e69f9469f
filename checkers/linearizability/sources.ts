import type { Accesses } from './accesses.ts';
import { countWhile } from './sorted.ts';
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
   * though it began in time; the beginning when nothing ended before it.
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
    finished.push(one);
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

  const cover = (access: number): number =>
    lastBegun[countWhile(finished, (one) => endedAt(one) < beganAt(access)) - 1] ?? 0;
  /** How many writers began in time to be what an access found. */
  const countInTime = (some: readonly number[], access: number): number =>
    countWhile(some, (one) => beganAt(one) <= endedAt(access));

  return {
    cover,
    nearest(access) {
      const { all } = certain.get(wants[access] as number) ?? NOBODY;
      return all[countInTime(all, access) - 1] ?? all[0] ?? NONE;
    },
    candidates(access) {
      const state = wants[access] as number;
      // What ended before this was overwritten before the access began.
      const since = beganAt(cover(access));
      const crashed = possible.get(state) ?? [];
      const few = countInTime(crashed, access);
      if (few > CANDIDATES_MAX) return undefined;
      const found = crashed.slice(0, few);
      const { all, latestEnds } = certain.get(state) ?? NOBODY;
      const inTime = countInTime(all, access);
      for (let at = inTime - 1; at >= 0 && (latestEnds[at] as number) >= since; at -= 1) {
        const one = all[at] as number;
        if (endedAt(one) >= since) found.push(one);
        if (found.length > CANDIDATES_MAX || inTime - at > LOOKED_AT_MAX) return undefined;
      }
      return found;
    },
  };
}
