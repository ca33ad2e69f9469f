/** A thread was lost while it ran a person's code: that never came back, or took the thread along. */
export class Lost extends Error {
  override readonly name = 'Lost';
  /** Undefined when it was not in a run. */
  readonly seed: number | undefined;
  /** What happened, and where, without the seed. */
  readonly why: string;
  /** Virtual time of the run; NaN when it is not known. */
  readonly at_ms: number;

  constructor(seed: number | undefined, why: string, at_ms = Number.NaN) {
    super(seed === undefined ? why : `seed ${seed}: ${why}`);
    this.seed = seed;
    this.why = why;
    this.at_ms = at_ms;
  }
}
