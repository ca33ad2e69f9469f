import type { Random } from '@dstudio/kernel';
import { type Call, type Layer, Outcome, Step } from '../policy.ts';
import { type Backoff, delayAfter } from './backoff.ts';
import { RetryBudget } from './budget.ts';

export interface RetrySettings extends Backoff {
  /** Attempts in all, the first one included. An integer from 1. */
  readonly attempts: number;
  /** Retries as a share of calls, over time. */
  readonly budget: number;
  /** Retries that may be made beyond the share, in one burst. */
  readonly reserve: number;
}

/**
 * Tries again what failed or ran out of time, after a delay with jitter. What a layer further in
 * refused is not tried again: a breaker or a bulkhead says no in order to end the call. It also stops
 * when the budget is empty, or when the caller would have stopped waiting before the delay is over.
 *
 * The slot counts attempts: `call.attempts` does not know those that never reached the callee.
 */
export class Retry implements Layer {
  readonly name = 'retry-with-backoff';
  tell?: (what: string, now_ms: number) => void;
  readonly #settings: RetrySettings;
  readonly #random: Random;
  readonly #budget: RetryBudget;

  /** @throws RangeError for settings that are none. */
  constructor(settings: RetrySettings, random: Random) {
    const { attempts, base_ms, cap_ms } = settings;
    if (!(Number.isInteger(attempts) && attempts >= 1)) {
      throw new RangeError(`attempts is ${attempts}; it has to be an integer from 1`);
    }
    if (!(base_ms >= 0 && cap_ms >= base_ms)) {
      throw new RangeError(`base_ms is ${base_ms} and cap_ms ${cap_ms}; 0 <= base_ms <= cap_ms`);
    }
    this.#settings = settings;
    this.#random = random;
    this.#budget = new RetryBudget(settings.budget, settings.reserve);
  }

  enter(call: Call, _now_ms: number, slot: number): Step {
    if (call.slots[slot] === 0) this.#budget.deposit();
    call.slots[slot] = (call.slots[slot] as number) + 1; // every layer has a slot
    return Step.pass;
  }

  leave(call: Call, now_ms: number, slot: number): Step {
    const attempt = call.slots[slot] as number; // written by `enter`
    const { outcome } = call;
    if (
      (outcome === Outcome.failed || outcome === Outcome.timedOut) &&
      attempt < this.#settings.attempts
    ) {
      const previous_ms = attempt === 1 ? 0 : call.delay_ms;
      const delay_ms = delayAfter(this.#settings, attempt, previous_ms, this.#random.next());
      if (now_ms + delay_ms < call.deadline_ms) {
        if (this.#budget.withdraw()) {
          call.delay_ms = delay_ms;
          return Step.again;
        }
        this.tell?.('the retry budget is empty', now_ms);
      }
    }
    call.slots[slot] = 0;
    return Step.pass;
  }
}
