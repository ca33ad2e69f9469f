import { InvalidInput } from './errors.ts';

/** What duration, size, rate and share have in common: a number and a unit as text. */

/** Longer text is no quantity; it also bounds the work of reading one. */
const TEXT_LENGTH_MAX = 64;

const QUANTITY = /^(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)\s*([a-zA-Zµμ%/]*)$/;

export interface Quantity {
  readonly amount: number;
  readonly unit: string;
}

/** Splits '1.5 s' into its number and unit. Undefined when it is no such thing, or negative. */
export const readQuantity = (text: string): Quantity | undefined => {
  if (text.length > TEXT_LENGTH_MAX) return undefined;
  const found = QUANTITY.exec(text.trim());
  if (found === null) return undefined;
  const [, digits = '', unit = ''] = found;
  return { amount: Number(digits), unit };
};

/** amount * 10^exponent as a person reckons: 99.99% is 0.9999, which 99.99 / 100 is not. */
export const shiftDecimal = (amount: number, exponent: number): number => {
  const [digits, shifted = '0'] = String(amount).split('e');
  return Number(`${digits}e${Number(shifted) + exponent}`);
};

/** How a message quotes what it was given, whatever that was, cut to a bearable length. */
export const quote = (given: unknown): string => {
  if (typeof given === 'string') {
    const cut = given.length > TEXT_LENGTH_MAX ? `${given.slice(0, TEXT_LENGTH_MAX)}...` : given;
    return JSON.stringify(cut);
  }
  if (Array.isArray(given)) return 'a list';
  if (typeof given === 'object' && given !== null) return 'an object';
  if (typeof given === 'function') return 'a function';
  return String(given);
};

/** Throws the one kind of message all quantities share. */
export const reject = (given: unknown, noun: string, accepted: string, why?: string): never => {
  const problem = `${quote(given)} is not ${noun}${why === undefined ? '' : `: ${why}`}`;
  throw new InvalidInput(problem, { hint: `write ${accepted}` });
};

/** At most three digits that mean something: 1234.5 becomes '1234.5', 0.123456 becomes '0.123'. */
export const brief = (amount: number): string =>
  String(Number(Math.abs(amount) >= 1000 ? amount.toFixed(0) : amount.toPrecision(3)));
