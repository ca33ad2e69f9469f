import type { Operation } from '../history/operation.ts';
import type { Value } from '../value.ts';
import type { Model } from './model.ts';
import type { Reached, Search } from './reached.ts';
import { type Shrinking, shrink } from './shrink.ts';

/** Operations that no order explains, as few as were found. */
export interface Counterexample {
  readonly key: Value | undefined;
  /** In the order of their invocations. One that had not returned yet has the outcome info. */
  readonly operations: readonly Operation[];
  /** The longest order that works, the state after each, and the operation that fits nowhere. */
  readonly reached: Reached;
  /** True when nothing more can be left out; false when the work for that ran out. */
  readonly minimal: boolean;
}

/** How a history is refuted. */
interface Refuting<Pause> extends Pick<Shrinking<Pause>, 'isTimed'> {
  /** @param record keep the longest order found */
  readonly seek: (some: readonly Operation[], record: boolean) => Search;
  /** The return that the search got not past. */
  readonly frontier: number;
  /** False when it must come to an end. */
  readonly hasTime?: () => boolean;
  /** Yielded between pieces of work. */
  readonly progress: Pause;
}

/** One check while shrinking: most take some hundred steps. */
const STEPS_PER_CHECK = 100_000;
const STEPS_ALL = 5_000_000;
/** More for each operation: a long history takes that many at least. */
const STEPS_EACH = 8;
const SLICE_STEPS = 20_000;

/**
 * Makes a refuted history small: where orders keep to time, the shortest prefix that no order explains,
 * and of that what cannot be left out.
 */
export function* explain<State, Pause>(
  operations: readonly Operation[],
  model: Model<State>,
  { seek, isTimed, frontier, progress, hasTime = () => true }: Refuting<Pause>,
): Generator<Pause, Counterexample, void> {
  let spent = 0;
  let minimal = true;
  function* finish(search: Search, steps_max: number): Generator<Pause, boolean | undefined, void> {
    for (;;) {
      const left = Math.min(SLICE_STEPS, steps_max - search.steps);
      const answer = search.advance(left);
      if (answer !== undefined || search.steps >= steps_max || !hasTime()) return answer;
      yield progress;
    }
  }
  function* refuted(some: readonly Operation[]): Generator<Pause, boolean, void> {
    if (!hasTime()) {
      minimal = false;
      return false;
    }
    const search = seek(some, false);
    const answer =
      spent < STEPS_ALL + STEPS_EACH * operations.length
        ? yield* finish(search, STEPS_PER_CHECK + STEPS_EACH * some.length)
        : undefined;
    if (answer === undefined) minimal = false;
    spent += search.steps;
    yield progress;
    return answer === false;
  }
  const first = isTimed ? yield* shortestPrefix(operations, frontier, refuted) : operations;
  const { rest, isWhole } = yield* shrink(first, model, { refuted, isTimed });
  // The work for making it small is done; to tell it, one more search may take what it needs.
  const last = seek(rest, true);
  yield* finish(last, 10 * STEPS_ALL);
  return {
    key: isTimed ? rest[0]?.key : undefined,
    operations: rest,
    reached: last.reached ?? { order: [], stuck: undefined, state: model.show(model.initial) },
    minimal: minimal && isWhole,
  };
}

/** What was known right after the event at `position`: what had not returned may have happened. */
const prefix = (operations: readonly Operation[], position: number): Operation[] =>
  operations
    .filter(({ invokedAt }) => invokedAt < position)
    .map((one) =>
      one.outcome === 'ok' && one.completedAt > position
        ? { ...one, output: null, outcome: 'info', completedAt: Number.POSITIVE_INFINITY }
        : one,
    );

function* shortestPrefix<Pause>(
  operations: readonly Operation[],
  frontier: number,
  refuted: Shrinking<Pause>['refuted'],
): Generator<Pause, readonly Operation[], void> {
  // Everything that returned before the frontier was explained, so it is this one, unless what
  // operations returned later matters too.
  const first = prefix(operations, frontier);
  if (yield* refuted(first)) return first;
  const returns = operations
    .map(({ completedAt }) => completedAt)
    .filter((position) => position > frontier && position < Infinity)
    .sort((a, b) => a - b);
  let low = 0;
  let high = returns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Within the array: middle is less than high.
    if (yield* refuted(prefix(operations, returns[middle] as number))) high = middle;
    else low = middle + 1;
  }
  const at = returns[low];
  return at === undefined ? operations : prefix(operations, at);
}
