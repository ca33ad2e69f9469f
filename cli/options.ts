import { InvalidInput, parseDuration } from '@dstudio/kernel';
import { InvalidArgumentError } from 'commander';

/** Readers of option values for commander, which prints their errors with the option's name. */

/** '120s' to milliseconds. */
export function duration(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}

/** A whole number within bounds. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };

/** Names out of a fixed list, with commas between them. */
export const listOf =
  <T extends string>(known: readonly T[]) =>
  (text: string): readonly T[] => {
    const names = text.split(',').map((name) => name.trim());
    const wrong = names.find((name) => !known.some((one) => one === name));
    if (wrong !== undefined) {
      throw new InvalidArgumentError(`There is no '${wrong}'; there are: ${known.join(', ')}.`);
    }
    return known.filter((name) => names.includes(name));
  };
