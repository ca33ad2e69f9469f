import type { HistoryEvent } from '../history/operation.ts';
import { type Place, processOf, typeOf } from './event.ts';
import { BARE_LINE, LOG_LINE } from './format.ts';
import { Reader } from './reader.ts';
import { CutShort, Unreadable } from './unreadable.ts';

/** How a file tells its operations: in lines of Jepsen's logger, or in lines of their own. */
export type LogKind = 'logged' | 'bare';

/**
 * How a line of a log tells an operation, such as `INFO  jepsen.util - 3	:invoke	:cas	[1 2]` or
 * `3	:invoke	:cas	[1 2]`; undefined for any other line.
 */
export function logKindOf(text: string): LogKind | undefined {
  return matchOf(text, 'logged') ? 'logged' : matchOf(text, 'bare') ? 'bare' : undefined;
}

function matchOf(text: string, kind: LogKind): RegExpExecArray | null {
  // Most of a log is not about operations, and this is quicker than the expression.
  if (kind === 'logged' && !text.includes('jepsen.')) return null;
  return (kind === 'logged' ? LOG_LINE : BARE_LINE).exec(text);
}

/**
 * The event that a line of a log tells; undefined for any other line, and for a nemesis.
 *
 * @throws Unreadable when it tells one and its value cannot be read; `at` is an offset into the line
 */
export function readLogLine(text: string, kind: LogKind, place: Place): HistoryEvent | undefined {
  const match = matchOf(text, kind);
  if (match === null) return undefined;
  const [, who = '', kindOfEvent = '', f = '', rest = ''] = match;
  const type = typeOf(kindOfEvent);
  const process = processOf(/^\d+$/.test(who) ? Number(who) : who);
  // What a nemesis did is told in whatever form its command printed.
  if (type === undefined || process === undefined || process === 'nemesis') return undefined;
  const reader = new Reader(false);
  reader.text = rest;
  reader.final = true;
  try {
    // What follows the value, such as the error, says nothing here.
    const value = Number.isNaN(reader.skip()) ? null : reader.read();
    return { type, process, f, value, ...place };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const problem =
      error instanceof CutShort ? 'the line ends in the middle of its value' : error.message;
    throw new Unreadable(problem, error.at + text.length - rest.length);
  }
}
