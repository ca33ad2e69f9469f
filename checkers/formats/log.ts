import type { HistoryEvent } from '../history/operation.ts';
import { processOf, typeOf } from './event.ts';
import { LOG_LINE } from './format.ts';
import { Reader } from './reader.ts';

/**
 * The event that a line of Jepsen's log tells, such as
 * `INFO  jepsen.util - 3	:invoke	:cas	[1 2]`; undefined for any other line.
 *
 * @throws Unreadable when it tells one and its value cannot be read
 */
export function readLogLine(text: string, line: number): HistoryEvent | undefined {
  // Most of a log is not about operations, and this is quicker than the expression.
  if (!text.includes('jepsen.util')) return undefined;
  const match = LOG_LINE.exec(text);
  if (match === null) return undefined;
  const [, who = '', kind = '', f = '', rest = ''] = match;
  const reader = new Reader(false);
  reader.text = rest;
  reader.final = true;
  const type = typeOf(kind);
  const process = processOf(/^\d+$/.test(who) ? Number(who) : who);
  if (type === undefined || process === undefined) return undefined;
  return {
    type,
    process,
    f,
    // What follows the value, such as the error, says nothing here.
    value: Number.isNaN(reader.skip()) ? null : reader.read(),
    key: undefined,
    time_ns: undefined,
    index: undefined,
    line,
  };
}
