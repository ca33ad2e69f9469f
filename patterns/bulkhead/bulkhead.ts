import { Refused } from '@dstudio/kernel';
import { type Call, type Layer, Outcome, Step } from '../policy.ts';

export interface BulkheadSettings {
  /** Calls inside at once. An integer from 1. */
  readonly concurrent: number;
  /** Calls that wait for a place; more are refused. An integer from 0. */
  readonly queue: number;
  /** How long a call waits for a place before it is refused. Infinity: as long as its caller does. */
  readonly wait_ms: number;
}

/**
 * A compartment for the calls to one dependency: at most `concurrent` of them are inside, at most
 * `queue` wait, first come first served, and the rest are refused at once. When the dependency hangs
 * it can hold no more of the caller than this (Nygard, Release It!, 2nd ed. 2018, "Bulkheads").
 */
export class Bulkhead implements Layer {
  readonly name = 'bulkhead';
  readonly wait_ms: number;
  wake?: (call: Call, now_ms: number) => void;
  readonly #concurrent: number;
  readonly #queue: number;
  // An array: it is short, and a call may leave from the middle.
  readonly #waiting: Call[] = [];
  #inside = 0;

  /** @throws RangeError for settings that are none. */
  constructor(settings: BulkheadSettings) {
    const { concurrent, queue, wait_ms } = settings;
    if (!(Number.isInteger(concurrent) && concurrent >= 1)) {
      throw new RangeError(`concurrent is ${concurrent}; it has to be an integer from 1`);
    }
    if (!(Number.isInteger(queue) && queue >= 0)) {
      throw new RangeError(`queue is ${queue}; it has to be an integer from 0`);
    }
    if (!(wait_ms > 0)) {
      throw new RangeError(`wait_ms is ${wait_ms}; it has to be a number above 0`);
    }
    this.#concurrent = concurrent;
    this.#queue = queue;
    this.wait_ms = queue === 0 ? Number.POSITIVE_INFINITY : wait_ms;
  }

  /** Calls inside. */
  get inside(): number {
    return this.#inside;
  }

  /** Calls that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  enter(call: Call): Step {
    if (this.#inside < this.#concurrent) {
      this.#inside += 1;
      return Step.pass;
    }
    if (this.#waiting.length < this.#queue) {
      this.#waiting.push(call);
      return Step.park;
    }
    this.#refuse(
      call,
      `${this.#inside} calls are inside and ${this.#waiting.length} wait; no more are taken`,
    );
    return Step.turn;
  }

  leave(_call: Call, now_ms: number): Step {
    const next = this.#waiting.shift();
    if (next === undefined) this.#inside -= 1;
    else this.wake?.(next, now_ms); // takes the place over
    return Step.pass;
  }

  unpark(call: Call): void {
    const place = this.#waiting.indexOf(call);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  expire(call: Call): void {
    this.unpark(call);
    this.#refuse(call, `no place became free within ${this.wait_ms} ms`);
  }

  #refuse(call: Call, why: string): void {
    call.outcome = Outcome.refused;
    call.error = new Refused(this.name, why);
  }
}
