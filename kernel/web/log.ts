import type { Log, LogLevel } from '../env.ts';
import { levelAtLeast } from '../log-level.ts';

/** The console, which shows fields as they are. `level` is the least that is written, default 'info'. */
export const createLog = (options: { readonly level?: LogLevel } = {}): Log => {
  const { level: least = 'info' } = options;
  return {
    write(level, message, fields) {
      if (!levelAtLeast(level, least)) return;
      if (fields === undefined) console[level](message);
      else console[level](message, fields);
    },
  };
};
