import { type Call, type Layer, Outcome, Step } from '../policy.ts';

/** Makes the answer to give instead. May throw: then the call fails with what was thrown. */
export type Answer = (error: unknown, call: Call) => unknown;

/**
 * Gives another answer when the real one failed, was refused or came too late, and says so: the
 * outcome is `degraded`, never `ok`, and `call.error` keeps the reason. A call that was cancelled is
 * left alone, for nobody waits for its answer.
 */
export class Fallback implements Layer {
  readonly name = 'graceful-degradation';
  readonly #answer: Answer;

  /** Without `answer` the value is `undefined`: enough where only the outcome matters. */
  constructor(answer: Answer = () => undefined) {
    this.#answer = answer;
  }

  enter(): Step {
    return Step.pass;
  }

  leave(call: Call): Step {
    const { outcome } = call;
    if (outcome === Outcome.failed || outcome === Outcome.refused || outcome === Outcome.timedOut) {
      try {
        call.value = this.#answer(call.error, call);
        call.outcome = Outcome.degraded;
      } catch (error) {
        call.outcome = Outcome.failed;
        call.error = error;
      }
    }
    return Step.pass;
  }
}
