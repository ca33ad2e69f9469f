import type { Operation } from '../history/operation.ts';
import type { Model } from './model.ts';
import type { Search } from './reached.ts';
import { createSearch } from './search.ts';
import { decideByValues } from './values.ts';

export interface Decider extends Search {
  /**
   * When the answer is no: fewer operations that refute the whole as well; undefined when none are
   * known.
   */
  culprits(): readonly Operation[] | undefined;
}

/** Asks the values first ({@link decideByValues}), and searches when they do not tell. */
export function createDecider<State>(
  operations: readonly Operation[],
  model: Model<State>,
): Decider {
  const told = decideByValues(operations, model);
  let search: Search | undefined;
  const total = operations.filter(({ outcome }) => outcome === 'ok').length;
  return {
    advance(steps) {
      if (told.answer !== undefined) return told.answer;
      search ??= createSearch(operations, model, false, told.sources);
      return search.advance(steps);
    },
    culprits() {
      const { answer, culprits } = told;
      if (answer !== false || culprits.length === 0) return undefined;
      // It is a contradiction by itself: where it is not found again, all are needed.
      return decideByValues(culprits, model).answer === false ? culprits : undefined;
    },
    get steps() {
      return told.steps + (search?.steps ?? 0);
    },
    get size_bytes() {
      return search?.size_bytes ?? 0;
    },
    total,
    get deepest() {
      return search?.deepest ?? (told.answer === true ? total : 0);
    },
    get frontier() {
      return search?.frontier ?? -1;
    },
    get reached() {
      return search?.reached;
    },
  };
}
