import type { Clock } from '@dstudio/kernel';

/** What the wrapped function is told about the attempt that it is. */
export interface Context {
  /** Aborts when nobody waits for this attempt any more, with the reason. Made when it is read. */
  readonly signal: AbortSignal;
  /** From 1. */
  readonly attempt: number;
  /** When the pipeline stops waiting for this attempt, on its clock; Infinity when it never does. */
  readonly deadline_ms: number;
  /** Milliseconds until then, never below 0: what to pass on as the callee's own deadline. */
  remaining(): number;
}

/** Nobody abandoned it; a reason may be anything, undefined too. */
const WAITED_FOR = Symbol('waited for');

/** One attempt. Whoever holds on to it after its end keeps nothing else alive. */
export class Attempt implements Context {
  readonly attempt: number;
  readonly deadline_ms: number;
  readonly #clock: Clock;
  #controller: AbortController | undefined = undefined;
  #reason: unknown = WAITED_FOR;

  constructor(clock: Clock, attempt: number, deadline_ms: number) {
    this.#clock = clock;
    this.attempt = attempt;
    this.deadline_ms = deadline_ms;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== WAITED_FOR) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  remaining(): number {
    return Math.max(0, this.deadline_ms - this.#clock.now());
  }

  abandon(reason: unknown): void {
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
