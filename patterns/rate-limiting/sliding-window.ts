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
 * Sliding window counter: two counters, of this fixed window and of the last one, and the guess that
 * the last window's units came evenly. Allowed is what keeps `last * (share of it still in sight) +
 * this` within the limit.
 *
 * Bound: in each fixed window at most `limit` units, hence in any stretch of one window at most
 * `2 * limit`, nearly reached when all of the last window's units came at its end; in `n` windows of
 * time at most `(n + 1) * limit`. Windows are counted from the first request.
 *
 * Source: Cloudflare, "How we built rate limiting capable of scaling to millions of domains" (2017),
 * https://blog.cloudflare.com/counting-things-a-lot-of-different-things/.
 */
export class SlidingWindow implements Limiter {
  readonly #limit: number;
  readonly #window_ms: number;
  #start_ms = 0;
  #last = 0;
  #this = 0;
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
    this.#roll(now);
    const passed = Math.min(1, (now - this.#start_ms + tolerance_ms) / this.#window_ms);
    const used = this.#last * (1 - passed) + this.#this;
    const allowed = used + cost <= this.#limit;
    if (allowed) this.#this += cost;
    const left = this.#limit - used - (allowed ? cost : 0);
    const end_ms = this.#start_ms + this.#window_ms - now;
    return {
      allowed,
      retryAfter_ms: allowed ? 0 : this.#retryAfter(now, cost, end_ms),
      remaining: Math.max(0, Math.floor(left)),
      reset_ms: this.#this > 0 ? end_ms + this.#window_ms : this.#last > 0 ? end_ms : 0,
    };
  }

  #roll(now: number): void {
    const start = Math.floor(now / this.#window_ms) * this.#window_ms;
    if (start === this.#start_ms) return;
    // Rounding: the window that follows starts where the last one ends, give or take a little.
    const next = start - this.#start_ms < 1.5 * this.#window_ms;
    this.#last = next ? this.#this : 0;
    this.#this = 0;
    this.#start_ms = start;
  }

  #retryAfter(now: number, cost: number, end_ms: number): number {
    if (cost > this.#limit) return Number.POSITIVE_INFINITY;
    const room = this.#limit - cost - this.#this;
    if (room >= 0) {
      // The last window slides out of sight until its share fits into the room.
      return this.#start_ms + this.#window_ms * (1 - room / this.#last) - now;
    }
    // Not in this window: the next one counts this window's units as its last.
    return end_ms + this.#window_ms * (1 - (this.#limit - cost) / this.#this);
  }
}
