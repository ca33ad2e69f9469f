import type { Log, LogLevel } from '../env.ts';
import { levelAtLeast } from '../log-level.ts';
import { toPlain } from './plain.ts';

/**
 * One JSON object a line: `time` (ISO 8601), `level`, `message`, and `fields` when there are any.
 *
 * @param options.level the least level that is written, default 'info'
 * @param options.stream where to, default standard error
 */
export const createLog = (
  options: { readonly level?: LogLevel; readonly stream?: { write(text: string): unknown } } = {},
): Log => {
  const { level: least = 'info', stream = process.stderr } = options;
  return {
    write(level, message, fields) {
      if (!levelAtLeast(level, least)) return;
      const time = new Date().toISOString();
      const line = { time, level, message, ...(fields && { fields: toPlain(fields) }) };
      stream.write(`${JSON.stringify(line)}\n`);
    },
  };
};
