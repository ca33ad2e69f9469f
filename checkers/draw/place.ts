import type { Operation } from '../history/operation.ts';

const seconds = (time_ns: number): string => `${Number((time_ns / 1e9).toFixed(6))} s`;

/**
 * Where an operation begins in its file, and when it ran as its history tells it, such as
 * ` (line 1204, 3.1 s to 3.25 s)`, with the space before it. Empty when neither is known.
 */
export function placeOf({ line, invoked_ns, completed_ns, outcome }: Operation): string {
  const parts = line === undefined ? [] : [`line ${line}`];
  if (invoked_ns !== undefined) {
    const ends = outcome === 'ok' && completed_ns !== undefined;
    parts.push(
      ends ? `${seconds(invoked_ns)} to ${seconds(completed_ns)}` : `from ${seconds(invoked_ns)}`,
    );
  }
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** The line alone, for a sentence. */
export const lineOf = ({ line }: Operation): string =>
  line === undefined ? '' : ` (line ${line})`;
