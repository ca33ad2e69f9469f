import { Gcra } from './gcra.ts';
import type { Limiter, Quota } from './limiter.ts';
import { SlidingLog } from './sliding-log.ts';
import { SlidingWindow } from './sliding-window.ts';
import { TokenBucket } from './token-bucket.ts';

/** The ways to count. Each class states the bound that it keeps. */
export const algorithms = ['gcra', 'token-bucket', 'sliding-window', 'sliding-log'] as const;
export type Algorithm = (typeof algorithms)[number];

/**
 * Makes a limiter for one budget.
 * @throws RangeError for a quota that is none.
 */
export const createLimiter = (algorithm: Algorithm, quota: Quota): Limiter => {
  switch (algorithm) {
    case 'gcra':
      return new Gcra(quota);
    case 'token-bucket':
      return new TokenBucket(quota);
    case 'sliding-window':
      return new SlidingWindow(quota);
    case 'sliding-log':
      return new SlidingLog(quota);
  }
};
