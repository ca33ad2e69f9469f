import { type Call, type Layer, Outcome, Step } from '../policy.ts';
import { type BreakerSettings, CircuitBreaker } from './breaker.ts';

/**
 * A circuit breaker around a call. What a layer further in refused says nothing about the callee, so
 * it counts no more than what was cancelled.
 */
export class BreakerLayer implements Layer {
  readonly name = 'circuit-breaker';
  readonly breaker: CircuitBreaker;
  tell?: (what: string, now_ms: number) => void;

  /** @throws RangeError for settings that are none. */
  constructor(settings: BreakerSettings) {
    this.breaker = new CircuitBreaker(settings);
    this.breaker.onChange = (state, now_ms) => this.tell?.(state, now_ms);
  }

  enter(call: Call, now_ms: number, slot: number): Step {
    if (this.breaker.tryEnter(now_ms)) {
      call.slots[slot] = now_ms;
      return Step.pass;
    }
    call.outcome = Outcome.refused;
    call.error = 'the circuit is open';
    return Step.turn;
  }

  leave(call: Call, now_ms: number, slot: number): Step {
    const started_ms = call.slots[slot] as number; // written by `enter`
    call.slots[slot] = 0;
    switch (call.outcome) {
      case Outcome.ok:
      case Outcome.degraded:
        this.breaker.success(started_ms, now_ms);
        break;
      case Outcome.failed:
      case Outcome.timedOut:
        this.breaker.failure(started_ms, now_ms);
        break;
      default:
        this.breaker.cancelled(started_ms);
    }
    return Step.pass;
  }
}
