import type { Random } from '@dstudio/kernel';
import type { Json } from './json.ts';
import type { Scheduler } from './scheduler.ts';
import { type Crew, Worker } from './worker.ts';
import type { Workload } from './workloads/workload.ts';

/** What the clients do all together: when which of them begins something. */
export class Load {
  readonly #workload: Workload;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #rate: number;
  readonly #workers: readonly Worker[];
  readonly #idle: Worker[];
  /** An operation is due, but all are busy. */
  #due = false;
  #begins = true;
  #drained: (() => void) | undefined;
  #ended = false;

  constructor(of: {
    readonly crew: Crew;
    readonly names: readonly string[];
    readonly random: Random;
    /** Operations a second. */
    readonly rate: number;
  }) {
    const { crew, names } = of;
    this.#workload = crew.workload;
    this.#scheduler = crew.scheduler;
    this.#random = of.random;
    this.#rate = of.rate;
    this.#workers = Array.from({ length: crew.concurrency }, (_, at) => {
      // The index is below the length.
      return new Worker(crew, at, names[at % names.length] as string);
    });
    this.#idle = [...this.#workers];
  }

  /** Lets clients of nodes that are none any more move on, and those of all share the work evenly. */
  balance(names: readonly string[]): void {
    const byNode = new Map(names.map((name) => [name, [] as Worker[]]));
    const homeless = this.#workers.filter((worker) => {
      const there = byNode.get(worker.node);
      there?.push(worker);
      return there === undefined;
    });
    const order = (): (readonly [string, Worker[]])[] =>
      [...byNode].sort(([, a], [, b]) => a.length - b.length);
    for (;;) {
      const sorted = order();
      const [least, most] = [sorted[0], sorted.at(-1)];
      if (least === undefined || most === undefined) return;
      const uneven = most[1].length - least[1].length > 1;
      const worker = homeless.pop() ?? (uneven ? most[1].pop() : undefined);
      if (worker === undefined) return;
      worker.moveTo(least[0]);
      least[1].push(worker);
    }
  }

  start(): void {
    if (this.#rate > 0) this.#arrivalLater();
  }

  /** Begins no more; calls back when all that is under way has ended, by its timeout at the latest. */
  drain(drained: () => void): void {
    this.#begins = false;
    this.#drained = drained;
    this.#checkDrained();
  }

  /** Performs the last operations, all clients at once. */
  finish(final: NonNullable<Workload['final']>, finished: () => void): void {
    let left = this.#workers.length;
    for (const worker of this.#workers) {
      const next = (at: number, last: Json | undefined): void => {
        if (this.#ended) return;
        const op = final(at, last);
        if (op !== undefined) worker.perform(op, true, (value) => next(at + 1, value));
        else if (--left === 0) finished();
      };
      next(0, undefined);
    }
  }

  /** Ends what is under way: nobody knows whether it happened. */
  abandon(): void {
    this.#begins = false;
    this.#ended = true;
    this.#drained = undefined;
    for (const worker of this.#workers) worker.abandon();
  }

  /** Operations come at random times, twice the mean apart at most, as Jepsen staggers them. */
  #arrivalLater(): void {
    const delay_ms = (this.#random.next() * 2000) / this.#rate;
    this.#scheduler.after(delay_ms, this.#arrival, undefined, undefined);
  }

  readonly #arrival = (): void => {
    if (!this.#begins) return;
    const worker = this.#takeIdle();
    if (worker === undefined) {
      this.#due = true;
      return;
    }
    this.#arrivalLater();
    worker.perform(this.#workload.next(), false, () => this.#free(worker));
  };

  /** Any of them, in constant time. */
  #takeIdle(): Worker | undefined {
    const last = this.#idle.pop();
    if (last === undefined) return undefined;
    const at = this.#random.below(this.#idle.length + 1);
    const chosen = this.#idle[at];
    if (chosen === undefined) return last;
    this.#idle[at] = last;
    return chosen;
  }

  #free(worker: Worker): void {
    this.#idle.push(worker);
    if (this.#drained !== undefined) this.#checkDrained();
    else if (this.#due) {
      this.#due = false;
      this.#arrival();
    }
  }

  #checkDrained(): void {
    if (this.#idle.length < this.#workers.length) return;
    const drained = this.#drained;
    this.#drained = undefined;
    drained?.();
  }
}
