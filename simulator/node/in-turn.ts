import { availableParallelism } from 'node:os';

/** Threads of a pool whose size nobody gave. */
export const THREADS_USUAL = Math.min(availableParallelism(), 256);

/**
 * Does `work` for 0, 1 and so on up to `count`, `width` of them at a time. A pool is better given its
 * jobs like this, when each has to be stopped apart: what waits in a pool starts a thread as soon as one
 * is ended, also when it is to be ended next.
 * @param signal begins no more
 * @throws what `work` throws first; nothing is begun after that
 */
export const inTurn = async (
  count: number,
  width: number,
  work: (index: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    try {
      while (next < count && !signal?.aborted) await work(next++);
    } catch (error) {
      next = count;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
};
