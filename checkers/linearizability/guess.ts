import type { Bonds } from './bonds.ts';
import type { Entries } from './entries.ts';
import { NONE, type Space } from './space.ts';

/** Entries looked at ahead: a guess may be wrong, and must be cheap. */
const AHEAD_MAX = 256;
/** Writers, and operations that wait, that are compared with each other. */
const COMPARED_MAX = 64;

/**
 * What is most likely to work next, among all that may be tried. It changes the order of a search and
 * nothing else: whatever it says, everything is tried before the answer is no.
 *
 * It is lazy: only what returns next matters. A read then asks for a write of its value, the one that
 * returns first, since the others can still serve later; a write can often be put just before the last
 * write that was placed, where nobody else notices it. What a later operation depends on alone is
 * kept for it.
 */
export interface Guess {
  /**
   * @param window the time before which operations began that can be put before the last write;
   *   -Infinity when none can
   * @returns false when nothing looks better than the rest
   */
  look(state: number, window: number): boolean;
  /** What to place: an operation, or ~group for one that may have happened. */
  readonly choice: number;
  /** The state it leaves; the present one when it is put before the last write. */
  readonly to: number;
  /** When it is put before the last write: the value whose reads can go with it; else NONE. */
  readonly value: number;
  /** From now on it does sometimes what seems worse, the same in each run. */
  wander(): void;
  /** Does what seems best. */
  calm(): void;
  /** Entries looked at so far. */
  readonly looked: number;
}

/** @param usedOfGroup how many of each group were used, kept up by the search */
export function createGuess(
  entries: Entries,
  space: Space,
  usedOfGroup: Int32Array,
  bonds: Bonds,
): Guess {
  const { kinds, reads, next, positions, possible, groups } = entries;
  const count = kinds.length;
  const head = 2 * count;
  const producers = new Map<number, number[]>();
  groups.forEach(({ kind }, group) => {
    const leaves = space.leaves(kind);
    const some = producers.get(leaves);
    if (some === undefined) producers.set(leaves, [group]);
    else some.push(group);
  });
  let choice = 0;
  let to = NONE;
  let value = NONE;
  let looked = 0;
  let wanders = false;
  let chance = 1;
  /** Whether to do the other thing this once: one time in four. */
  const errs = (): boolean => {
    if (!wanders) return false;
    chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) | 0;
    return chance >>> 30 === 0;
  };
  /** When what is due returns. */
  let deadline = 0;

  // Every index below is within its array, hence `as number`.
  const kindAt = (index: number): number => kinds[index] as number;
  const began = (index: number): number => positions[index] as number;
  const ended = (index: number): number => positions[count + index] as number;
  const wantsOf = (index: number): number => space.wants(kindAt(index));
  /** True for what leaves that state whatever it found. */
  const writes = (kind: number, state: number): boolean =>
    space.leaves(kind) === state && space.wants(kind) === NONE;

  const settle = (one: number, state: number, goesWith = NONE): boolean => {
    choice = one;
    to = state;
    value = goesWith;
    return true;
  };

  /** The writer of a state that began before a time and returns first; undefined when there is none. */
  const writerOf = (wanted: number, state: number, before: number): number | undefined => {
    const can = (kind: number): boolean => {
      if (space.leaves(kind) !== wanted) return false;
      const wants = space.wants(kind);
      return wants === NONE || (wants === state && before === Infinity);
    };
    let best: number | undefined;
    for (let at = next[head] as number; at < count; at = next[at] as number) {
      looked += 1;
      if (
        began(at) < before &&
        can(kindAt(at)) &&
        (best === undefined || ended(at) < ended(best))
      ) {
        best = at;
      }
    }
    if (best !== undefined) return best;
    const group = producers
      .get(wanted)
      ?.find(
        (one) => can(groups[one]?.kind as number) && beganOf(one, 0) < Math.min(before, deadline),
      );
    return group === undefined ? undefined : ~group;
  };

  /** When the next but so many of a group began. */
  const beganOf = (group: number, skipped: number): number => {
    const member = groups[group]?.members[(usedOfGroup[group] as number) + skipped];
    return possible[member ?? -1]?.invokedAt ?? Infinity;
  };

  /** How many that may have happened can still write a state, counted up to two. */
  const spareOf = (wanted: number): number => {
    let spare = 0;
    for (const group of producers.get(wanted) ?? []) {
      if (!writes(groups[group]?.kind as number, wanted)) continue;
      for (let more = 0; spare < 2 && beganOf(group, more) < deadline; more += 1) spare += 1;
    }
    return spare;
  };

  const others = new Int32Array(COMPARED_MAX);
  const waiting = new Int32Array(COMPARED_MAX);

  /** How long a writer can serve; the state that is, of which there is no more, until it is left. */
  const servesUntil = (writer: number | undefined): number => {
    if (writer === undefined) return deadline;
    return writer < 0 ? Infinity : ended(writer);
  };

  /**
   * Whether an operation that does not fit before the last write depends on this writer alone, or on the
   * present state.
   */
  const isNeeded = (wanted: number, writer: number | undefined, window: number): boolean => {
    if (spareOf(wanted) > (writer !== undefined && writer < 0 ? 1 : 0)) return false;
    const until = servesUntil(writer);
    let writers = 0;
    let waiters = 0;
    let left = AHEAD_MAX;
    for (let at = next[head] as number; at !== head && left > 0; at = next[at] as number) {
      left -= 1;
      looked += 1;
      if (at >= count || at === writer) continue;
      if (writes(kindAt(at), wanted)) others[writers++] = at;
      else if (wantsOf(at) === wanted && (reads[at] !== 1 || began(at) > window)) {
        waiting[waiters++] = at;
      }
      if (writers === COMPARED_MAX || waiters === COMPARED_MAX) break;
    }
    const isServed = (one: number): boolean => {
      for (let index = 0; index < writers; index += 1) {
        const other = others[index] as number;
        if (began(other) > ended(one)) continue;
        // One that returned before could only serve by lasting; then the later the better.
        if (ended(other) > began(one) || (until < began(one) && ended(other) > until)) return true;
      }
      return false;
    };
    for (let index = 0; index < waiters; index += 1) {
      if (!isServed(waiting[index] as number)) return true;
    }
    return false;
  };

  /** Whether a writer should make the next state rather than be put before the last write. */
  const isBetterLast = (wanted: number, writer: number, window: number, state: number): boolean => {
    let at = next[head] as number;
    while (at < count && !(wantsOf(at) === wanted && (reads[at] !== 1 || began(at) > window))) {
      looked += 1;
      at = next[at] as number;
    }
    // Others wait for it already, and nothing depends on the present state.
    if (at < count && !isNeeded(state, undefined, -Infinity)) return true;
    return isNeeded(wanted, writer, window);
  };

  /** Whether the present state is all that an operation that changes it may hope for. */
  const isLastChance = (index: number, state: number): boolean => {
    const leaves = space.leaves(kindAt(index));
    let spare = spareOf(state);
    for (let at = next[head] as number; at !== count + index; at = next[at] as number) {
      looked += 1;
      // A read that waits for what it leaves is as good as its own return.
      if (at >= count && wantsOf(at - count) === leaves) break;
      if (at >= count || at === index || reads[at] === 1) continue;
      if (wantsOf(at) === state) spare -= 1;
      else if (writes(kindAt(at), state)) spare += 1;
    }
    return spare <= 0;
  };

  /** The one of those that returns first. */
  const lastChance = (state: number): number | undefined => {
    let best: number | undefined;
    let left = COMPARED_MAX;
    for (let at = next[head] as number; at < count && left > 0; at = next[at] as number) {
      looked += 1;
      if (reads[at] === 1 || wantsOf(at) !== state) continue;
      left -= 1;
      if ((best === undefined || ended(at) < ended(best)) && isLastChance(at, state) !== errs())
        best = at;
    }
    return best;
  };

  /** Whether all who must have their state from a writer could go with it before the last write. */
  const isFree = (writer: number, window: number): boolean => {
    if (writer < 0) return true;
    let waiting = bonds.waitingFor(writer);
    for (let at = next[head] as number; waiting > 0 && at < count; at = next[at] as number) {
      looked += 1;
      if (reads[at] === 1 && began(at) < window && bonds.sourceOf(at) === writer) waiting -= 1;
    }
    return waiting === 0;
  };

  /** Where what is due has its state from, when that is known and comes before a time. */
  const sourceOf = (due: number, state: number, before: number): number | undefined => {
    const from = bonds.sourceOf(due);
    const needs = from >= 0 ? wantsOf(from) : NONE;
    if (needs !== NONE && (needs !== state || before < Infinity)) return undefined;
    // A leap back may have left it placed without those that have their state from it.
    const isLeft = from >= 0 && next[entries.previous[from] as number] === from;
    return isLeft && began(from) < before ? from : undefined;
  };

  /** The one that must come next to change the state, when all others that wait for it are placed. */
  const heir = (): number | undefined => {
    if (bonds.allowsChange()) return undefined;
    for (let at = next[head] as number; at < count; at = next[at] as number) {
      looked += 1;
      if (reads[at] === 0 && bonds.sourceOf(at) !== NONE && bonds.allows(at)) return at;
    }
    return undefined;
  };

  return {
    look(state, window) {
      let at = next[head] as number;
      for (; at < count; at = next[at] as number) looked += 1;
      const due = at - count;
      deadline = positions[at] as number;
      const wants = wantsOf(due);
      const about = wants === NONE ? space.leaves(kindAt(due)) : wants;
      if (about === NONE) return false;
      if (began(due) < window && (reads[due] === 1 || wants === NONE)) {
        const writer =
          wants === NONE ? due : (sourceOf(due, state, window) ?? writerOf(about, state, window));
        if (
          writer !== undefined &&
          isFree(writer, window) &&
          isBetterLast(about, writer, window, state) === errs()
        ) {
          return settle(writer, state, about);
        }
      }
      if (wants === state) return settle(due, space.step(state, kindAt(due)));
      const successor = heir();
      if (successor !== undefined) return settle(successor, space.step(state, kindAt(successor)));
      const first = lastChance(state);
      if (first !== undefined) return settle(first, space.step(state, kindAt(first)));
      if (wants === NONE) return settle(due, space.step(state, kindAt(due)));
      const writer = sourceOf(due, state, Infinity) ?? writerOf(wants, state, Infinity);
      return writer !== undefined && settle(writer, wants);
    },
    get choice() {
      return choice;
    },
    get to() {
      return to;
    },
    get value() {
      return value;
    },
    wander() {
      wanders = true;
    },
    calm() {
      wanders = false;
    },
    get looked() {
      return looked;
    },
  };
}
