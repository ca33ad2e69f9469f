import type { TestOptions } from '@dstudio/maelstrom';
import type { News } from '@dstudio/maelstrom/node';
import { createStatus } from '../progress.ts';
import type { Output } from '../terminal.ts';

const REDRAW_MS = 200;

/**
 * How far a test is, in a line that is drawn again and again: also while nothing is told, as of
 * processes in real time and while it is judged.
 * @param err undefined to draw none
 */
export const createTestProgress = (
  { workload, timeLimit_ms }: TestOptions,
  realTime: boolean,
  err: Output | undefined,
): { tell(news: News): void; end(): void } => {
  if (err === undefined) return { tell: () => {}, end: () => {} };
  const status = createStatus(err);
  let began_ms = performance.now();
  const since_s = (): number => Math.floor((performance.now() - began_ms) / 1000);
  const limit_s = timeLimit_ms / 1000;
  // Operations that are under way, and the last reads, have time of their own.
  const reached = (at_s: number): string =>
    at_s <= limit_s
      ? `${at_s} of ${limit_s} s`
      : `${limit_s} s, and ${Math.floor(at_s - limit_s)} s to settle`;
  let text = (): string => `${workload}: ${reached(realTime ? since_s() : 0)}`;
  const timer = setInterval(() => status.say(text), REDRAW_MS).unref();
  return {
    tell(news) {
      if (news.kind === 'at') {
        const { at_ms, again } = news;
        const how = again ? ', again with fresh memory' : '';
        text = () => `${workload}${how}: ${reached(Math.floor(at_ms / 1000))}`;
      } else if (news.kind === 'judging') {
        const { events } = news;
        began_ms = performance.now();
        text = () => `Judging ${events.toLocaleString('en-US')} events for ${since_s()} s`;
      }
      status.say(text);
    },
    end() {
      clearInterval(timer);
      status.end();
    },
  };
};
