import { brief, readQuantity, reject, shiftDecimal } from './quantity.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Longer is a slip of the pen: nothing in a distributed system waits for a year. */
const DURATION_MS_MAX = 365 * DAY_MS;

const ACCEPTED =
  "a number of milliseconds or text such as '10us', '250ms', '1.5s', '2m', '1h' or '1d', at most 365d";

const toMilliseconds = (amount: number, unit: string): number | undefined => {
  switch (unit) {
    case 'us':
    case 'µs':
    case 'μs':
      return shiftDecimal(amount, -3);
    case '':
    case 'ms':
      return amount;
    case 's':
      return shiftDecimal(amount, 3);
    case 'm':
    case 'min':
      return amount * MINUTE_MS;
    case 'h':
      return amount * HOUR_MS;
    case 'd':
      return amount * DAY_MS;
    default:
      return undefined;
  }
};

/**
 * Reads a length of time: '10us', '250ms', '1.5s', '2m' (or '2min'), '1h', '1d', or a number of
 * milliseconds.
 *
 * @returns milliseconds, from 0 to 365 days
 * @throws InvalidInput when it is negative, not a number, longer than 365 days or of unknown unit
 */
export const parseDuration = (text: string | number): number => {
  let duration_ms: number | undefined;
  if (typeof text === 'number') {
    duration_ms = text;
  } else if (typeof text === 'string') {
    const quantity = readQuantity(text);
    if (quantity === undefined) return reject(text, 'a duration', ACCEPTED);
    duration_ms = toMilliseconds(quantity.amount, quantity.unit);
    if (duration_ms === undefined) {
      return reject(text, 'a duration', ACCEPTED, `the unit '${quantity.unit}' is unknown`);
    }
  }
  if (duration_ms === undefined || !(duration_ms >= 0)) return reject(text, 'a duration', ACCEPTED);
  if (duration_ms > DURATION_MS_MAX) return reject(text, 'a duration', ACCEPTED, 'it is too long');
  return duration_ms + 0; // -0 becomes 0
};

/** For people, rounded to three digits: '250 ms', '1.5 s', '2 min'. NaN is 'unknown'. */
export const formatDuration = (duration_ms: number): string => {
  const size = Math.abs(duration_ms);
  if (Number.isNaN(duration_ms)) return 'unknown';
  if (size === Infinity) return duration_ms > 0 ? '∞' : '-∞';
  if (size === 0) return '0 ms';
  if (size < 0.9995) return `${brief(duration_ms * 1000)} us`;
  if (size < 999.5) return `${brief(duration_ms)} ms`;
  if (size < 2 * MINUTE_MS) return `${brief(duration_ms / SECOND_MS)} s`;
  if (size < 2 * HOUR_MS) return `${brief(duration_ms / MINUTE_MS)} min`;
  if (size < 2 * DAY_MS) return `${brief(duration_ms / HOUR_MS)} h`;
  return `${brief(duration_ms / DAY_MS)} d`;
};

const WHOLE_UNITS = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['m', MINUTE_MS],
  ['s', SECOND_MS],
  ['ms', 1],
] as const;

/**
 * For files: a whole number of the largest unit that gives one, '250ms', '2s', '1500ms', '10us'. Reads back with
 * {@link parseDuration} to exactly the same number.
 */
export const compactDuration = (duration_ms: number): string => {
  if (duration_ms > 0) {
    for (const [unit, unit_ms] of WHOLE_UNITS) {
      const amount = duration_ms / unit_ms;
      if (Number.isInteger(amount) && amount * unit_ms === duration_ms) return `${amount}${unit}`;
    }
    const microseconds = shiftDecimal(duration_ms, 3);
    if (duration_ms < 1 && Number.isInteger(microseconds)) return `${microseconds}us`;
  }
  return `${duration_ms}ms`;
};
