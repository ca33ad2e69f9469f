/**
 * How values are spread, in fixed memory: each power of two is cut into 128 equal buckets, so a value
 * is known to one part in 128. The layout of HdrHistogram (Gil Tene), with the bucket read off the
 * bits of the double, which costs no logarithm and is the same on every engine.
 *
 * Values are 0 or more, in any unit. Between 2^-20 and 2^44 whatever is asked of the histogram is
 * right to within 1 %, a quantile to within 0.4 %; smaller values count as 0, greater ones as 2^44.
 * Count, mean, least and greatest are exact. In milliseconds that is from a nanosecond to 557 years.
 */

const BITS = 7;
const EXPONENT_MIN = -20;
const EXPONENT_MAX = 44;

/** Bucket 0 holds what is smaller than the first full bucket. */
const BUCKETS = (EXPONENT_MAX - EXPONENT_MIN) * 2 ** BITS + 1;

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Upper bits of the smallest value of bucket 1, less one. */
const OFFSET = ((1023 + EXPONENT_MIN) << BITS) - 1;

const bucketOf = (value: number): number => {
  float[0] = value;
  const bucket = ((words[HIGH] as number) >> (20 - BITS)) - OFFSET; // two words, HIGH is 0 or 1
  return bucket < 0 ? 0 : bucket < BUCKETS ? bucket : BUCKETS - 1;
};

/** The middle of a bucket. */
const valueOf = (bucket: number): number => {
  if (bucket === 0) return 0;
  const bits = bucket + OFFSET;
  words[HIGH] = (bits << (20 - BITS)) | (1 << (19 - BITS));
  words[1 - HIGH] = 0;
  return float[0] as number; // one double
};

export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  /** @throws RangeError when `value` is negative, NaN or infinite */
  record(value: number): void {
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(`a histogram holds finite numbers from 0 up, not ${value}`);
    }
    const bucket = bucketOf(value);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1; // bucketOf stays below BUCKETS
    this.#count += 1;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  get count(): number {
    return this.#count;
  }

  /** NaN when nothing was recorded; so are `min` and `max`. */
  get mean(): number {
    return this.#sum / this.#count;
  }

  get min(): number {
    return this.#count === 0 ? Number.NaN : this.#min;
  }

  get max(): number {
    return this.#count === 0 ? Number.NaN : this.#max;
  }

  /**
   * The smallest recorded value that at least a share `q` of all values does not exceed (the nearest
   * rank), within 0.4 %. NaN when nothing was recorded.
   *
   * @param q from 0 (the least value, exact) to 1 (the greatest, exact)
   * @throws RangeError when `q` is outside of 0 to 1
   */
  quantile(q: number): number {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies between 0 and 1, not at ${q}`);
    if (this.#count === 0) return Number.NaN;
    const rank = Math.ceil(q * this.#count);
    if (rank <= 1) return this.#min;
    if (rank >= this.#count) return this.#max;
    let seen = 0;
    let bucket = -1;
    while (seen < rank) {
      bucket += 1;
      seen += this.#counts[bucket] as number; // all counts together reach the rank
    }
    return Math.min(Math.max(valueOf(bucket), this.#min), this.#max);
  }

  /** How many values are at most `x`, where x may be taken as up to 1 % greater than it is. */
  countAtMost(x: number): number {
    if (x >= this.#max) return this.#count;
    if (!(x >= this.#min)) return 0;
    const last = bucketOf(x);
    let seen = 0;
    for (let bucket = 0; bucket <= last; bucket += 1) {
      seen += this.#counts[bucket] as number; // bucketOf stays below BUCKETS
    }
    return seen;
  }

  /** {@link countAtMost} as a share of all values, 0 to 1. NaN when nothing was recorded. */
  shareAtMost(x: number): number {
    return this.countAtMost(x) / this.#count;
  }

  /** Adds all that `other` holds to this one. */
  merge(other: Histogram): void {
    const counts = this.#counts;
    const others = other.#counts;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      counts[bucket] = (counts[bucket] as number) + (others[bucket] as number); // both have BUCKETS
    }
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Infinity;
    this.#max = -Infinity;
  }
}
