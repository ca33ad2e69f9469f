import type { Operation } from '../history/operation.ts';
import type { Value } from '../value.ts';
import type { Finding, Verdict } from '../verdict.ts';

/** How one transaction depends on another (Adya 1999), or comes before it in time. */
export type DependencyKind = 'ww' | 'wr' | 'rw' | 'process' | 'realtime';

/** One edge of a cycle. */
export interface Step {
  /** What the sentences call it: T1, T2, ... */
  readonly from: string;
  readonly to: string;
  readonly kind: DependencyKind;
  /** Undefined for process and realtime. */
  readonly key: Value | undefined;
  /** Why `from` comes before `to`. */
  readonly because: string;
}

/** A transaction, and what sentences and drawings call it: T1, T2, ... */
export interface NamedOperation extends Operation {
  readonly name: string;
}

/** One way in which a history went wrong. Its text says who is who, and what that shows. */
export interface Anomaly extends Finding {
  readonly operations: readonly NamedOperation[];
  /** The cycle, if it is one: each step begins where the one before it ended. */
  readonly steps: readonly Step[];
}

export interface AnomalyGroup {
  /** How many were found; of cycles, one of each kind is looked for in each tangle. */
  readonly count: number;
  /** The first of them, at most 8. */
  readonly examples: readonly Anomaly[];
}

export interface TransactionsOptions {
  /** The model the history is held against; `strict-serializable` if left out, as Elle does. */
  readonly consistencyModel?: string | undefined;
}

/** How far single registers can be trusted, beyond what the consistency model asks. */
export interface RegisterOptions extends TransactionsOptions {
  /** What each register holds at the start; nil if left out. */
  readonly initial?: Value | undefined;
  /** Each register is sequentially consistent: versions follow the order of each process. False. */
  readonly sequentialKeys?: boolean | undefined;
  /** Each register is linearizable: versions follow real time. False. */
  readonly linearizableKeys?: boolean | undefined;
}

/** Valid means that nothing was found which the requested model forbids. */
export interface TransactionsVerdict extends Verdict {
  /** The requested consistency model. */
  readonly consistencyModel: string;
  /** What of the findings the requested model forbids, worst first. */
  readonly findings: readonly Anomaly[];
  /** Everything found, also what the requested model allows, worst first, by the names Elle gives. */
  readonly anomalies: Readonly<Record<string, AnomalyGroup>>;
  /** The weakest models that the history rules out. */
  readonly not: readonly string[];
  /** The stronger models, ruled out with them. */
  readonly alsoNot: readonly string[];
  /** The strongest models that nothing found rules out; none when the check ended early. */
  readonly holds: readonly string[];
}
