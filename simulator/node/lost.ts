/** The name of the failure of a seed that did not come to its end. */
export const NEVER_ENDS = 'never ends';

const KINDS = [NEVER_ENDS, 'out of memory', 'ended its thread', 'uncaught'] as const;

/** How a thread is lost, and the name of the failure of its seed. */
export type LossKind = (typeof KINDS)[number];

/** Whether a failure of this name is that of a seed whose thread was lost. */
export const isLoss = (name: string): boolean => KINDS.some((kind) => kind === name);

/** By this code of an error that ends a thread its pool sees that a person's code is to blame. */
export const UNCAUGHT = 'ERR_DSTUDIO_UNCAUGHT';

/** A thread was lost while it ran a person's code: that never came back, or took the thread along. */
export class Lost extends Error {
  override readonly name = 'Lost';
  /** Undefined when it was not in a run. */
  readonly seed: number | undefined;
  readonly kind: LossKind;
  /** What happened, and where, without the seed. */
  readonly why: string;
  /** Virtual time of the run; NaN when it is not known. */
  readonly at_ms: number;

  constructor(seed: number | undefined, kind: LossKind, why: string, at_ms = Number.NaN) {
    super(seed === undefined ? why : `seed ${seed}: ${why}`);
    this.seed = seed;
    this.kind = kind;
    this.why = why;
    this.at_ms = at_ms;
  }
}
