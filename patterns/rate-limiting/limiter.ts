/** So many units in so much time. */
export interface Quota {
  /** Units (requests, unless a request costs more). At least 1. */
  readonly limit: number;
  readonly window_ms: number;
}

/** What a limiter answers. */
export interface Verdict {
  readonly allowed: boolean;
  /** Until the same cost would be allowed if nobody took anything; 0 when allowed, Infinity for never. */
  readonly retryAfter_ms: number;
  /** Whole units that could be taken at this moment, after this one. */
  readonly remaining: number;
  /** Until nothing that was taken counts any more. */
  readonly reset_ms: number;
}

/** Time is compared to a microsecond: what rounding loses must not refuse a caller who waited as told. */
export const tolerance_ms = 0.001;

/** One budget. Time is whatever clock the caller reads; a clock that goes back counts as standing still. */
export interface Limiter {
  /**
   * Takes `cost` units, or nothing at all when there are fewer.
   * @throws RangeError when `cost` is not above zero.
   */
  take(now_ms: number, cost?: number): Verdict;
}

/** @throws RangeError when the quota is none. */
export const checkQuota = ({ limit, window_ms }: Quota): void => {
  if (!(limit >= 1 && Number.isFinite(limit))) {
    throw new RangeError(`limit is ${limit}; it has to be a number from 1`);
  }
  if (!(window_ms > 0 && Number.isFinite(window_ms))) {
    throw new RangeError(`window_ms is ${window_ms}; it has to be a number above 0`);
  }
};

/** @throws RangeError when the cost is none. */
export const checkCost = (cost: number): void => {
  if (!(cost > 0)) throw new RangeError(`cost is ${cost}; it has to be a number above 0`);
};

/**
 * Time since the first reading, never less than before. Small numbers keep their fractions where
 * milliseconds since 1970 have lost theirs.
 */
export class Elapsed {
  #start_ms = Number.NaN;
  #seen_ms = 0;

  at(now_ms: number): number {
    if (Number.isNaN(this.#start_ms)) this.#start_ms = now_ms;
    this.#seen_ms = Math.max(this.#seen_ms, now_ms - this.#start_ms);
    return this.#seen_ms;
  }
}
