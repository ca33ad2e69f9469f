import type { Value } from '../value.ts';

/** A client that does one thing at a time. */
export type Process = number | string;

export type EventType = 'invoke' | 'ok' | 'fail' | 'info';

/** One line of a history: a client begins something, or learns how it ended. */
export interface HistoryEvent {
  readonly type: EventType;
  /** Undefined when the history does not say. */
  readonly process?: Process | undefined;
  /** What is done, such as 'read'. Undefined on a completion stands for the invocation's. */
  readonly f?: string | undefined;
  /** What it is done with, or what came of it; null for nothing. */
  readonly value: Value;
  /** The independent object it is about. */
  readonly key?: Value | undefined;
  /** Time since the start, in nanoseconds as Jepsen counts it. */
  readonly time_ns?: number | undefined;
  /** The number the history itself gives the event. */
  readonly index?: number | undefined;
  /** Where it stands in the file, from 1. */
  readonly line?: number | undefined;
  /** Where in its line, from 1. */
  readonly column?: number | undefined;
  /** The test's last look, after all faults were healed; Jepsen writes `:final? true`. */
  readonly final?: boolean;
}

/** How it ended: it happened, it did not, or nobody knows, so it may happen at any time after. */
export type Outcome = 'ok' | 'fail' | 'info';

/** An invocation and its completion. */
export interface Operation {
  readonly process: Process;
  readonly f: string;
  /** The independent object it is about; undefined when the history knows only one. */
  readonly key: Value | undefined;
  /** What it was invoked with. */
  readonly input: Value;
  /** What it completed with; null unless the outcome is ok. */
  readonly output: Value;
  readonly outcome: Outcome;
  /**
   * Position of the invocation among all events of clients, from 0. Where a history tells the completion
   * only, it is right after what the process did before, or at the start: the earliest it can have been.
   */
  readonly invokedAt: number;
  /** Position of the completion; Infinity for an operation that may still happen. */
  readonly completedAt: number;
  readonly invoked_ns: number | undefined;
  readonly completed_ns: number | undefined;
  /** The index the history gave the invocation, or else its position. */
  readonly index: number;
  readonly line: number | undefined;
  /** The test's last look, after all faults were healed. */
  readonly final?: boolean;
}

export interface History {
  /** In the order of their invocations. */
  readonly operations: readonly Operation[];
  /** Events of clients; those of a nemesis are not among them. */
  readonly events: number;
  /** The file it was read from, for errors. */
  readonly file: string;
}

/** Whether the real time order puts `a` wholly before `b`. */
export const precedes = (a: Operation, b: Operation): boolean => a.completedAt < b.invokedAt;
