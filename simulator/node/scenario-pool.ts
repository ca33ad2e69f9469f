import type { Divergence } from '../audit.ts';
import type { Capsule } from '../capsule.ts';
import { type Execute, JobFailed } from '../execute.ts';
import type { ScenarioReplay, Shrunk } from '../shrink.ts';
import type { SuiteJob, SuitePart } from '../suite-part.ts';
import { createPool } from './pool.ts';

/** What a thread is asked for. */
export type ScenarioJob =
  | { readonly kind: 'part'; readonly part: SuiteJob }
  | { readonly kind: 'audit'; readonly seeds: readonly number[] }
  | { readonly kind: 'shrink'; readonly seed: number; readonly state: Int32Array }
  | { readonly kind: 'replay'; readonly capsule: Capsule };

/** Which scenario the threads run. */
export interface ScenarioData {
  readonly module: string;
  readonly scenario: string;
}

/** Places in the state of a search that two threads share. */
export const SHARED = { runs: 0, choices: 1, enough: 2 } as const;

/** Threads that prove one scenario. All of it runs on them, so that even a node that hangs can be stopped. */
export interface ScenarioPool {
  /** For `runSuite`. */
  readonly execute: Execute<SuiteJob, SuitePart>;
  /** As `auditDeterminism`. */
  audit(seeds: readonly number[], signal?: AbortSignal): Promise<readonly Divergence[]>;
  /**
   * As `shrink`, but a signal ends it with what is left so far; or, when the run under way does not end
   * within `grace_ms` of it (default 2000), with a `JobFailed` that says so.
   */
  shrink(options: {
    readonly seed: number;
    readonly signal?: AbortSignal | undefined;
    readonly grace_ms?: number;
    readonly onProgress?: ((runs: number, choices: number) => void) | undefined;
  }): Promise<Shrunk>;
  /** As `replayScenario`. */
  replay(capsule: Capsule, signal?: AbortSignal): Promise<ScenarioReplay>;
  /** Ends all threads. Work under way is rejected. */
  close(): void;
}

const PROGRESS_EVERY_MS = 100;
const GRACE_MS = 2000;

/**
 * Worker threads for one scenario of a module. Close it when done.
 * @param module exports `scenario` or `scenarios`; see `loadScenarios`
 * @param scenario its name
 */
export const createScenarioPool = (module: URL, scenario: string, size?: number): ScenarioPool => {
  const data: ScenarioData = { module: module.href, scenario };
  const pool = createPool<ScenarioJob, unknown>({
    module: new URL('./scenario-worker.ts', import.meta.url),
    data,
    ...(size === undefined ? {} : { size }),
  });
  return {
    execute: async (parts, { signal, onResult } = {}) =>
      // A thread answers to each kind of job with what it is for; see scenario-worker.ts.
      (await pool.execute(
        parts.map((part) => ({ kind: 'part', part })),
        { signal, onResult: (result, index) => onResult?.(result as SuitePart, index) },
      )) as readonly SuitePart[],
    async audit(seeds, signal) {
      const [found] = await pool.execute([{ kind: 'audit', seeds }], { signal });
      return found as readonly Divergence[];
    },
    async shrink({ seed, signal, grace_ms = GRACE_MS, onProgress }) {
      const state = new Int32Array(new SharedArrayBuffer(12));
      const job: ScenarioJob = { kind: 'shrink', seed, state };
      const hanging = new AbortController();
      let grace: ReturnType<typeof setTimeout> | undefined;
      const stop = (): void => {
        Atomics.store(state, SHARED.enough, 1);
        grace = setTimeout(
          () => hanging.abort(new JobFailed(job, new Error('a run of it did not end'))),
          grace_ms,
        );
      };
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop);
      const ticks = setInterval(
        () => onProgress?.(Atomics.load(state, SHARED.runs), Atomics.load(state, SHARED.choices)),
        PROGRESS_EVERY_MS,
      );
      try {
        const [shrunk] = await pool.execute([job], { signal: hanging.signal });
        return shrunk as Shrunk;
      } finally {
        clearInterval(ticks);
        clearTimeout(grace);
        signal?.removeEventListener('abort', stop);
      }
    },
    async replay(capsule, signal) {
      const [run] = await pool.execute([{ kind: 'replay', capsule }], { signal });
      return run as ScenarioReplay;
    },
    close: pool.close,
  };
};
