import type { Operation } from '../history/operation.ts';

/**
 * An object as one client alone would see it: a state, and what each operation makes of it. Write one
 * of your own for any object; the checkers ask nothing else.
 */
export interface Model<State> {
  readonly name: string;
  readonly initial: State;
  /**
   * The functions it knows. A 'read' never changes the state, whatever the state is: that lets the
   * checkers take it as soon as it fits. Everything else is a 'write'.
   */
  readonly functions: Readonly<Record<string, 'read' | 'write'>>;
  /**
   * The states an operation may lead to; none when it cannot happen in this state. Its outcome is ok
   * or info; with info, the output is unknown and anything it might have returned is allowed.
   */
  step(state: State, operation: Operation): readonly State[];
  /** The same for equal states and no others. */
  keyOf(state: State): string | number;
  show(state: State): string;
  /** What is wrong with the values of an operation; undefined when nothing is. */
  problem?(operation: Operation): string | undefined;
  /**
   * Whether what `operation` found may hang on whether `effect`, a write, happened: the read of a value
   * observes the write of it. Lets an explanation leave writes out, together with what observes them;
   * without it, writes stay in.
   */
  observes?(operation: Operation, effect: Operation): boolean;
  /**
   * The only state in which the operation can happen; undefined when there are several, or any. Together
   * with `leaves` it spares a search the crashed operations that nothing waits for.
   */
  wants?(operation: Operation): State | undefined;
  /**
   * The state that a write leaves whatever it was before; undefined when that depends. With no `wants`
   * beside it, the write can happen in any state.
   */
  leaves?(operation: Operation): State | undefined;
  /**
   * Decides without trying orders, where the operations are such that it can; asked when a search is
   * stuck. Without, what `wants` and `leaves` tell is used.
   */
  decide?(operations: readonly Operation[]): Decision;
  /**
   * True when operations on different keys have nothing to do with each other, so that each key can be
   * judged alone (locality: Herlihy and Wing, "Linearizability", 1990, theorem 1).
   */
  readonly local: boolean;
}

/** What a decision without a search found. */
export interface Decision {
  /** Undefined when it does not tell. */
  readonly answer: boolean | undefined;
  /** When the answer is no: operations that contradict each other, and what they build on. */
  readonly culprits: readonly Operation[];
  readonly steps: number;
  /**
   * When it does not tell: of an operation, the one it has its state from in every order, where that is
   * known; undefined stands for the beginning. Both certainly happened.
   */
  readonly sources: ReadonlyMap<Operation, Operation | undefined>;
}
