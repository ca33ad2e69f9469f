import type { Operation } from '../history/operation.ts';
import type { Model } from '../linearizability/model.ts';

/**
 * Tries every order that keeps to real time, one operation after the other, with no shortcut and no
 * memory: slow, and right by its looks. For histories of up to about ten operations.
 */
export const isLinearizable = <State>(
  operations: readonly Operation[],
  model: Model<State>,
  state: State = model.initial,
): boolean => {
  const open = operations.filter(({ outcome }) => outcome !== 'fail');
  return (
    open.every(({ outcome }) => outcome === 'info') ||
    open.some(
      (first) =>
        open.every((other) => other.completedAt >= first.invokedAt) &&
        model.step(state, first).some((next) =>
          isLinearizable(
            open.filter((other) => other !== first),
            model,
            next,
          ),
        ),
    )
  );
};

/** The same for sequential consistency: orders that keep to each process.. */
export const isSequential = <State>(
  operations: readonly Operation[],
  model: Model<State>,
  states: ReadonlyMap<unknown, State> = new Map(),
): boolean => {
  const open = operations.filter(({ outcome }) => outcome !== 'fail');
  return (
    open.every(({ outcome }) => outcome === 'info') ||
    open.some(
      (first) =>
        open.every(
          (other) =>
            other.process !== first.process ||
            other.outcome === 'info' ||
            other.invokedAt >= first.invokedAt,
        ) &&
        model.step(states.get(first.key) ?? model.initial, first).some((next) =>
          isSequential(
            open.filter((other) => other !== first),
            model,
            new Map(states).set(first.key, next),
          ),
        ),
    )
  );
};
