import type { Operation } from '../history/operation.ts';
import type { Model } from './model.ts';
import { createSpace, NONE } from './space.ts';

/**
 * Operations on something that holds one value: each wants a state, or leaves one, or both. Their
 * numbers follow the order of their calls; 0 is the beginning, a write that came before everything.
 */
export interface Accesses {
  readonly count: number;
  /** By number; the beginning has none. */
  readonly operations: readonly (Operation | undefined)[];
  readonly began: Float64Array;
  /** Infinity for what may have happened at any time after it began, or never. */
  readonly ended: Float64Array;
  /** The only state in which it can happen; {@link NONE} for any. */
  readonly wants: Int32Array;
  /** The state it leaves; {@link NONE} for what changes nothing. */
  readonly leaves: Int32Array;
  /** False when something was left out that fits several states, but not all. */
  readonly isWhole: boolean;
}

/**
 * The operations of one partition as accesses; undefined when an operation builds on what it finds, as
 * an append does. What says nothing and changes nothing is left out.
 *
 * @param operations none that failed
 */
export function accessesOf<State>(
  operations: readonly Operation[],
  model: Model<State>,
): Accesses | undefined {
  if (model.wants === undefined || model.leaves === undefined) return undefined;
  const space = createSpace(model);
  const kept: (Operation | undefined)[] = [undefined];
  const wants = [NONE];
  const leaves = [space.initial];
  let isWhole = true;
  for (const operation of operations) {
    const isRead = model.functions[operation.f] === 'read';
    const isCertain = operation.outcome === 'ok';
    if (isRead && !isCertain) continue;
    const kind = space.kindOf(operation);
    const wanted = space.wants(kind);
    const left = isRead ? wanted : space.leaves(kind);
    if (left === NONE && !isRead) return undefined;
    if (wanted !== NONE && space.step(wanted, kind) !== left) return undefined;
    // A read that fits several states, or all of them.
    if (left === NONE) isWhole = false;
    else if (wanted !== left || isCertain) {
      kept.push(operation);
      wants.push(wanted);
      // A cas from a value to the same is a read of it.
      leaves.push(wanted === left ? NONE : left);
    }
  }
  return {
    count: kept.length,
    operations: kept,
    began: Float64Array.from(kept, (one) => one?.invokedAt ?? -1),
    ended: Float64Array.from(kept, (one) => one?.completedAt ?? -1),
    wants: Int32Array.from(wants),
    leaves: Int32Array.from(leaves),
    isWhole,
  };
}
