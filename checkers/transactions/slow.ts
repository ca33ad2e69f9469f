import type { History, Operation } from '../history/operation.ts';
import { isArray, type Value } from '../value.ts';

type Micro = readonly [string, string, Value];
type State = ReadonlyMap<string, Value>;

/**
 * Whether some serial order of a small history explains every read: all orders are tried. What
 * crashed may be left out, what failed is. For tests, to hold the quick checkers against.
 *
 * @param isStrict the order also keeps to real time.
 */
export const hasSerialOrder = ({ operations }: History, isStrict: boolean): boolean => {
  const possible = operations.filter(({ outcome }) => outcome !== 'fail');
  const extend = (rest: readonly Operation[], state: State): boolean => {
    if (rest.every(({ outcome }) => outcome === 'info')) return true;
    return rest.some((next) => {
      const isTooEarly = rest.some((other) => other.completedAt < next.invokedAt);
      if (isStrict && isTooEarly) return false;
      const after = run(next, state);
      return (
        after !== undefined &&
        extend(
          rest.filter((other) => other !== next),
          after,
        )
      );
    });
  };
  return extend(possible, new Map());
};

/** The state after a transaction; undefined if it cannot have read what it read. */
const run = ({ outcome, input, output }: Operation, before: State): State | undefined => {
  const state = new Map(before);
  for (const micro of (outcome === 'ok' ? output : input) as readonly Micro[]) {
    // The tests' own.
    const [verb, key, value] = micro;
    const now = state.get(key) ?? null;
    if (verb === 'append') state.set(key, [...(isArray(now) ? now : []), value]);
    else if (verb === 'w') state.set(key, value);
    else if (outcome === 'ok' && String(now ?? '') !== String(value ?? '')) return undefined;
  }
  return state;
};
