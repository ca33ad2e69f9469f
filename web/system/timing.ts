import type { Timing } from '@dstudio/systems';

/** Where the page's timing starts; the terminal's defaults are the same (a test holds them so). */
export const defaultTiming: Timing = {
  warmup_ms: 5_000,
  fault_ms: 10_000,
  restart_ms: 5_000,
  detection_ms: 1_000,
  after_ms: 15_000,
  window_ms: 1_000,
};
