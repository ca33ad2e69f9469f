/**
 * Time, as a trial asks for it: a simulated World, or an agenda that a real clock drives. Times are
 * milliseconds since its start.
 */
export interface Scheduler {
  readonly now: number;
  /** Calls `handler(a, b)` in `delay_ms`. What is due at the same time happens in the order of asking. */
  after<A, B>(delay_ms: number, handler: (a: A, b: B) => void, a: A, b: B): unknown;
}
