import { type Clock, Refused } from '@dstudio/kernel';
import { Fifo } from '@dstudio/structures';
import type { Gate, Load } from '../policy.ts';

export interface AdmissionSettings {
  readonly gate: Gate;
  /** Where the queue's waits are measured. */
  readonly clock: Pick<Clock, 'now'>;
  /** Work under way at once. An integer from 1. */
  readonly concurrency: number;
}

interface Waiting {
  readonly since_ms: number;
  begin(): void;
  refuse(): void;
}

/**
 * The asynchronous face of a gate: what a server puts around its handler. So many pieces of work at
 * once, first come first served, and the gate has its say as work arrives and as it begins. How many
 * may wait is up to the gate.
 * @returns a function that runs `work`, or rejects with `Refused` before it was begun.
 * @throws RangeError when `concurrency` is below 1.
 */
export const createAdmission = (settings: AdmissionSettings) => {
  const { gate, clock, concurrency } = settings;
  if (!(concurrency >= 1)) {
    throw new RangeError(`concurrency is ${concurrency}; it has to be an integer from 1`);
  }
  const waiting = new Fifo<Waiting>();
  const load: Load = { running: 0, queued: 0, concurrency };

  const next = (): void => {
    while (load.running < concurrency) {
      const head = waiting.shift();
      if (head === undefined) return;
      load.queued -= 1;
      const now = clock.now();
      const waited_ms = now - head.since_ms;
      if (gate.begin?.(now, waited_ms) ?? true) {
        load.running += 1;
        head.begin();
      } else {
        gate.finish?.(now, false, waited_ms);
        head.refuse();
      }
    }
  };

  return async <T>(work: () => Promise<T>): Promise<T> => {
    const since_ms = clock.now();
    if (!gate.arrive(since_ms, load)) {
      throw new Refused(gate.name, 'more is asked for than can be served; turned away on arrival');
    }
    await new Promise<void>((begin, reject) => {
      const refuse = () =>
        reject(new Refused(gate.name, 'more is asked for than can be served; waited too long'));
      waiting.push({ since_ms, begin, refuse });
      load.queued += 1;
      next();
    });
    let ok = false;
    try {
      const value = await work();
      ok = true;
      return value;
    } finally {
      const now = clock.now();
      load.running -= 1;
      gate.finish?.(now, ok, now - since_ms);
      next();
    }
  };
};
