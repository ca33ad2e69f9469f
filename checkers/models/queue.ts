import type { Operation } from '../history/operation.ts';
import type { Model } from '../linearizability/model.ts';
import { keyOf, same, show, type Value } from '../value.ts';

const functions = { enqueue: 'write', dequeue: 'write' } as const;

/** The item an operation is about; undefined when nobody knows it, or there was none. */
const itemOf = ({ f, input, output, outcome }: Operation): Value | undefined => {
  if (f === 'enqueue') return input;
  return outcome === 'ok' && output !== null ? output : undefined;
};

/** An item can be left out of a queue with all that is done to it: the others keep their order. */
const observes = (operation: Operation, effect: Operation): boolean => {
  if (operation.outcome === 'ok' && operation.f === 'dequeue' && operation.output === null) {
    return false;
  }
  const item = itemOf(operation);
  const other = itemOf(effect);
  return item === undefined || other === undefined || same(item, other);
};

/**
 * A queue, first in first out: `enqueue v`, and `dequeue`, which gives the oldest; null says that the
 * queue was empty.
 */
export const queue: Model<readonly Value[]> = {
  name: 'queue',
  initial: [],
  local: true,
  functions,
  keyOf,
  show,
  observes,
  step(items, { f, input, output, outcome }) {
    if (f === 'enqueue') return [[...items, input]];
    const [first, ...rest] = items;
    if (outcome === 'info') return first === undefined ? [] : [rest];
    if (first === undefined) return output === null ? [items] : [];
    return same(first, output) ? [rest] : [];
  },
};

/** A queue that gives what it holds in any order. */
export const unorderedQueue: Model<readonly Value[]> = {
  ...queue,
  name: 'unordered-queue',
  // Sorted: two queues that hold the same are the same.
  step(items, { f, input, output, outcome }) {
    if (f === 'enqueue') return [sorted([...items, input])];
    if (outcome === 'info') return items.map((_, at) => items.toSpliced(at, 1));
    if (items.length === 0) return output === null ? [items] : [];
    const at = items.findIndex((item) => same(item, output));
    return at < 0 ? [] : [items.toSpliced(at, 1)];
  },
};

const sorted = (items: readonly Value[]): readonly Value[] =>
  items.toSorted((a, b) => (String(keyOf(a)) < String(keyOf(b)) ? -1 : 1));
