/**
 * One event of a history of transactions, as Jepsen writes them. The order of the events is their
 * order in real time.
 */
export interface TransactionEvent {
  /** Who runs the transaction; one at a time. Without it, the whole history is one process. */
  readonly process?: number | string | null | undefined;
  /** `ok` committed, `fail` certainly did not, `info` (or no completion) nobody knows. */
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  /**
   * The micro-operations in order: `['append', key, element]` or `['w', key, value]`, and
   * `['r', key, what was read]`, where null is what was never written.
   */
  readonly value?: unknown;
  /** The event's number in its history, where that is not its position. */
  readonly index?: number | undefined;
}

/** How one transaction depends on another (Adya 1999), or comes before it in time. */
export type DependencyKind = 'ww' | 'wr' | 'rw' | 'process' | 'realtime';

/** A transaction as an explanation shows it. */
export interface TransactionView {
  /** What the sentences call it: T1, T2, ... */
  readonly name: string;
  /** The index of the event that completed it, or that invoked it when nothing did. */
  readonly index: number;
  readonly process: number | string | undefined;
  readonly type: 'ok' | 'fail' | 'info';
  readonly value: readonly (readonly unknown[])[];
}

/** One edge of a cycle. */
export interface Step {
  readonly from: string;
  readonly to: string;
  readonly kind: DependencyKind;
  /** Undefined for process and realtime. */
  readonly key?: unknown;
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
