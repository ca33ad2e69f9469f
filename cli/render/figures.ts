import { formatDuration } from '@dstudio/kernel';

/**
 * A share of requests: '41.2%', '99.95%'. Rounded down, because 99.996 % of the requests is not all
 * of them.
 */
export function share(value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  const digits = value >= 0.99 && value < 1 ? 2 : 1;
  const scale = 10 ** digits;
  // The nudge undoes the error of the multiplication: 0.29 * 1000 is 290.0 less a hair.
  const floored = Math.floor(value * 100 * scale + 1e-9) / scale;
  return `${floored === Math.trunc(floored) ? floored : floored.toFixed(digits)}%`;
}

/** A length of time: '250 ms', '1.5 s'. Infinity is 'never', NaN is 'unknown'. */
export function time(value_ms: number): string {
  return value_ms === Infinity ? 'never' : formatDuration(value_ms);
}

/** '1 fault', '2 faults'. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** 'a', 'a and b', 'a, b and c'. */
export function list(names: readonly string[], joint = 'and'): string {
  return names.length < 2
    ? (names[0] ?? '')
    : `${names.slice(0, -1).join(', ')} ${joint} ${names.at(-1)}`;
}
