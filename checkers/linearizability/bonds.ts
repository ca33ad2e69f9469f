import type { Operation } from '../history/operation.ts';
import type { Entries } from './entries.ts';
import { NONE, type Space } from './space.ts';

/** The state was there at the start, or is that of an operation which may have happened. */
const START = -2;
const SOMEBODY = -3;

/**
 * Who has its state from whom in every order, so that a search can leave out orders that would have it
 * otherwise: while something placed is still waited for by those who have their state from it, nothing
 * may change the state but one of them that is the last; and none of them is placed elsewhere.
 */
export interface Bonds {
  /** Who made the present state, for {@link restore}. */
  readonly holder: number;
  /** Whether an operation that happened may be placed now, as far as bonds tell. */
  allows(index: number): boolean;
  /** Whether one that may have happened can change the state. */
  allowsChange(): boolean;
  /** Where an operation has its state from: an operation; {@link NONE} when that is not known. */
  sourceOf(index: number): number;
  /** How many still wait for what an operation leaves. */
  waitingFor(index: number): number;
  /** Counts an operation as placed; a negative one may have happened. */
  place(index: number, isHolder: boolean): void;
  restore(index: number, holder: number): void;
}

export function createBonds(
  { certain, kinds, reads }: Entries,
  space: Space,
  sources: ReadonlyMap<Operation, Operation | undefined>,
): Bonds {
  const count = certain.length;
  const source = new Int32Array(count).fill(NONE);
  const waiting = new Int32Array(count);
  let waitingForStart = 0;
  let holder = START;
  const numbers = new Map(sources.size === 0 ? [] : certain.map((one, index) => [one, index]));
  certain.forEach((one, index) => {
    if (!sources.has(one)) return;
    const from = sources.get(one);
    const number = from === undefined ? START : (numbers.get(from) ?? NONE);
    source[index] = number;
    if (number >= 0) waiting[number] = (waiting[number] as number) + 1;
    else if (number === START) waitingForStart += 1;
  });
  // Every index below is within its array, hence `as number`.
  const changes = (index: number): boolean => {
    const kind = kinds[index] as number;
    return reads[index] === 0 && space.wants(kind) !== space.leaves(kind);
  };
  const waitingForHolder = (): number => {
    if (holder >= 0) return waiting[holder] as number;
    return holder === START ? waitingForStart : 0;
  };
  const countWaiting = (index: number, more: number): void => {
    const from = index < 0 ? NONE : (source[index] as number);
    if (from >= 0) waiting[from] = (waiting[from] as number) + more;
    else if (from === START) waitingForStart += more;
  };
  return {
    get holder() {
      return holder;
    },
    allows(index) {
      const from = source[index] as number;
      if (from !== NONE && from !== holder) return false;
      return !changes(index) || waitingForHolder() === (from === NONE ? 0 : 1);
    },
    allowsChange: () => waitingForHolder() === 0,
    sourceOf: (index) => source[index] as number,
    waitingFor: (index) => (index < 0 ? 0 : (waiting[index] as number)),
    place(index, isHolder) {
      countWaiting(index, -1);
      if (!isHolder) return;
      if (index < 0) holder = SOMEBODY;
      else if (changes(index)) holder = index;
    },
    restore(index, before) {
      holder = before;
      countWaiting(index, 1);
    },
  };
}
