import type { Engine } from './engine.ts';

/**
 * One run of a process from boot to crash. Everything its Env started asks here before it goes on,
 * so that after a crash nothing of it ever runs again: timers and receivers fall silent, and what
 * was awaited stays unresolved for ever.
 */
export class Life {
  alive = true;
  /** What came while the process was paused, in order; undefined while it is not. */
  #backlog: (() => void)[] | undefined;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get paused(): boolean {
    return this.#backlog !== undefined;
  }

  get running(): boolean {
    return this.alive && this.#backlog === undefined;
  }

  /** Runs `body` now, on resume, or never. The event under way wakes async code only when now. */
  enter(body: () => void): void {
    if (!this.alive) {
      this.#engine.woke = false;
    } else if (this.#backlog !== undefined) {
      this.#backlog.push(body);
      this.#engine.woke = false;
    } else {
      body();
    }
  }

  pause(): void {
    this.#backlog ??= [];
  }

  resume(): void {
    const backlog = this.#backlog ?? [];
    this.#backlog = undefined;
    for (const body of backlog) this.#engine.after(0, this.#enterLater, body);
  }

  end(): void {
    this.alive = false;
    this.#backlog = undefined;
  }

  /**
   * A promise for the outcome of `work`, done after `delay_ms`. Never settles when the process has
   * crashed by then, nor in the callback lane, where nobody could wait for it.
   */
  promise<T>(delay_ms: number, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.alive) return;
      const settle = (): void => {
        this.requireAsync();
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      };
      this.#engine.after(delay_ms, this.#enterLater, settle);
    });
  }

  readonly #enterLater = (body: () => void): void => this.enter(body);

  /** @throws Error in the callback lane, which leaves no turn to code that awaits. */
  requireAsync(): void {
    if (this.#engine.lane === 'async') return;
    throw new Error(
      'Code that awaits (clock.sleep, disk) ran in the callback lane: use world.runAsync, ' +
        'or clock.after and a callback.',
    );
  }
}
