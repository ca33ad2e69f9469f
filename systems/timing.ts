import type { Timing } from './report.ts';

/** An export of its own, which imports nothing: the page shows the timing before it loads the engine. */

export const defaultTiming: Timing = {
  warmup_ms: 5_000,
  fault_ms: 10_000,
  restart_ms: 5_000,
  detection_ms: 1_000,
  after_ms: 15_000,
  window_ms: 1_000,
};

/** Below this, hardly a request falls into a fault or a window, and a verdict speaks of nobody. */
const measuredMin_ms = 100;
/** A simulated day of a busy system would take hours. */
const max_ms = 600_000;

/**
 * What a part of the timing may be beside the other parts. Without them, what it may be at all.
 */
export const timingLimits = (
  key: keyof Timing,
  beside?: Pick<Timing, 'after_ms' | 'window_ms'>,
): { readonly min_ms: number; readonly max_ms: number } => {
  const { after_ms = max_ms, window_ms = measuredMin_ms } = beside ?? {};
  switch (key) {
    case 'warmup_ms':
    case 'detection_ms':
      return { min_ms: 0, max_ms };
    // A window has to fit into the time in which it judges recovery.
    case 'after_ms':
      return { min_ms: Math.max(measuredMin_ms, window_ms), max_ms };
    case 'window_ms':
      return { min_ms: measuredMin_ms, max_ms: Math.min(max_ms, after_ms) };
    case 'fault_ms':
    case 'restart_ms':
      return { min_ms: measuredMin_ms, max_ms };
  }
};
