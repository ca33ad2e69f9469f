import { readQuantity, reject, shiftDecimal } from './quantity.ts';

const ACCEPTED = "a number from 0 to 1 or a percentage from '0%' to '100%'";

/**
 * Reads a share of a whole: '10%' or 0.1.
 *
 * @returns a number from 0 to 1
 * @throws InvalidInput when it is not a number or lies outside of 0 to 1
 */
export const parseShare = (text: string | number): number => {
  let share: number | undefined;
  if (typeof text === 'number') {
    share = text;
  } else if (typeof text === 'string') {
    const quantity = readQuantity(text);
    if (quantity?.unit === '%') share = shiftDecimal(quantity.amount, -2);
    else if (quantity?.unit === '') share = quantity.amount;
  }
  if (share === undefined || !(share >= 0)) return reject(text, 'a share', ACCEPTED);
  if (share > 1) {
    const percent = typeof text === 'number' || !text.includes('%');
    const why = percent && share <= 100 ? `did you mean '${share}%'?` : 'it is more than the whole';
    return reject(text, 'a share', ACCEPTED, why);
  }
  return share + 0; // -0 becomes 0
};

const percent = (share: number, digits: number): string =>
  `${Number(shiftDecimal(share, 2).toPrecision(digits))}%`;

/** For people, up to five digits: '10%', '99.95%'. NaN is 'unknown'. */
export const formatShare = (share: number): string =>
  Number.isNaN(share) ? 'unknown' : percent(share, 5);

/** For files: '10%'. Reads back with {@link parseShare} to exactly the same number. */
export const compactShare = (share: number): string => {
  const text = percent(share, 15);
  return parseShare(text) === share ? text : String(share);
};
