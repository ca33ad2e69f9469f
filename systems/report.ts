import type { System } from './system.ts';

/** What a person reads of a simulated system: faults, figures, verdicts, facts, plans. */

export type FaultKind =
  | 'crash'
  | 'slow'
  | 'errors'
  | 'partition'
  | 'replica-loss'
  | 'zone-loss'
  | 'spike';

/** Where a fault strikes. Exactly one of service, call, zone and entry is there. */
export interface Fault {
  readonly kind: FaultKind;
  readonly service?: string;
  /** 'service/operation' on both ends. */
  readonly call?: { readonly from: string; readonly to: string };
  readonly zone?: string;
  /** 'service/operation' that gets the traffic. */
  readonly entry?: string;
}

/** When things happen in a run, in virtual milliseconds; the strength of each fault. */
export interface Timing {
  /** Traffic runs this long before the fault; nothing is measured. */
  readonly warmup_ms: number;
  /** How long the fault lasts, all but a crash. */
  readonly fault_ms: number;
  /** How long a crashed replica takes until it serves again: the length of a crash. */
  readonly restart_ms: number;
  /** How long callers keep sending to a dead replica. */
  readonly detection_ms: number;
  /** Measured after the fault has ended; recovery has to happen in here. */
  readonly after_ms: number;
  /** Objectives are judged in windows of this length when recovery is measured. */
  readonly window_ms: number;
}

/** What the clients saw. NaN is unknown: nothing was there to measure. Infinity: not within the run. */
export interface Figures {
  readonly requests: number;
  /** Shares of the requests that arrived during the fault, 0 to 1. */
  readonly full: number;
  readonly degraded: number;
  readonly failed: number;
  /** Answers, full or degraded, over requests: during the fault. */
  readonly availability: number;
  /** Share of answers within the latency objective: during the fault. */
  readonly fast: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  /** From the end of the fault until the objectives hold for good. */
  readonly recovery_ms: number;
}

export type ObjectiveName = 'availability' | 'latency' | 'recovery';

export interface SeedFigures extends Figures {
  readonly seed: number;
  readonly broken: readonly ObjectiveName[];
  /** Rolls over every event of the run. */
  readonly hash: string;
}

/** Kinds of assumed values that a verdict may turn on. */
export type AssumptionKind = 'service time' | 'traffic' | 'concurrency' | 'fan-out';

export interface Cell {
  /** Stable name: 'crash cart', 'slow frontend/handle -> cart/handle'. */
  readonly id: string;
  readonly fault: Fault;
}

export interface CellResult extends Cell {
  readonly verdict: 'breaks' | 'holds';
  /** Objectives broken in at least one seed, and in how many. */
  readonly broken: Readonly<Partial<Record<ObjectiveName, number>>>;
  /** Mean over the seeds; recovery is the worst. */
  readonly figures: Figures;
  readonly seeds: readonly SeedFigures[];
  /** `unchecked` until the halved and doubled runs are in. */
  readonly sensitivity: 'regardless' | 'depends' | 'unchecked';
  /** Assumptions whose halving or doubling turns the verdict. */
  readonly dependsOn: readonly Dependence[];
}

export interface Dependence {
  readonly kind: AssumptionKind;
  readonly factor: 0.5 | 2;
  /** Paths of the single values that turn it alone; empty when only all of the kind together do. */
  readonly paths: readonly string[];
}

/** A value nobody stated, which would settle cells if somebody did. */
export interface Fact {
  readonly path: string;
  readonly kind: AssumptionKind;
  /** 'How many requests does one replica of cart work on at once?' */
  readonly question: string;
  /** As `system.yaml` writes it: '5ms', '50/s', 32. */
  readonly assumed: string;
  readonly settles: readonly string[];
}

export interface Matrix {
  readonly system: string;
  readonly timing: Timing;
  readonly seeds: readonly number[];
  /** The system with no fault: when this breaks, nothing else means much. */
  readonly baseline: CellResult;
  /** Worst first. */
  readonly cells: readonly CellResult[];
  /** At most three, the one that settles most first. */
  readonly facts: readonly Fact[];
  /** Services that no known call reaches: what their faults do is unknown. */
  readonly unreached: readonly string[];
  /** Only when it was stopped: of so many cells, those that were finished, and those also checked. */
  readonly partial?: {
    readonly cells: number;
    readonly finished: number;
    readonly checked: number;
  };
}

/** One pattern put in one place. */
export interface Change {
  readonly slug: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** 'cart' or 'frontend/handle -> cart/handle'. */
  readonly at: string;
}

export interface Question {
  /** Path in `system.yaml`: 'services.frontend.operations.handle.calls.cart/handle.idempotent'. */
  readonly path: string;
  readonly question: string;
  /** Cells it would let us try to mend. */
  readonly cells: readonly string[];
}

/** A cell that no pattern mends as things are known, and what was tried in simulation and would. */
export interface Unmendable {
  readonly cell: string;
  readonly why: string;
  /** What would mend it, measured; undefined when nothing we tried does. */
  readonly would?: string;
}

export interface Recommendation {
  readonly changes: readonly Change[];
  /** On seeds that the search did not use. */
  readonly before: readonly CellResult[];
  readonly after: readonly CellResult[];
  readonly mended: readonly string[];
  /** Fewer objectives broken than before, but not none. */
  readonly improved: readonly string[];
  /** Held before, breaks now. Never applied silently. */
  readonly worsened: readonly string[];
  readonly unmendable: readonly Unmendable[];
  readonly questions: readonly Question[];
  /** Cells whose verdict turns on an assumption: asked about, not mended. */
  readonly undecided: readonly string[];
  /** What would settle most of them. */
  readonly facts: readonly Fact[];
  readonly searchSeeds: readonly number[];
  readonly checkSeeds: readonly number[];
  readonly runs: number;
  /** False when the budget ran out before the search was done. */
  readonly complete: boolean;
  /**
   * Only when it was stopped: nothing was measured on other seeds. `before` is then the matrix, `after`
   * is empty, `changes` are what was found by then, and `mended` are the cells that each alone mended
   * on the search's seeds.
   */
  readonly partial?: true;
}

/** Runs to do: in place, on a worker thread, in a Web Worker. It is plain data and can be sent. */
export interface Job {
  readonly system: System;
  readonly fault: Fault | undefined;
  readonly timing: Timing;
  readonly seeds: readonly number[];
  /**
   * `figures`: each seed runs to its end. The others ask for the verdict alone and end as soon as it is
   * certain: `together`, whether the seeds in one pot miss an objective; `any`, whether one of them does.
   */
  readonly want: 'figures' | 'together' | 'any';
}

/** What became of a job. */
export interface Judged {
  readonly breaks: boolean;
  /** In the order of the seeds; empty when only the verdict was wanted. */
  readonly figures: readonly SeedFigures[];
  /** Runs begun. */
  readonly runs: number;
}
