import type { Engine } from './engine.ts';
import { awaitsInCallbackLane } from './misuse.ts';

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
  readonly #node: string;

  constructor(engine: Engine, node: string) {
    this.#engine = engine;
    this.#node = node;
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
   * crashed by then.
   * @throws Misuse in the callback lane, where nobody could wait for it
   */
  promise<T>(delay_ms: number, work: () => T): Promise<T> {
    this.requireAsync();
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

  /**
   * Lets the run fail with what a promise that some code of the process returned rejects with. One
   * that returned none is done.
   * @throws Misuse in the callback lane
   */
  follow(returned: unknown, what: string): void {
    if (!(returned instanceof Promise)) return;
    returned.catch((error: unknown) => this.#engine.fail(error));
    if (this.#engine.lane === 'callback') this.#refuse(`${what} is async`);
  }

  /** @throws Misuse in the callback lane */
  requireAsync(): void {
    if (this.#engine.lane === 'callback') this.#refuse('it awaits (clock.sleep, its disk)');
  }

  /** Throws, and ends the run too: what is thrown into async code might never be heard of. */
  #refuse(what: string): never {
    const error = awaitsInCallbackLane(`node ${this.#node}: ${what}`);
    this.#engine.fail(error);
    throw error;
  }
}
