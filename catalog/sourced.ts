import type { Position, Problems } from './problem.ts';
import { quote } from './problem.ts';
import { type Reading, text } from './read.ts';
import type { Tree } from './tree.ts';

const YEAR_MIN = 1800;

/** Is this YYYY-MM-DD a day of the calendar? */
export const isDay = (value: string): boolean => {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  // Day 0 of the next month is the last day of this one.
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return year >= YEAR_MIN && month >= 1 && month <= 12 && day >= 1 && day <= days;
};

/** Is this YYYY or YYYY-MM? */
const isMonth = (value: string): boolean => isDay(`${value}-01-01`) || isDay(`${value}-01`);

/** A day, YYYY-MM-DD. */
export const day = (reading: Reading, path: string, tree: Tree | undefined): string | undefined =>
  date(reading, path, tree, isDay, 'a day as YYYY-MM-DD');

/** A year or a month, YYYY or YYYY-MM. */
export const month = (reading: Reading, path: string, tree: Tree | undefined): string | undefined =>
  date(reading, path, tree, isMonth, 'a year as YYYY or a month as YYYY-MM');

const date = (
  reading: Reading,
  path: string,
  tree: Tree | undefined,
  valid: (value: string) => boolean,
  wanted: string,
): string | undefined => {
  const given = text(reading, path, tree);
  if (given === undefined || tree === undefined || valid(given)) return given;
  reading.problems.error('bad-date', tree.at, `\`${path}\` is ${quote(given)}; write ${wanted}`);
};

/** Reports a date after `today` (YYYY-MM-DD); a year or month counts as begun from its first day. */
export const refuseFuture = (
  problems: Problems,
  path: string,
  value: string | undefined,
  today: string,
  at: Position,
): void => {
  if (value === undefined || value <= today) return;
  const message = `\`${path}\` is ${value}, which is after today (${today}); correct the date`;
  problems.error('future-date', at, message);
};

/** An https URL without credentials, on a host that could be a public one. */
export const sourceUrl = (
  reading: Reading,
  path: string,
  tree: Tree | undefined,
): string | undefined => {
  const given = text(reading, path, tree);
  if (given === undefined || tree === undefined) return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const good = url?.protocol === 'https:' && url.hostname.includes('.') && url.username === '';
  if (good && !/\s/.test(given)) return given;
  const message = `\`${path}\` is ${quote(given)}; write the full https URL of the source`;
  reading.problems.error('bad-url', tree.at, message);
};
