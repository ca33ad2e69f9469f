import type { Host } from './host.ts';

export interface ExecuteOptions<R> {
  /** Stops the work; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called as each result comes in, in any order; `index` is that of the job. */
  readonly onResult?: ((result: R, index: number) => void) | undefined;
}

/**
 * Runs jobs somewhere: in place, on worker threads, in Web Workers. Results come in the order of the
 * jobs. Rejects with the first failure, as a `JobFailed` that carries its job.
 */
export type Execute<J, R> = (
  jobs: readonly J[],
  options?: ExecuteOptions<R>,
) => Promise<readonly R[]>;

/** A job threw, or the thread under it died. `cause` is what it threw, with its stack. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
  readonly job: unknown;

  constructor(job: unknown, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${why}\n  in job ${excerpt(job)}`, { cause });
    this.job = job;
  }
}

const EXCERPT_LENGTH = 300;

const excerpt = (job: unknown): string => {
  const text = JSON.stringify(job) ?? String(job);
  return text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH)}...`;
};

/**
 * Runs one job after the other on this thread. With a `host` it gets a turn between jobs; without,
 * the signal can be heard only when a job itself waits.
 */
export const inPlace =
  <J, R>(run: (job: J) => R | Promise<R>, host?: Host): Execute<J, R> =>
  async (jobs, { signal, onResult } = {}) => {
    const results: R[] = [];
    for (const [index, job] of jobs.entries()) {
      signal?.throwIfAborted();
      let result: R;
      try {
        result = await run(job);
      } catch (error) {
        throw new JobFailed(job, error);
      }
      results.push(result);
      onResult?.(result, index);
      if (host !== undefined) await new Promise<void>((resolve) => host.yield(resolve));
    }
    return results;
  };
