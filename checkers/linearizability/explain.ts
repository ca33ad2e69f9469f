import type { Operation } from '../history/operation.ts';
import type { Value } from '../value.ts';
import type { Model } from './model.ts';
import { createSearch, type Reached } from './search.ts';
import { shrink } from './shrink.ts';

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

/** One check while shrinking: most take some hundred steps. */
const STEPS_PER_CHECK = 100_000;
const STEPS_ALL = 5_000_000;

/**
 * Makes a refuted history small: the shortest prefix that no order explains, and of that what cannot
 * be left out.
 *
 * @param frontier the return that the search got not past, {@link createSearch}
 */
export function explain<State>(
  operations: readonly Operation[],
  model: Model<State>,
  frontier: number,
): Counterexample {
  let spent = 0;
  let minimal = true;
  const refuted = (some: readonly Operation[]): boolean => {
    const search = createSearch(some, model);
    const answer = spent < STEPS_ALL ? search.advance(STEPS_PER_CHECK) : undefined;
    if (answer === undefined) minimal = false;
    spent += search.steps;
    return answer === false;
  };
  const rest = shrink(shortestPrefix(operations, frontier, refuted), model, refuted);
  // The work for making it small is done; to tell it, one more search may take what it needs.
  const last = createSearch(rest, model, true);
  last.advance(10 * STEPS_ALL);
  return {
    key: rest[0]?.key,
    operations: rest,
    reached: last.reached ?? { order: [], stuck: undefined, state: model.show(model.initial) },
    minimal,
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

function shortestPrefix(
  operations: readonly Operation[],
  frontier: number,
  refuted: (some: readonly Operation[]) => boolean,
): readonly Operation[] {
  // Everything that returned before the frontier was explained, so it is this one, unless what
  // operations returned later matters too.
  const first = prefix(operations, frontier);
  if (refuted(first)) return first;
  const returns = operations
    .map(({ completedAt }) => completedAt)
    .filter((position) => position > frontier && position < Infinity)
    .sort((a, b) => a - b);
  let low = 0;
  let high = returns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Within the array: middle is less than high.
    if (refuted(prefix(operations, returns[middle] as number))) high = middle;
    else low = middle + 1;
  }
  const at = returns[low];
  return at === undefined ? operations : prefix(operations, at);
}
