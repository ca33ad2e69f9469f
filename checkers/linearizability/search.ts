import type { Operation } from '../history/operation.ts';
import { createBonds } from './bonds.ts';
import { carve } from './carve.ts';
import { createDemand } from './demand.ts';
import { createDoom } from './doom.ts';
import { layOut, lift, unlift } from './entries.ts';
import { createGuess } from './guess.ts';
import { ConfigurationMemo } from './memo.ts';
import type { Model } from './model.ts';
import { createPatience } from './patience.ts';
import { orderOf, type Reached, type Search } from './reached.ts';
import { createSpace, NONE, type Space } from './space.ts';
import { createUses } from './uses.ts';

/** Why an operation was placed, which says what else there is to try in its place. */
const ONE_OF_ALL = 0;
/** A read that fits changes nothing: there is nothing else to try. */
const FITS = 1;
/** It looked best: everything is still to be tried. */
const GUESSED = 2;

/** So many entries passed by count as a step: with many operations at once, that is most of the work. */
const PASSED_PER_STEP = 64;

/**
 * Looks for an order of the operations in which each follows from the one before, and which keeps to
 * real time: Wing and Gong's search ("Testing and verifying concurrent objects", 1993) with Lowe's
 * memory of configurations, and shortcuts that leave no order out:
 *
 * - a read that fits now is taken now, since it changes nothing and would fit here in any order;
 * - of crashed operations that do the same, the earlier is used first;
 * - a crashed operation is not used when the next one leads to the same state without it;
 * - what must have its state from a certain write, as far as that is known, has it from there.
 *
 * @param record keep the longest order found, which costs time on long histories
 * @param sources what is known of where operations have their state from, in every order
 */
export function createSearch<State>(
  operations: readonly Operation[],
  model: Model<State>,
  record = false,
  sources: ReadonlyMap<Operation, Operation | undefined> = new Map(),
  patience = createPatience(),
): Search {
  const space: Space = createSpace(model);
  const entries = layOut(operations, model, space);
  const { certain, kinds, reads, next, previous, positions, possible, groups } = entries;
  const demand = createDemand(entries, space);
  const isDoomed = createDoom(entries, space, demand);
  const count = certain.length;
  const head = 2 * count;
  let memo = new ConfigurationMemo((possible.length + 31) >> 5);
  const depthMax = count + possible.length;

  const doneWords = (count >> 5) + 1;
  const take = carve(5 * depthMax + 2 * doneWords + 2);
  /** What was placed at each depth: an operation, or ~group for one that may have happened. */
  const placed = take(depthMax);
  /** The state before it. */
  const before = take(depthMax);
  const reason = take(depthMax);
  const highBefore = take(depthMax);
  const holderBefore = take(depthMax);
  const windowBefore = new Float64Array(depthMax);
  let depth = 0;
  let state = space.initial;
  /**
   * What began before this time could also be put just before the last write that can happen in any
   * state: nothing placed since that write had returned then. -Infinity before the first.
   */
  let window = -Infinity;

  /** A bit for each operation placed. All below the first unplaced one are set. */
  const done = take(doneWords);
  /** No operation above this one is placed. */
  let high = -1;
  const words = take(doneWords + 2);
  const uses = createUses(entries);
  const bonds = createBonds(entries, space, sources);
  const guess = createGuess(entries, space, uses.ofGroup, bonds);
  /** Where writes build on what they find, as appends do, the order of calls is the better guess. */
  const isGuessing = certain.every(
    (_, index) => reads[index] === 1 || space.leaves(kinds[index] as number) !== NONE,
  );

  let steps = 0;
  /** Entries passed by while looking for one. */
  let passed = 0;
  let certainPlaced = 0;
  let deepest = -1;
  let frontier = -1;
  let reached: Reached | undefined;
  let answer: boolean | undefined;
  /** The entry to try next. */
  let entry = 0;
  /** Which of the groups worth a try is next, once the entries are through; -1 before they are found. */
  let cursor = -1;
  /** True when nothing was tried yet after what is placed. */
  let fresh = false;

  const spent = (): number => steps + Math.floor((passed + guess.looked) / PASSED_PER_STEP);
  // Every index below is within its array, hence `as number`.

  /** The entry that ends what can be placed next. */
  const firstReturn = (): number => {
    let at = next[head] as number;
    for (; at < count; at = next[at] as number) passed += 1;
    return at;
  };

  const push = (one: number, kind: number, to: number, why: number, isLast: boolean): void => {
    holderBefore[depth] = bonds.holder;
    bonds.place(one, isLast);
    placed[depth] = one;
    before[depth] = state;
    reason[depth] = why;
    highBefore[depth] = high;
    windowBefore[depth] = window;
    depth += 1;
    const isBlind = space.wants(kind) === NONE && space.leaves(kind) === to;
    if (isBlind && !record) window = positions[firstReturn()] as number;
    state = to;
  };

  /** @param isLast whether the present state is what it leaves, and not what a write after it does */
  const place = (index: number, to: number, why: number, isLast = true): void => {
    push(index, kinds[index] as number, to, why, isLast);
    lift(entries, index);
    done[index >> 5] = (done[index >> 5] as number) ^ (1 << (index & 31));
    if (index > high) high = index;
    certainPlaced += 1;
  };

  const use = (which: number, to: number, why: number, isLast = true): void => {
    push(~which, groups[which]?.kind ?? NONE, to, why, isLast);
    uses.add(which);
  };

  const takeBack = (): void => {
    depth -= 1;
    state = before[depth] as number;
    high = highBefore[depth] as number;
    window = windowBefore[depth] as number;
    const index = placed[depth] as number;
    bonds.restore(index, holderBefore[depth] as number);
    if (index >= 0) {
      unlift(entries, index);
      done[index >> 5] = (done[index >> 5] as number) ^ (1 << (index & 31));
      certainPlaced -= 1;
    } else {
      uses.remove(~index);
    }
  };

  /** Takes the last one back and sets what to try instead. False when nothing is left. */
  const back = (): boolean => {
    while (depth > 0) {
      takeBack();
      const index = placed[depth] as number;
      const which = ~index;
      if (reason[depth] === FITS) continue;
      cursor = -1;
      if (reason[depth] === GUESSED) entry = next[head] as number;
      else if (index >= 0) entry = next[index] as number;
      else {
        // The entries of this configuration are through.
        entry = firstReturn();
        demand.gather(entry);
        cursor = demand.groups.indexOf(which) + 1;
      }
      return true;
    }
    return false;
  };

  /** Takes every read that fits. False when one fits that must not have its state from here. */
  const settle = (): boolean => {
    for (let at = next[head] as number; at < count; ) {
      passed += 1;
      if (reads[at] === 1) {
        steps += 1;
        if (space.step(state, kinds[at] as number) === state) {
          if (!bonds.allows(at)) return false;
          place(at, state, FITS);
          // Its own return may have been the end of what can be placed.
          at = next[previous[at] as number] as number;
          continue;
        }
      }
      at = next[at] as number;
    }
    return true;
  };

  /** The state before a possible operation that was used last; NONE when it was another one. */
  const withoutLast = (): number =>
    depth > 0 && (placed[depth - 1] as number) < 0 ? (before[depth - 1] as number) : NONE;

  /** Comes to a new configuration. False when it was known already. */
  const arrive = (): boolean => {
    const isAllowed = settle();
    if (certainPlaced > deepest) {
      deepest = certainPlaced;
      reached = undefined;
      patience.renew(spent());
      guess.calm();
    }
    const low = next[head] as number;
    if (low === head) {
      answer = true;
      return true;
    }
    if (!isAllowed || (!record && isDoomed(state, uses.ofGroup))) {
      frontier = Math.max(frontier, positions[firstReturn()] as number);
      return false;
    }
    words[0] = low;
    words[1] = state;
    let length = 2;
    for (let word = low >> 5; word <= high >> 5; word += 1) {
      words[length] = done[word] as number;
      length += 1;
    }
    passed += length + uses.bits.length;
    return memo.add(words, length, uses.bits);
  };

  /** Places the operation at `entry` if that can be. */
  const tryEntry = (): void => {
    const index = entry;
    entry = next[index] as number;
    steps += 1;
    const kind = kinds[index] as number;
    const to = space.step(state, kind);
    if (to === NONE || !bonds.allows(index)) return;
    const without = withoutLast();
    if (without !== NONE && space.step(without, kind) === to) return;
    place(index, to, ONE_OF_ALL);
    goOn();
  };

  const tryGroup = (): void => {
    const which = demand.groups[cursor] as number;
    cursor += 1;
    const one = groups[which];
    const member = one?.members[uses.ofGroup[which] as number];
    if (one === undefined || member === undefined) return;
    const returns = positions[entry] as number;
    if ((possible[member]?.invokedAt ?? returns) > returns) return;
    steps += 1;
    const to = space.step(state, one.kind);
    if (to === NONE || to === state || !bonds.allowsChange()) return;
    const without = withoutLast();
    if (without !== NONE && space.step(without, one.kind) === to) return;
    use(which, to, ONE_OF_ALL);
    goOn();
  };

  /** Tries first what is most likely to work. */
  const tryGuess = (): void => {
    fresh = false;
    if (!guess.look(state, window)) return;
    const { choice, to, value } = guess;
    if (to === NONE) return;
    const isLast = value === NONE;
    if (isLast && !(choice < 0 ? bonds.allowsChange() : bonds.allows(choice))) return;
    if (choice < 0) use(~choice, to, GUESSED, isLast);
    else place(choice, to, GUESSED, isLast);
    if (value !== NONE) takeAlong(value, choice);
    goOn();
  };

  /** Places the reads of a value that was there for a moment only, just before the last write. */
  const takeAlong = (value: number, writer: number): void => {
    for (let at = next[head] as number; at < count; ) {
      passed += 1;
      const fits = reads[at] === 1 && (positions[at] as number) < window;
      const from = bonds.sourceOf(at);
      if (
        fits &&
        space.wants(kinds[at] as number) === value &&
        (from === NONE || from === writer)
      ) {
        place(at, state, FITS, false);
        at = next[previous[at] as number] as number;
      } else at = next[at] as number;
    }
  };

  const begin = (): void => {
    entry = next[head] as number;
    cursor = -1;
    fresh = isGuessing;
  };

  const goOn = (): void => {
    if (arrive()) begin();
    else back();
  };

  /**
   * Gives up on what was placed last, to try again with other guesses: what went wrong may have done so
   * long before it shows. All that was given up is open again, and the next leap is farther and later,
   * so in the end everything is tried.
   */
  const leapBack = (): void => {
    for (let left = patience.leap(spent()); left > 0 && depth > 0; left -= 1) takeBack();
    memo = new ConfigurationMemo(uses.bits.length);
    guess.wander();
    goOn();
  };

  const giveUp = (): void => {
    const returns = positions[entry] as number;
    if (returns > frontier) frontier = returns;
    if (record && reached === undefined && certainPlaced === deepest) {
      const states = Array.from(before.subarray(0, depth)).concat(state).slice(1);
      const order = orderOf(entries, placed.subarray(0, depth), states.map(space.show));
      reached = { order, stuck: certain[entry - count], state: space.show(state) };
    }
    if (!back()) answer = false;
  };

  if (!arrive()) answer = false;
  begin();
  return {
    advance(more) {
      for (const limit = spent() + more; answer === undefined && spent() < limit; ) {
        if (isGuessing && patience.isOver(spent())) leapBack();
        else if (fresh) tryGuess();
        else if (entry < count) tryEntry();
        else if (cursor < 0) {
          demand.gather(entry);
          cursor = 0;
        } else if (cursor < demand.length) tryGroup();
        else giveUp();
        // Going back costs too, and must not hold up the others.
        steps += 1;
      }
      return answer;
    },
    get steps() {
      return spent();
    },
    get size_bytes() {
      return memo.size_bytes + space.size_bytes + 24 * depthMax + 40 * count;
    },
    total: count,
    get deepest() {
      return deepest;
    },
    get frontier() {
      return frontier;
    },
    get reached() {
      return reached;
    },
  };
}
