import { exponential, InvalidInput, lognormal, type Random } from '@dstudio/kernel';

/** How long something takes, in milliseconds, as a random quantity. */
export type Distribution =
  | { readonly shape: 'constant'; readonly mean_ms: number }
  | { readonly shape: 'uniform'; readonly min_ms: number; readonly max_ms: number }
  | { readonly shape: 'exponential'; readonly mean_ms: number }
  /** `spread` is the standard deviation as a multiple of the mean. */
  | { readonly shape: 'lognormal'; readonly mean_ms: number; readonly spread: number };

/** One draw in milliseconds. Each shape takes exactly one number from `random`. */
export const sample = (distribution: Distribution, random: Random): number => {
  switch (distribution.shape) {
    case 'constant':
      random.next();
      return distribution.mean_ms;
    case 'uniform':
      return distribution.min_ms + random.next() * (distribution.max_ms - distribution.min_ms);
    case 'exponential':
      return exponential(random, distribution.mean_ms);
    case 'lognormal':
      return lognormal(random, distribution.mean_ms, distribution.spread);
  }
};

/** The mean in milliseconds. */
export const meanOf = (distribution: Distribution): number =>
  distribution.shape === 'uniform'
    ? (distribution.min_ms + distribution.max_ms) / 2
    : distribution.mean_ms;

/** What no draw exceeds, in milliseconds. */
export const longestOf = (distribution: Distribution): number => {
  switch (distribution.shape) {
    case 'constant':
      return distribution.mean_ms;
    case 'uniform':
      return distribution.max_ms;
    case 'exponential':
      return distribution.mean_ms * EXPONENTIAL_MAX;
    case 'lognormal':
      return Number.POSITIVE_INFINITY;
  }
};

/** In means: the logarithm of 2^53, for a draw has 53 bits. */
const EXPONENTIAL_MAX = 37;

/** @throws InvalidInput when a number is negative, infinite or missing, or the range is upside down. */
export const checkDistribution = (distribution: Distribution): void => {
  const { shape, ...numbers } = distribution;
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InvalidInput(`${name} of a ${shape} distribution is ${value}`, {
        hint: 'give a finite number, 0 or more',
      });
    }
  }
  if (distribution.shape === 'uniform' && distribution.max_ms < distribution.min_ms) {
    throw new InvalidInput(
      `max_ms of a uniform distribution is ${distribution.max_ms}, less than min_ms`,
      { hint: `give ${distribution.min_ms} or more` },
    );
  }
};
