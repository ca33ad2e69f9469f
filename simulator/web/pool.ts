import { createPoolOver, failureOf, type Pool, type Reply, type Request } from '../pool.ts';

export interface PoolOptions {
  /** `() => new Worker(new URL('./matrix.worker.ts', import.meta.url), { type: 'module' })` */
  readonly spawn: () => Worker;
  /** Number of workers. Default: as many as the machine runs at once, at most 8. */
  readonly size?: number;
}

const SIZE_MAX = 8;

/** Web Workers that run jobs; each worker's script calls `serve`. Close it when done. */
export const createPool = <J, R>(options: PoolOptions): Pool<J, R> => {
  const size = options.size ?? Math.min(navigator.hardwareConcurrency, SIZE_MAX);
  if (!(Number.isInteger(size) && size >= 1)) {
    throw new RangeError(`A pool of ${size} workers: give a whole number, 1 or more.`);
  }
  return createPoolOver((onReply, onDeath) => {
    const worker = options.spawn();
    worker.onmessage = (event: MessageEvent<Reply>) => onReply(event.data);
    worker.onmessageerror = () => onDeath(new Error('its result could not be cloned'));
    worker.onerror = (event) => {
      worker.terminate();
      onDeath(new Error(event.message || 'its worker could not be started'));
    };
    return {
      post: (request) => worker.postMessage(request),
      terminate: () => worker.terminate(),
      // A page lives as long as its tab.
      hold: () => {},
    };
  }, size);
};

/** The worker's side: answers each job with what `run` returns. */
export const serve = <J, R>(run: (job: J) => R | Promise<R>): void => {
  globalThis.onmessage = async (event: MessageEvent<Request>) => {
    let reply: Reply;
    try {
      // Whoever makes the pool says what its jobs are.
      reply = { ok: true, result: await run(event.data.job as J) };
    } catch (error) {
      reply = failureOf(error);
    }
    globalThis.postMessage(reply);
  };
};
