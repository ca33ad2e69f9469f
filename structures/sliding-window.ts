/** What became of the latest calls, as a circuit breaker wants to know. */
export interface SlidingWindow {
  /** A call has ended. */
  record(now_ms: number, failed: boolean, slow: boolean): void;
  /** Forgets what has left the window by `now_ms`. The counts are right until time moves on. */
  expire(now_ms: number): void;
  readonly total: number;
  readonly failures: number;
  readonly slow: number;
  clear(): void;
}

const CALLS_MAX = 2 ** 20;
const BUCKETS_MAX = 1000;

const FAILED = 1;
const SLOW = 2;

class CountWindow implements SlidingWindow {
  readonly #calls: Uint8Array;
  #next = 0;
  total = 0;
  failures = 0;
  slow = 0;

  constructor(calls: number) {
    this.#calls = new Uint8Array(calls);
  }

  record(_now_ms: number, failed: boolean, slow: boolean): void {
    if (this.total === this.#calls.length) {
      const oldest = this.#calls[this.#next] as number; // #next stays below the length
      this.failures -= oldest & FAILED;
      this.slow -= oldest >> 1;
    } else {
      this.total += 1;
    }
    this.#calls[this.#next] = (failed ? FAILED : 0) | (slow ? SLOW : 0);
    if (failed) this.failures += 1;
    if (slow) this.slow += 1;
    this.#next = this.#next + 1 === this.#calls.length ? 0 : this.#next + 1;
  }

  /** Calls leave this window only as others come in. */
  expire(): void {}

  clear(): void {
    this.total = 0;
    this.failures = 0;
    this.slow = 0;
  }
}

class TimeWindow implements SlidingWindow {
  readonly #bucket_ms: number;
  readonly #totals: Int32Array;
  readonly #failures: Int32Array;
  readonly #slow: Int32Array;
  /** Number of the current bucket since time zero. */
  #current = -Infinity;
  total = 0;
  failures = 0;
  slow = 0;

  constructor(length_ms: number, buckets: number) {
    this.#bucket_ms = length_ms / buckets;
    this.#totals = new Int32Array(buckets);
    this.#failures = new Int32Array(buckets);
    this.#slow = new Int32Array(buckets);
  }

  record(now_ms: number, failed: boolean, slow: boolean): void {
    this.expire(now_ms);
    const place = this.#place(this.#current);
    // `place` is below the length of all three.
    this.#totals[place] = (this.#totals[place] as number) + 1;
    this.total += 1;
    if (failed) {
      this.#failures[place] = (this.#failures[place] as number) + 1;
      this.failures += 1;
    }
    if (slow) {
      this.#slow[place] = (this.#slow[place] as number) + 1;
      this.slow += 1;
    }
  }

  expire(now_ms: number): void {
    const current = Math.floor(now_ms / this.#bucket_ms);
    if (!(current > this.#current)) return;
    const buckets = this.#totals.length;
    if (current - this.#current >= buckets) {
      this.clear();
    } else {
      for (let number = this.#current + 1; number <= current; number += 1) {
        this.#empty(this.#place(number));
      }
    }
    this.#current = current;
  }

  clear(): void {
    this.#totals.fill(0);
    this.#failures.fill(0);
    this.#slow.fill(0);
    this.total = 0;
    this.failures = 0;
    this.slow = 0;
  }

  #place(number: number): number {
    const rest = number % this.#totals.length;
    return rest < 0 ? rest + this.#totals.length : rest;
  }

  #empty(place: number): void {
    // As in `record`.
    this.total -= this.#totals[place] as number;
    this.failures -= this.#failures[place] as number;
    this.slow -= this.#slow[place] as number;
    this.#totals[place] = 0;
    this.#failures[place] = 0;
    this.#slow[place] = 0;
  }
}

const requireWhole = (value: number, max: number, what: string): void => {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  throw new RangeError(`${what} must be a whole number from 1 to ${max}, not ${value}`);
};

/**
 * The last `calls` calls.
 *
 * @throws RangeError when `calls` is not a whole number from 1 to 2^20
 */
export const createCountWindow = (calls: number): SlidingWindow => {
  requireWhole(calls, CALLS_MAX, 'the length of a window of calls');
  return new CountWindow(calls);
};

/**
 * The calls of the last `length_ms`, counted in buckets: the oldest bucket leaves as a whole, so the
 * window is up to one bucket shorter than its length, never longer. Time that runs back counts as
 * standing still.
 *
 * @param buckets more follow time more finely; default 10
 * @throws RangeError when the length is not positive and finite, or buckets not from 1 to 1000
 */
export const createTimeWindow = (length_ms: number, buckets = 10): SlidingWindow => {
  requireWhole(buckets, BUCKETS_MAX, 'the number of buckets');
  if (!(length_ms > 0 && length_ms < Infinity)) {
    throw new RangeError(`a window cannot be ${length_ms} ms long; give it more than 0 ms`);
  }
  return new TimeWindow(length_ms, buckets);
};
