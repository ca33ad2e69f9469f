import { type Operation, precedes } from '../history/operation.ts';
import { decideByItems } from '../linearizability/items.ts';
import type { Decision, Model } from '../linearizability/model.ts';
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
  decide: (operations) => decideInOrder(operations, decideByItems(operations, queue, itemOf)),
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
  // Items have nothing to do with each other: when each is possible alone, all are together.
  decide: (operations) => decideByItems(operations, unorderedQueue, itemOf),
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

/** Who put an item in, and who took it out. */
interface Passage {
  readonly enqueue: Operation;
  dequeue: Operation | undefined;
}

/**
 * Looks for an item that overtook another: put in after it, and taken out before it, or with the other
 * never taken out. Where each item is put in once and every operation names its item, there is an order
 * if and only if there is one for each item alone and none overtakes (Henzinger, Sezgin and Vafeiadis,
 * "Aspect-oriented linearizability proofs", CONCUR 2013: VOrd; VFresh and VRepet are about one item).
 *
 * @param alone what the items tell, each alone
 */
const decideInOrder = (operations: readonly Operation[], alone: Decision): Decision => {
  if (alone.answer === false) return alone;
  const passages = new Map<string | number, Passage>();
  let isOnce = true;
  /** Somebody who crashed may have taken what is still there. */
  let mayBeTaken = false;
  for (const operation of operations) {
    if (operation.f !== 'enqueue') continue;
    const name = keyOf(operation.input);
    if (passages.has(name)) isOnce = false;
    passages.set(name, { enqueue: operation, dequeue: undefined });
  }
  for (const operation of operations) {
    if (operation.f !== 'dequeue') continue;
    const item = itemOf(operation);
    if (item === undefined) mayBeTaken ||= operation.outcome === 'info';
    else {
      const passage = passages.get(keyOf(item));
      if (passage !== undefined) passage.dequeue = operation;
    }
  }
  if (!isOnce) return { ...alone, answer: undefined };
  const all = [...passages.values()];
  const taken = (one: Passage): number =>
    one.dequeue?.invokedAt ?? (mayBeTaken ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  const byEnd = all.toSorted((a, b) => a.enqueue.completedAt - b.enqueue.completedAt);
  const byStart = all
    .filter(({ dequeue }) => dequeue !== undefined)
    .toSorted((a, b) => a.enqueue.invokedAt - b.enqueue.invokedAt);
  /** Of those put in before, the one that is taken out last. */
  let last: Passage | undefined;
  let next = 0;
  for (const one of byStart) {
    for (let other = byEnd[next]; other !== undefined; other = byEnd[++next]) {
      if (!precedes(other.enqueue, one.enqueue)) break;
      if (last === undefined || taken(other) > taken(last)) last = other;
    }
    if (last === undefined || one.dequeue === undefined) continue;
    if (taken(last) <= one.dequeue.completedAt) continue;
    const culprits = [last, one].flatMap(({ enqueue, dequeue }) => [enqueue, dequeue ?? []].flat());
    return { ...alone, answer: false, culprits };
  }
  return alone;
};
