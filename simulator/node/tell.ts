import { parentPort } from 'node:worker_threads';

/** On a thread of a pool: tells something before the job is done; see `PoolOptions.onNews`. */
export const tell = (news: unknown): void => parentPort?.postMessage({ news });
