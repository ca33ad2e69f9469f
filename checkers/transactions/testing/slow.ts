import type { History, Operation } from '../../history/operation.ts';
import { isArray, type Value } from '../../value.ts';

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

/** A transaction that has begun: what it would commit, and how many had committed before it. */
interface Begun {
  readonly one: Operation;
  readonly writes: readonly Micro[];
  readonly seen: number;
}

/**
 * Whether some run under snapshot isolation explains every read of a small history: all orders of
 * beginnings and commits are tried. Each transaction reads as of its beginning, and commits only if
 * nobody who committed since then wrote to the same key. For tests, as above.
 *
 * @param order what a transaction must begin after: what its process, or anybody, completed before.
 */
export const hasSnapshotOrder = (
  { operations }: History,
  order: 'none' | 'process' | 'realtime',
): boolean => {
  const isBefore = (one: Operation, other: Operation): boolean =>
    order !== 'none' &&
    one.outcome === 'ok' &&
    one.completedAt < other.invokedAt &&
    (order === 'realtime' || one.process === other.process);
  const extend = (
    rest: readonly Operation[],
    begun: readonly Begun[],
    committed: readonly (readonly Micro[])[],
    state: State,
  ): boolean => {
    const waiting = [...rest, ...begun.map(({ one }) => one)];
    if (waiting.every(({ outcome }) => outcome === 'info')) return true;
    const begins = (one: Operation): boolean => {
      if (waiting.some((other) => isBefore(other, one)) || run(one, state) === undefined) {
        return false;
      }
      const body = (one.outcome === 'ok' ? one.output : one.input) as readonly Micro[]; // As below.
      const writes = body.filter(([verb]) => verb !== 'r');
      const next = { one, writes, seen: committed.length };
      return extend(
        rest.filter((other) => other !== one),
        [...begun, next],
        committed,
        state,
      );
    };
    const commits = (next: Begun): boolean => {
      const since = committed.slice(next.seen).flat();
      if (next.writes.some(([, key]) => since.some((other) => other[1] === key))) return false;
      const after = run({ ...next.one, outcome: 'info', input: next.writes }, state);
      return extend(
        rest,
        begun.filter((other) => other !== next),
        [...committed, next.writes],
        after ?? state,
      );
    };
    // To commit at once, where possible, loses nothing for what only reads.
    const reader = begun.find(({ writes }) => writes.length === 0);
    if (reader !== undefined) return commits(reader);
    return begun.some(commits) || rest.some(begins);
  };
  const possible = operations.filter(({ outcome }) => outcome !== 'fail');
  return extend(possible, [], [], new Map());
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
