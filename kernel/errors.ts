/** The errors that every floor shares. `code` is stable; match on it, never on the message. */

/** A place in a file that a person wrote. Lines and columns count from 1. */
export interface Where {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

const place = ({ file, line, column }: Where): string =>
  [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');

/**
 * What a person gave cannot be used. `message` is whole: place, problem and hint, ready to print;
 * the parts stand beside it.
 */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly code = 'INVALID_INPUT';
  /** What was wrong. */
  readonly problem: string;
  /** What to do about it. */
  readonly hint: string | undefined;
  readonly where: Where | undefined;

  constructor(
    problem: string,
    details: {
      readonly where?: Where | undefined;
      readonly hint?: string | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    const { where, hint, cause } = details;
    const located = where === undefined ? problem : `${place(where)}: ${problem}`;
    super(
      hint === undefined ? located : `${located}; ${hint}`,
      cause === undefined ? undefined : { cause },
    );
    this.problem = problem;
    this.hint = hint;
    this.where = where;
  }
}

/**
 * A decision, not a defect. Under overload a layer refuses thousands of calls a second, and taking a
 * stack costs twenty times what the refusal does; it would only show the layer's own inside.
 */
class Decision extends Error {
  constructor(message: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
  }
}

/** A time bound ran out before the answer came. Has no stack. */
export class TimedOut extends Decision {
  override readonly name = 'TimedOut';
  readonly code = 'TIMED_OUT';
  /** The layer whose bound it was. */
  readonly by: string;
  readonly bound_ms: number;

  constructor(by: string, bound_ms: number) {
    super(`${by}: no answer within ${bound_ms} ms`);
    this.by = by;
    this.bound_ms = bound_ms;
  }
}

/** A layer refused the call before the callee was asked. Has no stack. */
export class Refused extends Decision {
  override readonly name = 'Refused';
  readonly code = 'REFUSED';
  /** The layer that refused. */
  readonly by: string;
  /** When asking again may help, in milliseconds from now; undefined when nobody knows. */
  readonly retryAfter_ms: number | undefined;

  constructor(by: string, why: string, retryAfter_ms?: number) {
    super(`${by}: ${why}`);
    this.by = by;
    this.retryAfter_ms = retryAfter_ms;
  }
}

/** Whoever asked stopped waiting. Says nothing about the callee. `cause` is the abort's reason. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  readonly code = 'CANCELLED';

  constructor(reason?: unknown) {
    super('the caller stopped waiting', reason === undefined ? undefined : { cause: reason });
  }
}
