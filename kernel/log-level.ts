import type { LogLevel } from './env.ts';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Whether a message of `level` is written when `least` is the least that is. */
export const levelAtLeast = (level: LogLevel, least: LogLevel): boolean =>
  RANK[level] >= RANK[least];
