import type { Operation } from '../history/operation.ts';
import type { Decision, Model } from './model.ts';
import type { Search } from './reached.ts';
import { createSearch } from './search.ts';
import { decideByValues } from './values.ts';

/**
 * Steps of the first search, and more for each operation: most histories are easy, and then it takes
 * about one for each, which is less work than asking the values.
 */
const TRIAL_STEPS = 200;
const TRIAL_STEPS_EACH = 8;

export interface Decider extends Search {
  /**
   * When the answer is no: fewer operations that refute the whole as well; undefined when none are
   * known.
   */
  culprits(): readonly Operation[] | undefined;
}

/**
 * Searches for a short while; when that does not do, asks the model, or else the values ({@link
 * decideByValues}), and searches on when they do not tell, with what they know.
 */
export function createDecider<State>(
  operations: readonly Operation[],
  model: Model<State>,
): Decider {
  let search = createSearch(operations, model);
  const trial = TRIAL_STEPS + TRIAL_STEPS_EACH * operations.length;
  let told: Decision | undefined;
  /** Steps of the trial, once another search has taken its place. */
  let before = 0;
  const decide = (some: readonly Operation[]): Decision =>
    model.decide?.(some) ?? decideByValues(some, model);
  const ask = (): Decision => (told ??= decide(operations));
  return {
    advance(steps) {
      if (told === undefined) {
        const answer = search.advance(Math.min(steps, trial - search.steps));
        if (answer !== undefined || search.steps < trial) return answer;
        const { sources } = ask();
        if (sources.size > 0) {
          before = search.steps;
          search = createSearch(operations, model, false, sources);
        }
      }
      return ask().answer ?? search.advance(steps);
    },
    culprits() {
      const { answer, culprits } = ask();
      if (answer !== false || culprits.length === 0) return undefined;
      // It is a contradiction by itself: where it is not found again, all are needed.
      return decide(culprits).answer === false ? culprits : undefined;
    },
    get steps() {
      return before + (told?.steps ?? 0) + search.steps;
    },
    get size_bytes() {
      return search.size_bytes;
    },
    total: search.total,
    get deepest() {
      return told?.answer === true ? search.total : search.deepest;
    },
    get frontier() {
      return search.frontier;
    },
    get reached() {
      return search.reached;
    },
  };
}
