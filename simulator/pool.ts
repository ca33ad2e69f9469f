import { type Execute, type ExecuteOptions, JobFailed } from './execute.ts';

/** A thread that runs one job at a time. Node's worker threads and Web Workers are put behind this. */
interface Thread {
  /** Sends a request; the thread answers it with one `Reply`. */
  post(request: Request): void;
  /** Ends the thread at once, whatever it does. */
  terminate(): void;
  /** Whether the process has to stay alive for it. */
  hold(busy: boolean): void;
}

export interface Request {
  readonly job: unknown;
}

export type Reply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: { readonly message: string; readonly stack: string } };

/** Starts a thread. `onDeath` is called when it ends by itself. */
export type Spawn = (onReply: (reply: Reply) => void, onDeath: (error: Error) => void) => Thread;

export interface Pool<J, R> {
  readonly execute: Execute<J, R>;
  /** Ends all threads. Work under way is rejected. */
  close(): void;
}

const JOB_COUNT_MAX = 1_000_000;

interface Batch {
  readonly jobs: readonly unknown[];
  readonly results: unknown[];
  /** Next job to hand out. */
  next: number;
  done: number;
  readonly finish: (error?: { readonly reason: unknown }) => void;
  readonly onResult: ((result: unknown, index: number) => void) | undefined;
}

interface Slot {
  thread: Thread | undefined;
  task: { readonly batch: Batch; readonly index: number } | undefined;
}

/**
 * A pool over `size` threads, started when first needed and kept for the next jobs. Each thread has
 * one job at a time, so nothing queues up in front of a slow one. A thread whose batch failed or was
 * aborted is ended, for nothing else stops the job it runs.
 */
export const createPoolOver = <J, R>(spawn: Spawn, size: number): Pool<J, R> => {
  const slots: Slot[] = Array.from({ length: size }, () => ({
    thread: undefined,
    task: undefined,
  }));
  const batches: Batch[] = [];
  let closed = false;

  const give = (slot: Slot): void => {
    const batch = batches.find(({ jobs, next }) => next < jobs.length);
    if (batch === undefined || slot.task !== undefined) return;
    const index = batch.next++;
    slot.task = { batch, index };
    slot.thread ??= spawn(
      (reply) => settle(slot, reply),
      (error) => die(slot, error),
    );
    slot.thread.hold(true);
    try {
      slot.thread.post({ job: batch.jobs[index] });
    } catch (error) {
      // The job cannot be cloned.
      fail(batch, index, error);
    }
  };

  const settle = (slot: Slot, reply: Reply): void => {
    const { task } = slot;
    if (task === undefined) return;
    slot.task = undefined;
    slot.thread?.hold(false);
    const { batch, index } = task;
    if (!reply.ok) {
      const cause = new Error(reply.error.message);
      cause.stack = reply.error.stack;
      return fail(batch, index, cause);
    }
    batch.results[index] = reply.result;
    batch.done++;
    try {
      batch.onResult?.(reply.result, index);
    } catch (error) {
      return finish(batch, { reason: error });
    }
    if (batch.done === batch.jobs.length) finish(batch);
    give(slot);
  };

  const die = (slot: Slot, error: Error): void => {
    const { task } = slot;
    slot.thread = undefined;
    slot.task = undefined;
    if (task !== undefined) fail(task.batch, task.index, error);
  };

  const fail = (batch: Batch, index: number, cause: unknown): void =>
    finish(batch, { reason: new JobFailed(batch.jobs[index], cause) });

  const finish = (batch: Batch, error?: { readonly reason: unknown }): void => {
    const at = batches.indexOf(batch);
    if (at < 0) return;
    batches.splice(at, 1);
    for (const slot of slots) {
      if (slot.task?.batch !== batch) continue;
      slot.thread?.terminate();
      slot.thread = undefined;
      slot.task = undefined;
    }
    batch.finish(error);
    for (const slot of slots) give(slot);
  };

  const execute = (
    jobs: readonly J[],
    { signal, onResult }: ExecuteOptions<R> = {},
  ): Promise<readonly R[]> =>
    new Promise((resolve, reject) => {
      if (closed) throw new Error('The pool is closed: make another one.');
      if (jobs.length > JOB_COUNT_MAX) {
        throw new RangeError(`${jobs.length} jobs at once: give at most ${JOB_COUNT_MAX}.`);
      }
      signal?.throwIfAborted();
      if (jobs.length === 0) return resolve([]);
      const abort = (): void => finish(batch, { reason: signal?.reason });
      const results: R[] = new Array(jobs.length);
      const batch: Batch = {
        jobs,
        results,
        next: 0,
        done: 0,
        // The thread answers with what its `run` returns; that is an R by the pool's type.
        onResult: onResult as Batch['onResult'],
        finish: (error) => {
          signal?.removeEventListener('abort', abort);
          if (error === undefined) resolve(results);
          else reject(error.reason);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      batches.push(batch);
      for (const slot of slots) give(slot);
    });

  const close = (): void => {
    closed = true;
    for (const batch of [...batches]) finish(batch, { reason: new Error('The pool was closed.') });
    for (const slot of slots) {
      slot.thread?.terminate();
      slot.thread = undefined;
    }
  };

  return { execute, close };
};

/** What a thread says when its job threw. */
export const failureOf = (error: unknown): Reply => ({
  ok: false,
  error:
    error instanceof Error
      ? { message: error.message, stack: error.stack ?? error.message }
      : { message: String(error), stack: String(error) },
});
