/** Looks at what somebody else wrote, where no types vouch for it. */
import { InvalidInput } from '@dstudio/kernel';

/** Whether it has fields: an object that is no list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether it is a text of one line, not empty, of at most so many characters. */
export const isLine = (value: unknown, length_max: number): value is string =>
  typeof value === 'string' && value.length <= length_max && /^[^\p{Cc}]+$/u.test(value);

/** Whether it is a length in any unit: 0 or more, and finite. JSON has numbers that are read as infinite. */
export const isLength = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY;

/** The value in a message. */
export const show = (value: unknown): string =>
  value === undefined ? 'missing' : textOf(value).slice(0, 80);

/** The value as JSON, or its type when that does not have it. */
export const textOf = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    // In a circle, or a number that JSON does not have.
    return typeof value;
  }
};

/** @throws InvalidInput that names what is no `type`, such as 'the path of disk.open', and where it is */
export const refuseType = (
  type: 'text' | 'number',
  where: string,
  what: string,
  value: unknown,
) => {
  throw new InvalidInput(`${where}: ${what} is ${show(value)}`, { hint: `give a ${type}` });
};
