import type { Outcome, Process } from '../history/operation.ts';
import type { Value } from '../value.ts';

/** How one transaction depends on another (Adya 1999), or comes before it in time. */
export type DependencyKind = 'ww' | 'wr' | 'rw' | 'process' | 'realtime';

/** A transaction as an explanation shows it. */
export interface TransactionView {
  /** What the sentences call it: T1, T2, ... */
  readonly name: string;
  /** The index of its invocation. */
  readonly index: number;
  readonly process: Process;
  readonly outcome: Outcome;
  /** Its micro-operations. */
  readonly value: readonly (readonly Value[])[];
}

/** One edge of a cycle. */
export interface Step {
  readonly from: string;
  readonly to: string;
  readonly kind: DependencyKind;
  /** Undefined for process and realtime. */
  readonly key?: Value | undefined;
  /** Why `from` comes before `to`. */
  readonly because: string;
}

/** One way in which a history went wrong. */
export interface Anomaly {
  readonly name: string;
  readonly text: string;
  readonly transactions: readonly TransactionView[];
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
  /** Each register is sequentially consistent: versions follow the order of each process. False. */
  readonly sequentialKeys?: boolean | undefined;
  /** Each register is linearizable: versions follow real time. False. */
  readonly linearizableKeys?: boolean | undefined;
}

export interface TransactionsResult {
  /** False if the requested model forbids what was found; unknown if nothing could be judged. */
  readonly valid: boolean | 'unknown';
  /** The requested model. */
  readonly model: string;
  /** Everything found, also what the requested model allows, by the names Elle gives. */
  readonly anomalies: Readonly<Record<string, AnomalyGroup>>;
  /** Why `valid` is unknown. */
  readonly unknown?: string | undefined;
  /** The weakest models that the history rules out. */
  readonly not: readonly string[];
  /** The stronger models, ruled out with them. */
  readonly alsoNot: readonly string[];
  /** The strongest models that nothing found rules out. */
  readonly holds: readonly string[];
  readonly transactions: { readonly ok: number; readonly info: number; readonly fail: number };
}
