import { showShort, type Value } from '../value.ts';
import { Unreadable } from './unreadable.ts';

/** More digits are no id and no amount, and take long to turn into a number. */
const DIGITS_MAX = 1000;

/**
 * The number a token says: an integer with or without N, a ratio, or a decimal with or without M.
 *
 * @param at where the token begins, for errors
 * @throws Unreadable when it is none
 */
export function numberOf(token: string, at: number): Value {
  if (token.length > DIGITS_MAX) {
    throw new Unreadable(`this number has more than ${DIGITS_MAX} digits`, at);
  }
  if (/^[-+]?\d+N?$/.test(token)) {
    const digits = token.replace(/N$/, '').replace(/^\+/, '');
    const number = Number(digits);
    return Number.isSafeInteger(number) ? number : BigInt(digits);
  }
  const ratio = /^([-+]?\d+)\/(\d+)$/.exec(token);
  const number =
    ratio === null ? Number(token.replace(/M$/, '')) : Number(ratio[1]) / Number(ratio[2]);
  if (Number.isNaN(number)) throw new Unreadable(`${showShort(token)} is no number`, at);
  if (!Number.isFinite(number)) throw new Unreadable(`${showShort(token)} is too large`, at);
  return number;
}
