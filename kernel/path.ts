import { InvalidInput } from './errors.ts';
import { quote } from './quantity.ts';

const PATH_LENGTH_MAX = 1024;

/**
 * Splits a disk path such as 'log/0001.segment' into its names. A path leads down from the disk's
 * root: what could lead out of it is refused.
 *
 * @throws InvalidInput when it is empty, absolute, too long, or holds '.', '..', a backslash or NUL
 */
export const splitPath = (path: string): readonly string[] => {
  const names = path.split('/');
  const bad = names.some((name) => name === '' || name === '.' || name === '..');
  // A colon would name a drive or a stream on Windows.
  if (bad || path.length > PATH_LENGTH_MAX || /[\\\0:]/.test(path)) {
    throw new InvalidInput(`${quote(path)} is not a path on this disk`, {
      hint: "use names joined by '/', such as 'log/0001.segment'",
    });
  }
  return names;
};

/** @throws InvalidInput when `value` is not a whole number from 0 up */
export const requireWhole = (value: number, what: string): void => {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new InvalidInput(`${value} is not ${what}`, { hint: 'use a whole number from 0 up' });
};
