import { JobFailed } from '@dstudio/simulator';
import {
  createPool,
  executeAskingToEnd,
  HANG_MS,
  inTurn,
  Lost,
  THREADS_USUAL,
} from '@dstudio/simulator/node';
import type { TestOptions } from '../options.ts';
import type { Valid } from '../verdicts/index.ts';
import { type Answer, valueOf } from './refusal.ts';
import type { News, SeedVerdict, TestJob, Told } from './thread.ts';

/** The module of a node in this process; its code runs on threads alone, since it may never end. */
export type NodeModule = URL;

interface Threads {
  /** @throws InvalidInput, or Lost when a node's code never came back */
  ask(job: TestJob, signal?: AbortSignal): Promise<unknown>;
  /** As `ask`, but the signal lets it end with what it has, if that does not take long. */
  askToEnd(job: TestJob, signal: AbortSignal, stop: () => void): Promise<unknown>;
  close(): void;
}

const createThreads = (
  module: NodeModule | undefined,
  size: number | undefined,
  hang_ms = HANG_MS,
  onNews?: (news: News) => void,
): Threads => {
  const pool = createPool<TestJob, Answer<unknown>>({
    module: new URL('./thread.ts', import.meta.url),
    data: { module: module?.href },
    ...(size === undefined ? {} : { size }),
    ...(module === undefined ? {} : { watch: { bound_ms: hang_ms, module } }),
    // A thread tells nothing else; see thread.ts.
    onNews: (news) => onNews?.(news as News),
  });
  const settle = async (answer: Promise<Answer<unknown>>): Promise<unknown> => {
    try {
      return valueOf(await answer);
    } catch (error) {
      throw error instanceof JobFailed && error.cause instanceof Lost ? error.cause : error;
    }
  };
  return {
    ask: (job, signal) =>
      settle(pool.execute([job], { signal }).then(([answer]) => answer ?? { value: undefined })),
    askToEnd: (job, signal, ask) =>
      settle(executeAskingToEnd(pool.execute, job, { signal, ask, late: () => signal.reason })),
    close: pool.close,
  };
};

/**
 * Loads the module of a node and says what the node needs.
 * @throws InvalidInput when it has none
 */
export const lookAt = async (
  module: NodeModule,
  { signal, hang_ms }: { readonly signal?: AbortSignal; readonly hang_ms?: number } = {},
): Promise<{ readonly disk: boolean }> => {
  const threads = createThreads(module, 1, hang_ms);
  try {
    return (await threads.ask({ kind: 'look' }, signal)) as { readonly disk: boolean };
  } finally {
    threads.close();
  }
};

/** One test on a thread, from its run or from its judgement on. */
export const onThread = async (
  job: Extract<TestJob, { kind: 'test' | 'judge' }>,
  module: NodeModule | undefined,
  {
    signal,
    hang_ms,
    onNews,
  }: {
    readonly signal: AbortSignal;
    readonly hang_ms: number | undefined;
    readonly onNews: (news: News) => void;
  },
): Promise<Told> => {
  const threads = createThreads(module, 1, hang_ms, onNews);
  try {
    const stop = (): void => {
      if (job.kind === 'test') Atomics.store(job.stop, 0, 1);
    };
    return (await threads.askToEnd(job, signal, stop)) as Told;
  } finally {
    threads.close();
  }
};

/** What many seeds found. */
export interface Proved {
  /** From the first on. With a seed that is not valid, it is the last of them. */
  readonly runs: number;
  /** Messages delivered, in all of these together. */
  readonly messages: number;
  /** The first seed that is not valid, and what it is instead, or how its thread was lost. */
  readonly bad: { readonly seed: number; readonly found: Valid | Lost } | undefined;
}

export interface SeedsOptions {
  readonly signal: AbortSignal;
  readonly progress: (runs: number) => void;
  /** Threads. Default: as many as the machine runs at once. */
  readonly size?: number;
  readonly hang_ms?: number;
}

/**
 * Runs many seeds of a simulated test on all cores, from the one in the options on, and stores none.
 * Ends at the first seed, in their order, that is not valid, as Jepsen's --test-count does; so the
 * result is the same on any number of threads. When it is stopped, it tells of the seeds from the first
 * on that are all done.
 * @throws InvalidInput when the nodes share memory, as the first seed shows
 */
export const runSeeds = async (
  module: NodeModule,
  options: TestOptions,
  count: number,
  { signal, progress, size, hang_ms }: SeedsOptions,
): Promise<Proved> => {
  const threads = createThreads(module, size, hang_ms);
  let proved: Proved = { runs: 0, messages: 0, bad: undefined };
  try {
    const enough = new AbortController();
    const either = AbortSignal.any([signal, enough.signal]);
    const early = new Map<number, SeedVerdict | Lost>();
    const take = (index: number, found: SeedVerdict | Lost): void => {
      if (proved.bad !== undefined) return;
      early.set(index, found);
      // In the order of the seeds: the first that is not valid is the lowest.
      for (let next = early.get(proved.runs); next !== undefined; next = early.get(proved.runs)) {
        early.delete(proved.runs);
        proved = withNext(proved, options.seed + proved.runs, next);
        if (proved.bad !== undefined) return enough.abort();
      }
      progress(proved.runs + early.size);
    };
    const prove = async (index: number): Promise<void> => {
      const seed = options.seed + index;
      const job: TestJob = { kind: 'seed', options: { ...options, seed }, check: index === 0 };
      try {
        take(index, (await threads.ask(job, either)) as SeedVerdict);
      } catch (error) {
        if (either.aborted) return;
        if (!(error instanceof Lost) || error.seed === undefined) throw error;
        take(index, error);
      }
    };
    await inTurn(count, size ?? THREADS_USUAL, prove, either);
    return proved;
  } finally {
    threads.close();
  }
};

const withNext = ({ runs, messages }: Proved, seed: number, next: SeedVerdict | Lost): Proved => {
  if (next instanceof Lost) return { runs: runs + 1, messages, bad: { seed, found: next } };
  const { valid, received } = next;
  const bad = valid === true ? undefined : { seed, found: valid };
  return { runs: runs + 1, messages: messages + received, bad };
};
