import { formatDuration } from '@dstudio/kernel';
import type { Output } from './terminal.ts';

export interface Progress {
  /** Says how far the work is. Cheap: call it as often as there is news. */
  update(done: number, total: number): void;
  /** Takes the line away, so that the result stands alone. */
  end(): void;
}

const REDRAW_MS = 100;
const SPARSE_MS = 10_000;
/** An estimate from less is a guess: the first results come while everything is still warming up. */
const ESTIMATE_AFTER_MS = 2000;
const ESTIMATE_AFTER_SHARE = 0.02;
/** Of very long work, that share itself would be long in coming. */
const ESTIMATE_AFTER_DONE = 200;

/** Where progress goes: with --json to a person in a terminal alone, for nobody reads that log. */
export const progressOutput = (err: Output, json: boolean | undefined): Output =>
  json && err.width === undefined ? { ...err, write: () => {} } : err;

/**
 * Progress on standard error: in a terminal one line that is rewritten, elsewhere a line every ten
 * seconds.
 *
 * @param now_ms monotonic time
 * @param unit what is counted
 */
export function createProgress(
  label: string,
  err: Output,
  now_ms: () => number = () => performance.now(),
  unit = 'runs',
): Progress {
  const began_ms = now_ms();
  const status = createStatus(err, now_ms);
  return {
    update(done, total) {
      status.say(() => {
        const left = estimate(done, total, now_ms() - began_ms);
        return `${label}: ${done} of ${Math.max(done, total)} ${unit}${left}`;
      });
    },
    end: status.end,
  };
}

export interface Status {
  /** Shows this, unless something was shown just now. Cheap: call it as often as there is news. */
  say(text: () => string): void;
  /** Takes the line away. */
  end(): void;
}

/** What `createProgress` writes, in words of one's own. */
export function createStatus(err: Output, now_ms: () => number = () => performance.now()): Status {
  const inPlace = err.width !== undefined;
  const interval_ms = inPlace ? REDRAW_MS : SPARSE_MS;
  let last_ms = inPlace ? -Infinity : now_ms();
  let drawn = false;
  return {
    say(text) {
      const at_ms = now_ms();
      if (at_ms - last_ms < interval_ms) return;
      last_ms = at_ms;
      drawn ||= inPlace;
      err.write(inPlace ? `\r\x1b[K${text().slice(0, (err.width ?? 80) - 1)}` : `${text()}\n`);
    },
    end() {
      if (drawn) err.write('\r\x1b[K');
      drawn = false;
    },
  };
}

function estimate(done: number, total: number, passed_ms: number): string {
  const enough = Math.max(1, Math.min(total * ESTIMATE_AFTER_SHARE, ESTIMATE_AFTER_DONE));
  if (passed_ms < ESTIMATE_AFTER_MS || done < enough) return '';
  const left_s = Math.ceil(((passed_ms / done) * (total - done)) / 1000);
  return left_s > 0 ? `, about ${formatDuration(left_s * 1000)} left` : '';
}
