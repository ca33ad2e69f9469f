import type { Cancel, Clock } from '../env.ts';

/** Longer delays overflow `setTimeout`, which then fires at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

const nothing: Cancel = () => {};

const after = (delay_ms: number, fire: () => void): Cancel => {
  if (delay_ms !== delay_ms)
    throw new RangeError('a delay of NaN ms; check what it is computed from');
  if (delay_ms === Infinity) return nothing;
  const due_ms = performance.now() + Math.max(0, delay_ms);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    const left_ms = Math.max(0, due_ms - performance.now());
    timer = setTimeout(wake, Math.min(left_ms, TIMER_MS_MAX));
  };
  const wake = (): void => {
    // Hosts round timers to milliseconds and may be early by a fraction.
    if (performance.now() < due_ms) wait();
    else fire();
  };
  wait();
  return () => clearTimeout(timer);
};

const sleep = (delay_ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = after(delay_ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });

/** The host's clock. A delay may be as long as one likes; an infinite one never ends. */
export const createClock = (): Clock => ({
  now: () => performance.now(),
  wall: () => Date.now(),
  after,
  sleep,
});
