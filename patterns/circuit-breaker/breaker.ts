import { createCountWindow, createTimeWindow, type SlidingWindow } from '@dstudio/structures';

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerSettings {
  /** What the rates speak of: the last `calls` calls, or the calls of the last `span_ms`. */
  readonly window: 'count' | 'time';
  readonly calls: number;
  readonly span_ms: number;
  /** With fewer calls in the window no rate is judged. */
  readonly minimum_calls: number;
  /** Opens when this share of the calls failed, above 0 to 1. */
  readonly failure_rate: number;
  /** A call that took longer is slow. Infinity: none is. */
  readonly slow_after_ms: number;
  /** Opens when this share of the calls was slow, above 0 to 1. */
  readonly slow_rate: number;
  /** How long it stays open before it lets trials through. */
  readonly open_ms: number;
  /** Calls let through half-open. */
  readonly trials: number;
  /** Trials that have to succeed, and not be slow, for it to close; 1 to `trials`. */
  readonly successes: number;
}

const requireWhole = (name: string, value: number, min: number, max = 2 ** 20): void => {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${name} is ${value}; it has to be an integer from ${min} to ${max}`);
};

const requireShare = (name: string, value: number): void => {
  if (value > 0 && value <= 1) return;
  throw new RangeError(`${name} is ${value}; it has to be above 0 and at most 1`);
};

const requireLength = (name: string, value: number): void => {
  if (value > 0) return;
  throw new RangeError(`${name} is ${value}; it has to be above zero`);
};

/**
 * A circuit breaker without I/O (Nygard, Release It!, 2nd ed. 2018, "Circuit Breaker"; the windows and
 * the slow-call rate as in Resilience4j). Closed, it counts; once too many calls fail or are slow it
 * opens and refuses all; after `open_ms` it is half-open and lets `trials` calls through, closes when
 * `successes` of them succeed, and opens again as soon as they no longer can.
 *
 * The time at which a call was let in is its permit: what was let in before the last change of state
 * no longer counts. Trials that never end cannot hold it half-open: after another `open_ms` it opens.
 */
export class CircuitBreaker {
  /** Called at every change of state. */
  onChange: ((state: BreakerState, now_ms: number) => void) | undefined = undefined;
  readonly #settings: BreakerSettings;
  readonly #window: SlidingWindow;
  #state: BreakerState = 'closed';
  #since_ms = Number.NEGATIVE_INFINITY;
  #permits = 0;
  #succeeded = 0;
  #failed = 0;

  /** @throws RangeError for settings that are none. */
  constructor(settings: BreakerSettings) {
    requireWhole('minimum_calls', settings.minimum_calls, 1);
    requireWhole('trials', settings.trials, 1);
    requireWhole('successes', settings.successes, 1, settings.trials);
    requireShare('failure_rate', settings.failure_rate);
    requireShare('slow_rate', settings.slow_rate);
    requireLength('slow_after_ms', settings.slow_after_ms);
    requireLength('open_ms', settings.open_ms);
    this.#settings = settings;
    this.#window =
      settings.window === 'count'
        ? createCountWindow(settings.calls)
        : createTimeWindow(settings.span_ms);
  }

  /** As of the last call: an open breaker becomes half-open only when somebody asks. */
  get state(): BreakerState {
    return this.#state;
  }

  /** When an open breaker lets trials through. */
  get retry_ms(): number {
    return this.#since_ms + this.#settings.open_ms;
  }

  /** May a call go through now? Every true is answered by `success`, `failure` or `cancelled`. */
  tryEnter(now_ms: number): boolean {
    if (this.#state === 'closed') return true;
    const overdue = now_ms >= this.retry_ms;
    if (this.#state === 'open') {
      if (!overdue) return false;
      this.#change('half-open', now_ms);
    } else if (this.#permits === 0) {
      if (overdue) this.#change('open', now_ms);
      return false;
    }
    this.#permits -= 1;
    return true;
  }

  /** A call let in at `started_ms` was answered. */
  success(started_ms: number, now_ms: number): void {
    this.#settle(started_ms, now_ms, false);
  }

  /** A call let in at `started_ms` failed or ran out of time. */
  failure(started_ms: number, now_ms: number): void {
    this.#settle(started_ms, now_ms, true);
  }

  /** Nobody waits for the answer any more: it does not count, and a trial may be made by another. */
  cancelled(started_ms: number): void {
    if (this.#state === 'half-open' && started_ms >= this.#since_ms) this.#permits += 1;
  }

  #settle(started_ms: number, now_ms: number, failed: boolean): void {
    if (started_ms < this.#since_ms) return;
    const slow = now_ms - started_ms > this.#settings.slow_after_ms;
    if (this.#state === 'closed') this.#count(now_ms, failed, slow);
    else if (this.#state === 'half-open') this.#judgeTrial(now_ms, failed || slow);
  }

  #count(now_ms: number, failed: boolean, slow: boolean): void {
    const { minimum_calls, failure_rate, slow_rate } = this.#settings;
    const window = this.#window;
    window.record(now_ms, failed, slow);
    const { total } = window;
    // Only what makes a rate worse can carry it over its limit.
    if (!(failed || slow) || total < minimum_calls) return;
    if (window.failures >= failure_rate * total || window.slow >= slow_rate * total) {
      this.#change('open', now_ms);
    }
  }

  #judgeTrial(now_ms: number, bad: boolean): void {
    const { trials, successes } = this.#settings;
    if (bad) this.#failed += 1;
    else this.#succeeded += 1;
    if (this.#succeeded >= successes) this.#change('closed', now_ms);
    else if (this.#failed > trials - successes) this.#change('open', now_ms);
  }

  #change(state: BreakerState, now_ms: number): void {
    this.#state = state;
    this.#since_ms = now_ms;
    this.#permits = this.#settings.trials;
    this.#succeeded = 0;
    this.#failed = 0;
    if (state === 'closed') this.#window.clear();
    this.onChange?.(state, now_ms);
  }
}
