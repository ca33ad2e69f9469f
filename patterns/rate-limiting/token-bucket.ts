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
 * Token bucket: holds `limit` tokens, fills at `limit / window_ms`, starts full.
 *
 * Bound: in any stretch of `T` ms, ends included, at most `limit + (T + 0.001) * limit / window_ms`
 * units. A full bucket emptied at once and then drained as it fills makes this exact; over one window
 * it is twice the limit.
 *
 * Source: the (r, b) token bucket of RFC 2697 and RFC 1363, as an algorithm over continuous time.
 */
export class TokenBucket implements Limiter {
  readonly #limit: number;
  readonly #perMs: number;
  #tokens: number;
  #filled_ms = 0;
  readonly #elapsed = new Elapsed();

  /** @throws RangeError for a quota that is none. */
  constructor(quota: Quota) {
    checkQuota(quota);
    this.#limit = quota.limit;
    this.#perMs = quota.limit / quota.window_ms;
    this.#tokens = quota.limit;
  }

  take(now_ms: number, cost = 1): Verdict {
    checkCost(cost);
    const now = this.#elapsed.at(now_ms);
    const gained = (now - this.#filled_ms) * this.#perMs;
    this.#tokens = Math.min(this.#limit, this.#tokens + gained);
    this.#filled_ms = now;
    const slack = tolerance_ms * this.#perMs;
    const allowed = this.#tokens + slack >= cost;
    if (allowed) this.#tokens -= cost;
    return {
      allowed,
      retryAfter_ms: allowed
        ? 0
        : cost > this.#limit
          ? Number.POSITIVE_INFINITY
          : (cost - this.#tokens) / this.#perMs,
      remaining: Math.max(0, Math.floor(this.#tokens + slack)),
      reset_ms: (this.#limit - this.#tokens) / this.#perMs,
    };
  }
}
