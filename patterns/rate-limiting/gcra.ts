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
 * Generic cell rate algorithm, virtual scheduling: remembers one number, the time at which the next
 * unit would arrive in theory if all came evenly spaced, and allows what is not further ahead of it
 * than the burst lets it be. Decides exactly as the token bucket of the same quota does.
 *
 * Bound: as the token bucket's, `limit + (T + 0.001) * limit / window_ms` units in any stretch of
 * `T` ms, ends included.
 *
 * Source: ITU-T Recommendation I.371 (GCRA); its use for HTTP follows Brandur Leach, "Rate Limiting,
 * Cells, and GCRA", https://brandur.org/rate-limiting.
 */
export class Gcra implements Limiter {
  readonly #window_ms: number;
  /** Emission interval: the time one unit is worth. */
  readonly #interval_ms: number;
  /** Theoretical arrival time of the next unit. */
  #tat_ms = 0;
  readonly #elapsed = new Elapsed();

  /** @throws RangeError for a quota that is none. */
  constructor(quota: Quota) {
    checkQuota(quota);
    this.#window_ms = quota.window_ms;
    this.#interval_ms = quota.window_ms / quota.limit;
  }

  take(now_ms: number, cost = 1): Verdict {
    checkCost(cost);
    const now = this.#elapsed.at(now_ms);
    const worth_ms = cost * this.#interval_ms;
    // How far ahead of the clock the bookings are, if this one is added.
    const ahead_ms = Math.max(0, this.#tat_ms - now) + worth_ms;
    const over_ms = ahead_ms - this.#window_ms;
    const allowed = over_ms <= tolerance_ms;
    if (allowed) this.#tat_ms = now + ahead_ms;
    const booked_ms = Math.max(0, this.#tat_ms - now);
    const free = (this.#window_ms - booked_ms + tolerance_ms) / this.#interval_ms;
    return {
      allowed,
      retryAfter_ms: allowed
        ? 0
        : worth_ms > this.#window_ms + tolerance_ms
          ? Number.POSITIVE_INFINITY
          : over_ms,
      remaining: Math.max(0, Math.floor(free)),
      reset_ms: booked_ms,
    };
  }
}
