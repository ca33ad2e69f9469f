import {
  checkCost,
  checkQuota,
  Elapsed,
  type Limiter,
  type Quota,
  tolerance_ms,
  type Verdict,
} from './limiter.ts';

/**
 * Sliding window log: remembers when each unit was taken. The only one of the four without a burst at
 * the seam of two windows, for the price of up to `limit` entries.
 *
 * Bound: in any stretch of one window at most `limit` units, of which one end belongs to it and the
 * other does not; in `T` ms at most `ceil(T / (window_ms - 0.001)) * limit`.
 */
export class SlidingLog implements Limiter {
  readonly #limit: number;
  readonly #window_ms: number;
  /** Oldest first; those before `#first` no longer count. */
  readonly #taken: { readonly at_ms: number; readonly cost: number }[] = [];
  #first = 0;
  #used = 0;
  readonly #elapsed = new Elapsed();

  /** @throws RangeError for a quota that is none. */
  constructor(quota: Quota) {
    checkQuota(quota);
    this.#limit = quota.limit;
    this.#window_ms = quota.window_ms;
  }

  take(now_ms: number, cost = 1): Verdict {
    checkCost(cost);
    const now = this.#elapsed.at(now_ms);
    this.#forget(now);
    const allowed = this.#used + cost <= this.#limit;
    if (allowed) {
      this.#taken.push({ at_ms: now, cost });
      this.#used += cost;
    }
    return {
      allowed,
      retryAfter_ms: allowed ? 0 : this.#retryAfter(now, cost),
      remaining: Math.max(0, Math.floor(this.#limit - this.#used)),
      reset_ms: this.#gone_ms(this.#taken.at(-1)?.at_ms, now),
    };
  }

  #forget(now: number): void {
    const taken = this.#taken;
    let oldest = taken[this.#first];
    while (oldest !== undefined && this.#gone_ms(oldest.at_ms, now) <= tolerance_ms) {
      this.#used -= oldest.cost;
      this.#first += 1;
      oldest = taken[this.#first];
    }
    if (oldest === undefined) this.#used = 0; // sheds what rounding of odd costs left behind
    // Moving the rest up once in so many is cheaper than each time.
    if (2 * this.#first >= taken.length) {
      taken.splice(0, this.#first);
      this.#first = 0;
    }
  }

  #gone_ms(at_ms: number | undefined, now: number): number {
    return at_ms === undefined ? 0 : at_ms + this.#window_ms - now;
  }

  #retryAfter(now: number, cost: number): number {
    let used = this.#used;
    for (let index = this.#first; index < this.#taken.length; index += 1) {
      const entry = this.#taken[index];
      used -= entry?.cost ?? 0;
      if (used + cost <= this.#limit) return this.#gone_ms(entry?.at_ms, now);
    }
    return Number.POSITIVE_INFINITY;
  }
}
