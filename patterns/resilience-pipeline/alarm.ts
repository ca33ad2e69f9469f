import type { Cancel, Clock } from '@dstudio/kernel';
import type { HostClock, HostTimer } from '@dstudio/kernel/ambient';

/**
 * One timer for all bounds of all calls. It is not taken back when a call ends, it then looks for the
 * next bound; so that it keeps no process alive meanwhile, it is released while no call is under way.
 */
export class Alarm {
  readonly #clock: Clock | HostClock;
  readonly #fire: () => void;
  #due_ms = Number.POSITIVE_INFINITY;
  #cancel: Cancel | undefined = undefined;
  #host: HostTimer | undefined = undefined;

  constructor(clock: Clock | HostClock, fire: () => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  /** Fires at `due_ms`, or before: whoever is called looks at the clock, and sets it again. */
  set(due_ms: number, now_ms: number): void {
    if (due_ms >= this.#due_ms) return;
    this.#host?.cancel();
    this.#cancel?.();
    this.#due_ms = due_ms;
    if ('timer' in this.#clock) this.#host = this.#clock.timer(due_ms - now_ms, this.#ring);
    else this.#cancel = this.#clock.after(due_ms - now_ms, this.#ring);
  }

  hold(): void {
    this.#host?.hold();
  }

  release(): void {
    this.#host?.release();
  }

  readonly #ring = (): void => {
    this.#due_ms = Number.POSITIVE_INFINITY;
    this.#host = undefined;
    this.#cancel = undefined;
    this.#fire();
  };
}
