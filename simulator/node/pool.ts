import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createPoolOver, type Pool, type Reply } from '../pool.ts';

export interface PoolOptions {
  /** A module that exports `run(job, data)`: a result or a promise of one, fit for structured clone. */
  readonly module: URL;
  /** Handed to each `run` beside the job. */
  readonly data?: unknown;
  /** Number of threads, 1 to 256. Default: as many as the machine runs at once. */
  readonly size?: number;
}

const SIZE_MAX = 256;

/**
 * Worker threads that run a module's jobs. Close it when done; a pool that nobody uses does not keep
 * the process alive.
 * @throws RangeError when the size is out of bounds
 */
export const createPool = <J, R>(options: PoolOptions): Pool<J, R> => {
  const size = options.size ?? Math.min(availableParallelism(), SIZE_MAX);
  if (!(Number.isInteger(size) && size >= 1 && size <= SIZE_MAX)) {
    throw new RangeError(`A pool of ${size} threads: give a whole number from 1 to ${SIZE_MAX}.`);
  }
  return createPoolOver((onReply, onDeath) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { module: options.module.href, data: options.data },
    });
    let ended = false;
    const die = (error: Error): void => {
      if (ended) return;
      ended = true;
      onDeath(error);
    };
    worker.on('message', (reply: Reply) => onReply(reply));
    worker.on('messageerror', die);
    worker.on('error', die);
    worker.on('exit', (code) => die(new Error(`its thread ended with code ${code}`)));
    return {
      post: (request) => worker.postMessage(request),
      terminate: () => {
        ended = true;
        void worker.terminate();
      },
      hold: (busy) => {
        if (busy) worker.ref();
        else worker.unref();
      },
    };
  }, size);
};
