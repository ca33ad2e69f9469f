import type { Gate, Load } from '../policy.ts';

export interface ShedSettings {
  /** The wait that a standing queue may have. Above 0. */
  readonly target_ms: number;
  /** How long even the shortest wait has to be above the target before anything is shed. */
  readonly interval_ms: number;
  /** Requests that wait, for each worker; what arrives beyond is turned away. From 0. */
  readonly queue: number;
}

/**
 * Controlled delay for requests. A queue that empties now and then is a burst and does no harm; a
 * queue whose *shortest* wait stays above the target for a whole interval is a standing one, and
 * means that more comes in than can go out. While it stands, a request that waited more than twice
 * the target is turned away as it reaches a worker, so that workers only do work whose caller still
 * waits. The bound at the door holds when the workers hang and nothing reaches them.
 *
 * Source: Nichols and Jacobson, RFC 8289 (CoDel); Maurer, "Fail at Scale", ACM Queue 13(8), 2015, for
 * requests instead of packets. Twice the target as the bound on the wait follows folly's Codel.
 */
export class ControlledDelay implements Gate {
  readonly name = 'load-shedding';
  readonly #settings: ShedSettings;
  #end_ms = Number.NEGATIVE_INFINITY;
  #shortest_ms = 0;
  #standing = false;

  /** @throws RangeError for settings that are none. */
  constructor(settings: ShedSettings) {
    for (const key of ['target_ms', 'interval_ms'] as const) {
      if (!(settings[key] > 0)) {
        throw new RangeError(`${key} is ${settings[key]}; it has to be a number above 0`);
      }
    }
    if (!(settings.queue >= 0)) {
      throw new RangeError(`queue is ${settings.queue}; it has to be a number from 0`);
    }
    this.#settings = settings;
  }

  /** True while the queue stands: more comes in than can go out. */
  get overloaded(): boolean {
    return this.#standing;
  }

  arrive(_now_ms: number, { running, queued, concurrency }: Load): boolean {
    return running < concurrency || queued < this.#settings.queue * concurrency;
  }

  begin(now_ms: number, waited_ms: number): boolean {
    const { target_ms, interval_ms } = this.#settings;
    if (now_ms >= this.#end_ms) {
      this.#standing = this.#shortest_ms > target_ms;
      this.#end_ms = now_ms + interval_ms;
      this.#shortest_ms = waited_ms;
      // One gets through each interval, so that there is always a wait to measure.
      return true;
    }
    this.#shortest_ms = Math.min(this.#shortest_ms, waited_ms);
    return !(this.#standing && waited_ms > 2 * target_ms);
  }
}
