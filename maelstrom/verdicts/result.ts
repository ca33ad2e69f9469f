/** As Jepsen writes it: true, false, or 'unknown'. */
export type Valid = boolean | 'unknown';

/** One thing that is wrong, with what happened around it. */
export interface Flaw {
  readonly kind: string;
  readonly text: string;
  /** Indices of the events that begin the operations that show it. */
  readonly events: readonly number[];
}

/** What the checker of a workload says. */
export interface WorkloadResult {
  readonly valid: Valid;
  readonly summary: string;
  readonly findings: readonly Flaw[];
  readonly counts: Readonly<Record<string, number>>;
  /** Counterexamples as SVG documents. */
  readonly drawings: readonly string[];
}
