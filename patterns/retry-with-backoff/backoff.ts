/**
 * How long to wait before trying again, as pure functions of one uniform number. Names and formulas
 * as in Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */

export const jitters = ['full', 'equal', 'decorrelated', 'none'] as const;
export type Jitter = (typeof jitters)[number];

export interface Backoff {
  readonly jitter: Jitter;
  /** The first delay, before jitter. */
  readonly base_ms: number;
  /** No delay is longer. */
  readonly cap_ms: number;
}

/** Doubling more often would pass every cap, and 2^30 is as far as a shift goes. */
const DOUBLINGS_MAX = 30;

/** min(cap, base * 2^(attempt - 1)). */
const exponential = ({ base_ms, cap_ms }: Backoff, attempt: number): number =>
  Math.min(cap_ms, base_ms * (1 << Math.min(attempt - 1, DOUBLINGS_MAX)));

/**
 * The delay after a failed attempt.
 *
 * @param attempt the attempt that failed, from 1
 * @param previous_ms the delay before that attempt; for the first one anything below the base
 * @param uniform a number in [0, 1)
 */
export const delayAfter = (
  backoff: Backoff,
  attempt: number,
  previous_ms: number,
  uniform: number,
): number => {
  const { jitter, base_ms, cap_ms } = backoff;
  switch (jitter) {
    case 'full':
      return uniform * exponential(backoff, attempt);
    case 'equal': {
      const half_ms = exponential(backoff, attempt) / 2;
      return half_ms + uniform * half_ms;
    }
    case 'decorrelated': {
      const widest_ms = 3 * Math.max(base_ms, previous_ms);
      return Math.min(cap_ms, base_ms + uniform * (widest_ms - base_ms));
    }
    case 'none':
      return exponential(backoff, attempt);
  }
};
