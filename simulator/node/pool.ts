import { Worker } from 'node:worker_threads';
import { createPoolOver, type Pool, type Reply } from '../pool.ts';
import { THREADS_USUAL } from './in-turn.ts';
import { Lost, UNCAUGHT } from './lost.ts';
import { PULSE_SIZE_BYTES } from './pulse.ts';
import { createWatchdog, type Watch } from './watchdog.ts';

export interface PoolOptions {
  /** A module that exports `run(job, data)`: a result or a promise of one, fit for structured clone. */
  readonly module: URL;
  /** Handed to each `run` beside the job. */
  readonly data?: unknown;
  /** Number of threads, 1 to 256. Default: as many as the machine runs at once. */
  readonly size?: number;
  /**
   * For jobs that run a person's code and say so with `beat`: a thread that stands still in it is
   * ended, and its job fails with `Lost`. Default: jobs may take their time.
   */
  readonly watch?: Watch;
  /** Takes what a job tells while it runs, with `tell`. */
  readonly onNews?: (news: unknown) => void;
}

/** What a thread sends: an answer to its job, or news of it before. */
type Message = Reply | { readonly news: unknown };

const SIZE_MAX = 256;

/**
 * Worker threads that run a module's jobs. Close it when done; a pool that nobody uses does not keep
 * the process alive.
 * @throws RangeError when the size is out of bounds
 */
export const createPool = <J, R>(options: PoolOptions): Pool<J, R> => {
  const size = options.size ?? THREADS_USUAL;
  if (!(Number.isInteger(size) && size >= 1 && size <= SIZE_MAX)) {
    throw new RangeError(`A pool of ${size} threads: give a whole number from 1 to ${SIZE_MAX}.`);
  }
  return createPoolOver((onReply, onDeath) => {
    const pulse = new SharedArrayBuffer(PULSE_SIZE_BYTES);
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { module: options.module.href, data: options.data, pulse },
    });
    let ended = false;
    const die = (error: Error): void => {
      if (ended) return;
      ended = true;
      watchdog?.end();
      onDeath(error);
    };
    const watchdog =
      options.watch &&
      createWatchdog(worker, pulse, options.watch, (lost) => {
        die(lost);
        void worker.terminate();
      });
    worker.on('message', (message: Message) => {
      if ('news' in message) options.onNews?.(message.news);
      else onReply(message);
    });
    worker.on('messageerror', die);
    worker.on('error', (error) => {
      const { code }: NodeJS.ErrnoException = error;
      if (watchdog === undefined) die(error);
      else if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
        die(new Lost(watchdog.seed(), 'out of memory', 'it needs more memory than there is'));
      } else if (code === UNCAUGHT) die(new Lost(watchdog.seed(), 'uncaught', error.message));
      else die(error);
    });
    worker.on('exit', (code) => {
      const why = `its thread ended with code ${code}`;
      die(
        watchdog === undefined
          ? new Error(why)
          : new Lost(watchdog.seed(), 'ended its thread', `${why}: something called process.exit`),
      );
    });
    return {
      post: (request) => worker.postMessage(request),
      terminate: () => {
        ended = true;
        watchdog?.end();
        void worker.terminate();
      },
      hold: (busy) => {
        if (busy) worker.ref();
        else worker.unref();
      },
    };
  }, size);
};
