import type { Host } from '../host.ts';

// Taken before any guard is up.
const { nextTick } = process;
const setImmediateNow = setImmediate;
const { performance: clock } = globalThis;
const now = clock.now.bind(clock);

/**
 * Node runs its ticks only once the microtask queue is empty, and a tick asked for from within a
 * microtask waits for that. So a microtask that asks for a tick is a barrier behind chains of any
 * depth. Ticks starve timers and input; `yield` gives those their turn.
 */
export const host: Host = {
  quiesce(then) {
    queueMicrotask(() => nextTick(then));
  },
  yield(then) {
    setImmediateNow(then);
  },
  now_ms: now,
};
