import { EventHeap } from '@dstudio/structures';
import type { Scheduler } from '../scheduler.ts';

type Handler = (a: never, b: never) => void;

/**
 * What is due when, in real time. Whoever owns it calls `run` when something came in or when `next_ms`
 * has come, so that everything happens in one turn and what was written goes out at once.
 */
export class Agenda implements Scheduler {
  now = 0;
  readonly #clock: () => number;
  readonly #heap = new EventHeap();
  readonly #handlers: (Handler | undefined)[] = [];
  readonly #a: unknown[] = [];
  readonly #b: unknown[] = [];
  readonly #free: number[] = [];

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  after<A, B>(delay_ms: number, handler: (a: A, b: B) => void, a: A, b: B): void {
    const slot = this.#free.pop() ?? this.#handlers.length;
    // It is called with the very arguments that stand beside it.
    this.#handlers[slot] = handler as Handler;
    this.#a[slot] = a;
    this.#b[slot] = b;
    this.#heap.push(this.now + Math.max(0, delay_ms), slot);
  }

  /**
   * Does all that is due by now, and what that makes due, each at its own time: what comes late, as all
   * does in real time, does not put off what follows from it.
   */
  run(): void {
    const until = Math.max(this.now, this.#clock());
    for (let due = this.#heap.peekTime(); due <= until; due = this.#heap.peekTime()) {
      this.now = Math.max(this.now, due);
      const slot = this.#heap.pop();
      const handler = this.#handlers[slot] as ((a: unknown, b: unknown) => void) | undefined;
      const a = this.#a[slot];
      const b = this.#b[slot];
      this.#handlers[slot] = undefined;
      this.#a[slot] = undefined;
      this.#b[slot] = undefined;
      this.#free.push(slot);
      handler?.(a, b);
    }
    this.now = until;
  }

  /** When the next thing is due; Infinity when nothing is. */
  get next_ms(): number {
    return this.#heap.peekTime();
  }
}
