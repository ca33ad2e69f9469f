import type { Operation } from '../history/operation.ts';
import type { Model } from './model.ts';

/** Pairs of operations compared. A second or two. */
const WORK_MAX = 3e7;

/** The lengths of the endings that are tried first: most contradictions are short and at the end. */
const ENDINGS = [4, 16, 64, 256, 1024] as const;

export interface Shrinking<Pause> {
  /** Whether no order explains these; false also when that took too long to find out. */
  readonly refuted: (some: readonly Operation[]) => Generator<Pause, boolean, void>;
  /** Whether orders keep to real time; else no write is certain to come between two others. */
  readonly isTimed: boolean;
}

/**
 * Leaves out as many operations as it can, by delta debugging (Zeller and Hildebrandt, "Simplifying
 * and isolating failure-inducing input", 2002), so that what is left is refuted, and refutes the whole.
 *
 * For the latter, leaving out a write alone would prove nothing: whoever read it would be left reading
 * from nowhere. So what could have told of a write goes with it, unless another write certainly came
 * between the two; and some operation stays that could have given a read its value, if any could.
 */
export function* shrink<State, Pause>(
  operations: readonly Operation[],
  model: Model<State>,
  { refuted, isTimed }: Shrinking<Pause>,
): Generator<Pause, Shrunk, void> {
  const leaveOut = createLeaveOut(operations, model, isTimed);
  let rest = operations;
  let isWhole = true;
  function* without(left: readonly Operation[]): Generator<Pause, boolean, void> {
    const tried = leaveOut(rest, left);
    if (tried === undefined) isWhole = false;
    if (tried === undefined || tried.length === rest.length) return false;
    if (!(yield* refuted(tried))) return false;
    rest = tried;
    return true;
  }
  for (const length of ENDINGS) {
    if (length < rest.length && (yield* without(rest.slice(0, -length)))) break;
  }
  for (let before = Infinity; before > rest.length && isWhole; ) {
    before = rest.length;
    for (let size = before >> 1; size >= 1; size >>= 1) {
      // The early ones first: of two writes of one value, the later is the closer explanation.
      for (let from = 0; from < rest.length && isWhole; ) {
        if (!(yield* without(rest.slice(from, from + size)))) from += size;
      }
    }
  }
  return { rest, isWhole };
}

export interface Shrunk {
  readonly rest: readonly Operation[];
  /** False when the work for leaving out more was too much. */
  readonly isWhole: boolean;
}

type LeaveOut = (
  from: readonly Operation[],
  left: readonly Operation[],
) => readonly Operation[] | undefined;

/**
 * What is left without some operations and without what depends on them; undefined when the work for
 * all that has been too much.
 */
function createLeaveOut<State>(
  all: readonly Operation[],
  model: Model<State>,
  isTimed: boolean,
): LeaveOut {
  const isRead = ({ f }: Operation): boolean => model.functions[f] === 'read';
  const { observes } = model;
  // Without being told what depends on what, only reads can go.
  if (observes === undefined) {
    return (from, left) => from.filter((one) => !left.includes(one) || !isRead(one));
  }
  const writes = all.filter((one) => !isRead(one));
  const sourced = new Map<Operation, boolean>();
  let work = 0;
  const hadSource = (one: Operation): boolean => {
    const known = sourced.get(one);
    if (known !== undefined) return known;
    work += writes.length;
    const had = writes.some((effect) => effect !== one && observes(one, effect));
    sourced.set(one, had);
    return had;
  };
  return (from, left) => {
    const gone = new Set(left);
    for (let size = -1; size < gone.size; ) {
      size = gone.size;
      const rest = from.filter((one) => !gone.has(one));
      const covered = isTimed ? covers(rest, model) : () => Infinity;
      const effects = [...gone].filter((one) => !isRead(one));
      const sources = rest.filter((one) => !isRead(one));
      // Each that stays is compared with each that goes.
      work += from.length + effects.length * rest.length;
      if (work > WORK_MAX) return undefined;
      for (const one of rest) {
        const orphaned = effects.some(
          (effect) => one.invokedAt <= covered(effect.completedAt) && observes(one, effect),
        );
        const sourceless =
          !orphaned &&
          hadSource(one) &&
          !sources.some((effect) => effect !== one && observes(one, effect));
        if (orphaned || sourceless) gone.add(one);
      }
    }
    return from.filter((one) => !gone.has(one));
  };
}

/**
 * For a time, the earliest time at which a write that began after it, and sets the state whatever it
 * was, had certainly returned.
 */
function covers<State>(
  operations: readonly Operation[],
  model: Model<State>,
): (time: number) => number {
  const writes = operations.filter(
    (one) => one.outcome === 'ok' && model.leaves?.(one) !== undefined,
  );
  const earliest = new Float64Array(writes.length + 1).fill(Infinity);
  for (let at = writes.length - 1; at >= 0; at -= 1) {
    // Both exist: `at` is within the arrays.
    earliest[at] = Math.min((writes[at] as Operation).completedAt, earliest[at + 1] as number);
  }
  return (time) => {
    let low = 0;
    let high = writes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((writes[middle] as Operation).invokedAt > time) high = middle;
      else low = middle + 1;
    }
    return earliest[low] as number;
  };
}
