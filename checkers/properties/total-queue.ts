import type { History, Operation } from '../history/operation.ts';
import { PIECE, type Work, within } from '../pieces.ts';
import { isArray, keyOf, show, type Value } from '../value.ts';
import { type Budget, type Check, type Finding, verdictOf } from '../verdict.ts';
import { expectFunctions, refuse } from './history-of.ts';

interface Item {
  readonly value: Value;
  attempts: number;
  acknowledged: number;
  dequeues: number;
  readonly operations: Operation[];
}

/**
 * What goes in comes out, in any order: every acknowledged `enqueue` is dequeued, and nothing else
 * comes out (as jepsen.checker/total-queue). The history must end by emptying the queue, with
 * `dequeue` or `drain`. Items that come out twice are counted; delivery at least once allows that.
 */
export function* checkTotalQueue(history: History, budget: Budget = {}): Check {
  expectFunctions(history, 'total-queue', ['enqueue', 'dequeue', 'drain']);
  const items = new Map<string | number, Item>();
  const itemOf = (value: Value): Item => {
    const key = keyOf(value);
    const known = items.get(key);
    if (known !== undefined) return known;
    const item = { value, attempts: 0, acknowledged: 0, dequeues: 0, operations: [] };
    items.set(key, item);
    return item;
  };
  let takenUnknown = 0;
  let drainsUnknown = 0;
  const { operations } = history;
  function* look(): Work {
    for (const [done, operation] of operations.entries()) {
      if (done % PIECE === 0) yield { stage: 'counting items', done, total: operations.length };
      const { f, input, output, outcome } = operation;
      if (f === 'enqueue') {
        const item = itemOf(input);
        // As Jepsen: what failed may be seen all the same without coming from nowhere.
        item.attempts += 1;
        if (outcome === 'ok') item.acknowledged += 1;
        item.operations.push(operation);
      } else if (outcome === 'info') {
        if (f === 'drain') drainsUnknown += 1;
        else takenUnknown += 1;
      } else if (outcome === 'ok') {
        for (const value of f === 'drain' ? drained(operation, history) : [output]) {
          if (value === null) continue;
          const item = itemOf(value);
          item.dequeues += 1;
          item.operations.push(operation);
        }
      }
    }
  }
  const over = yield* within(look(), budget);
  const lost = [...items.values()].filter((item) => item.dequeues < item.acknowledged);
  const missing = lost.reduce(
    (sum, { acknowledged, dequeues }) => sum + acknowledged - dequeues,
    0,
  );
  const phantoms = [...items.values()].filter((item) => item.attempts === 0);
  const duplicated = [...items.values()].filter(
    (item) => item.attempts > 0 && item.dequeues > item.attempts,
  );
  const findings: Finding[] = [
    ...phantoms.map(({ value, operations }) => ({
      kind: 'unexpected',
      text: `${show(value)} came out, but nobody put it in.`,
      operations,
    })),
    ...lost.map(({ value, operations }) => ({
      kind: 'lost',
      text: `${show(value)} was put in and acknowledged, and never came out.`,
      operations,
    })),
  ];
  const counts = {
    attempted: sum(items, (item) => item.attempts),
    acknowledged: sum(items, (item) => item.acknowledged),
    dequeued: sum(items, (item) => item.dequeues),
    lost: lost.length,
    unexpected: phantoms.length,
    duplicated: duplicated.length,
  };
  // A crashed dequeue may have taken what is missing.
  const excused = drainsUnknown > 0 || missing <= takenUnknown;
  const onlyLost = phantoms.length === 0 && lost.length > 0;
  // Before the end, what is missing may be to come, and so may what put in what came out.
  const found = over !== undefined || (onlyLost && excused) ? [] : findings;
  return verdictOf('total-queue', found, counts, {
    valid: `All ${counts.acknowledged} acknowledged items came out.`,
    unknown: onlyLost
      ? `Not decided: ${missing} items are missing, which crashed dequeues may have taken.`
      : undefined,
    over,
  });
}

const sum = (items: ReadonlyMap<unknown, Item>, of: (item: Item) => number): number =>
  [...items.values()].reduce((total, item) => total + of(item), 0);

const drained = (operation: Operation, history: History): readonly Value[] =>
  isArray(operation.output)
    ? operation.output
    : refuse(`a drain gives a list, not ${show(operation.output)}`, operation, history);
