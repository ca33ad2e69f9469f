import { brief, readQuantity, reject } from './quantity.ts';

const ACCEPTED =
  "a number per second or text such as '50/s', '3000/m' or '120/h', at most 1000000000/s";

const RATE_PER_S_MAX = 1e9;

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['/s', 1],
  ['/m', 60],
  ['/min', 60],
  ['/h', 3600],
  ['/d', 86_400],
]);

/**
 * Reads a rate: '50/s', '3000/m' (or '3000/min'), '120/h', '10/d', or a number per second.
 *
 * @returns events per second
 * @throws InvalidInput when it is negative, not a number, beyond 10^9/s or of unknown unit
 */
export const parseRate = (text: string | number): number => {
  let rate_per_s: number | undefined;
  if (typeof text === 'number') {
    rate_per_s = text;
  } else if (typeof text === 'string') {
    const quantity = readQuantity(text);
    if (quantity === undefined) return reject(text, 'a rate', ACCEPTED);
    const seconds = SECONDS.get(quantity.unit);
    if (seconds === undefined) {
      return reject(text, 'a rate', ACCEPTED, `the unit '${quantity.unit}' is unknown`);
    }
    rate_per_s = quantity.amount / seconds;
  }
  if (rate_per_s === undefined || !(rate_per_s >= 0)) return reject(text, 'a rate', ACCEPTED);
  if (rate_per_s > RATE_PER_S_MAX) return reject(text, 'a rate', ACCEPTED, 'it is too high');
  return rate_per_s + 0; // -0 becomes 0
};

/** For people, rounded to three digits: '50/s', '30/min', '2/h'. NaN is 'unknown'. */
export const formatRate = (rate_per_s: number): string => {
  if (Number.isNaN(rate_per_s)) return 'unknown';
  if (rate_per_s >= 1 || rate_per_s === 0) return `${brief(rate_per_s)}/s`;
  if (rate_per_s * 60 >= 1) return `${brief(rate_per_s * 60)}/min`;
  return `${brief(rate_per_s * 3600)}/h`;
};

const WHOLE_UNITS = [
  ['/s', 1],
  ['/m', 60],
  ['/h', 3600],
  ['/d', 86_400],
] as const;

/** For files: '50/s', '30/m'. Reads back with {@link parseRate} to exactly the same number. */
export const compactRate = (rate_per_s: number): string => {
  for (const [unit, seconds] of WHOLE_UNITS) {
    const amount = Math.round(rate_per_s * seconds);
    if (amount / seconds === rate_per_s) return `${amount}${unit}`;
  }
  return `${rate_per_s}/s`;
};
