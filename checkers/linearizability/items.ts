import type { Operation } from '../history/operation.ts';
import { keyOf, type Value } from '../value.ts';
import type { Decision, Model } from './model.ts';
import { createSearch } from './search.ts';

/** More than an item that is asked for alone needs, unless very many did something to it at once. */
const STEPS_MAX = 2000;
const STEPS_EACH = 100;

/**
 * Asks for each item alone: who put it in, and who took it out. What is impossible for one item is
 * impossible for all together. The answer is true when each is possible, and every operation names one.
 *
 * @param itemOf what an operation is about; undefined when it is about no item, or nobody knows which
 */
export function decideByItems<State>(
  operations: readonly Operation[],
  model: Model<State>,
  itemOf: (operation: Operation) => Value | undefined,
): Decision {
  const items = Map.groupBy(operations, (operation) => {
    const item = itemOf(operation);
    return item === undefined ? item : keyOf(item);
  });
  let isWhole = !items.delete(undefined);
  let steps = 0;
  for (const one of items.values()) {
    const search = createSearch(one, model);
    const answer = search.advance(STEPS_MAX + STEPS_EACH * one.length);
    steps += search.steps;
    if (answer === false) return { answer, culprits: one, steps, sources: new Map() };
    if (answer === undefined) isWhole = false;
  }
  return { answer: isWhole ? true : undefined, culprits: [], steps, sources: new Map() };
}
