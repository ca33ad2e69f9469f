/**
 * What the async lane needs of the machine it runs on. Implementations: `simulator/node` and
 * `simulator/web`. The simulator itself touches no ambient world.
 */
export interface Host {
  /**
   * Calls `then` once no microtask is left: every promise chain, however deep, has run as far as it
   * can without an event from outside.
   */
  quiesce(then: () => void): void;
  /** Calls `then` after the machine has had a turn: its timers, input and messages. */
  yield(then: () => void): void;
  /** Real monotonic time, to know when a turn is due. */
  now_ms(): number;
}
