import { type Cancel, type Clock, InvalidInput } from '@dstudio/kernel';
import type { Engine } from './engine.ts';
import type { Life } from './life.ts';

/** Where every wall clock starts: 2025-01-01T00:00:00Z. */
const EPOCH_MS = 1_735_689_600_000;
/** A clock that gains or loses a tenth is broken beyond what a pattern has to stand. */
const DRIFT_PPM_MAX = 100_000;

/** The clock of one machine: it outlives the processes on it. */
export class Oscillator {
  readonly #engine: Engine;
  #skew_ms = 0;
  /** Local milliseconds for each virtual one. */
  #rate = 1;
  #since_ms = 0;
  #local_ms = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  local(): number {
    return this.#local_ms + (this.#engine.now - this.#since_ms) * this.#rate;
  }

  wall(): number {
    return EPOCH_MS + this.#skew_ms + this.local();
  }

  /** How much virtual time passes while this clock counts `local_ms`. */
  virtual(local_ms: number): number {
    return local_ms / this.#rate;
  }

  skew(offset_ms: number): void {
    if (!Number.isFinite(offset_ms)) {
      throw new InvalidInput(`a clock skew of ${offset_ms} ms`, { hint: 'give a finite number' });
    }
    this.#skew_ms = offset_ms;
  }

  drift(ppm: number): void {
    if (!(Math.abs(ppm) <= DRIFT_PPM_MAX)) {
      throw new InvalidInput(`a clock drift of ${ppm} ppm`, {
        hint: `give a number from -${DRIFT_PPM_MAX} to ${DRIFT_PPM_MAX}`,
      });
    }
    this.#local_ms = this.local();
    this.#since_ms = this.#engine.now;
    this.#rate = 1 + ppm * 1e-6;
  }
}

interface Timer {
  fire: (() => void) | undefined;
}

/** The clock port of one process. Timers that are already set keep the rate they were set with. */
export const clockOf = (engine: Engine, oscillator: Oscillator, life: Life): Clock => {
  const expire = (timer: Timer): void => {
    life.enter(() => {
      const { fire } = timer;
      timer.fire = undefined;
      life.follow(fire?.(), 'what a timer calls');
    });
  };

  const after = (delay_ms: number, fire: () => void): Cancel => {
    if (!life.alive) return () => {};
    const timer: Timer = { fire };
    const id = engine.after(oscillator.virtual(delay_ms), expire, timer);
    return () => {
      timer.fire = undefined;
      engine.cancel(id);
    };
  };

  const wake = (resolve: () => void): void => {
    if (!life.running) return life.enter(() => wake(resolve));
    life.requireAsync();
    resolve();
  };

  /** A sleep that nobody can abort needs no timer to take back. */
  const plainSleep = (delay_ms: number): Promise<void> =>
    new Promise((resolve) => {
      engine.after(oscillator.virtual(delay_ms), wake, resolve);
    });

  const abortableSleep = (delay_ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const abort = (): void => {
        cancel();
        if (life.alive) reject(signal.reason);
      };
      const cancel = after(delay_ms, () => {
        life.requireAsync();
        signal.removeEventListener('abort', abort);
        resolve();
      });
      signal.addEventListener('abort', abort, { once: true });
    });

  return {
    now: () => oscillator.local(),
    wall: () => oscillator.wall(),
    after,
    sleep(delay_ms, signal) {
      life.requireAsync();
      return signal === undefined ? plainSleep(delay_ms) : abortableSleep(delay_ms, signal);
    },
  };
};
