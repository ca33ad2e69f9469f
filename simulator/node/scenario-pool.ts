import { InvalidInput, type Where } from '@dstudio/kernel';
import { compareJournals, type Divergence } from '../audit.ts';
import type { Capsule } from '../capsule.ts';
import { type Execute, JobFailed } from '../execute.ts';
import type { Line } from '../journal.ts';
import type { Pool } from '../pool.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioReplay, Shrunk } from '../shrink.ts';
import type { SuiteJob, SuitePart } from '../suite-part.ts';
import { executeAskingToEnd } from './ask-to-end.ts';
import { executeParts } from './execute-parts.ts';
import { THREADS_USUAL } from './in-turn.ts';
import { createPool } from './pool.ts';
import { HANG_MS } from './watchdog.ts';

/** What a thread is asked for. */
export type ScenarioJob =
  | { readonly kind: 'list'; readonly file: string }
  | { readonly kind: 'part'; readonly part: SuiteJob }
  | { readonly kind: 'audit'; readonly seeds: readonly number[] }
  | { readonly kind: 'hashes'; readonly seeds: readonly number[] }
  | { readonly kind: 'journal'; readonly seed: number }
  | { readonly kind: 'shrink'; readonly seed: number; readonly state: Int32Array }
  | { readonly kind: 'replay'; readonly capsule: Capsule };

/** Which scenario the threads run. */
export interface ScenarioData {
  readonly module: string;
  readonly scenario: string;
}

/** What a module exports, without the code; or why it cannot be used. */
export type Listed =
  | { readonly scenarios: readonly Omit<Scenario, 'build' | 'label' | 'settle_ms'>[] }
  | {
      readonly refused: {
        readonly problem: string;
        readonly where: Where | undefined;
        readonly hint: string | undefined;
      };
    };

/** Places in the state of a search that two threads share. */
export const SHARED = { runs: 0, choices: 1, enough: 2 } as const;

/**
 * Threads that prove one scenario. All of it runs on them, so that even a node that hangs can be
 * stopped. Where a run never comes back, or takes its thread along, that is a failure of its seed for
 * `execute`, with the `LossKind` as its name; and for the others a `JobFailed` with `Lost` as its cause.
 */
export interface ScenarioPool {
  /** For `runSuite`. Gives up the seeds that are left once two have not come back. */
  readonly execute: Execute<SuiteJob, SuitePart>;
  /** As `auditDeterminism`; and once more on a thread of its own, where the module is loaded anew. */
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

const createThreads = (
  module: URL,
  scenario: string,
  hang_ms: number,
  size: number | undefined,
): Pool<ScenarioJob, unknown> => {
  const data: ScenarioData = { module: module.href, scenario };
  return createPool({
    module: new URL('./scenario-worker.ts', import.meta.url),
    data,
    watch: { bound_ms: hang_ms, module },
    ...(size === undefined ? {} : { size }),
  });
};

const ask = async (
  { execute }: Pool<ScenarioJob, unknown>,
  job: ScenarioJob,
  signal?: AbortSignal,
): Promise<unknown> => (await execute([job], { signal }))[0];

/**
 * Worker threads for one scenario of a module. Close it when done.
 * @param module exports `scenario` or `scenarios`; see `loadScenarios`
 * @param scenario its name
 * @param hang_ms how long a run may stand still
 */
export const createScenarioPool = (
  module: URL,
  scenario: string,
  size?: number,
  hang_ms = HANG_MS,
): ScenarioPool => {
  const pool = createThreads(module, scenario, hang_ms, size);
  return {
    execute: executeParts(async (part, signal) => {
      // A thread answers to each kind of job with what it is for; see scenario-worker.ts.
      const [result] = await pool.execute([{ kind: 'part', part }], { signal });
      return result as SuitePart;
    }, size ?? THREADS_USUAL),
    async audit(seeds, signal) {
      const fresh = createThreads(module, scenario, hang_ms, 1);
      try {
        const [found, here, there] = (await Promise.all([
          ask(pool, { kind: 'audit', seeds }, signal),
          ask(pool, { kind: 'hashes', seeds }, signal),
          ask(fresh, { kind: 'hashes', seeds }, signal),
        ])) as readonly [readonly Divergence[], readonly string[], readonly string[]];
        const seed = seeds.find((_, i) => here[i] !== there[i]);
        if (found.length > 0 || seed === undefined) return found;
        const [first, second] = (await Promise.all([
          ask(pool, { kind: 'journal', seed }, signal),
          ask(fresh, { kind: 'journal', seed }, signal),
        ])) as readonly [readonly Line[], readonly Line[]];
        const parted = compareJournals(first, second);
        return parted === undefined ? [] : [{ seed, when: 'loaded anew', ...parted }];
      } finally {
        fresh.close();
      }
    },
    async shrink({ seed, signal, grace_ms, onProgress }) {
      const state = new Int32Array(new SharedArrayBuffer(12));
      const job: ScenarioJob = { kind: 'shrink', seed, state };
      const ticks = setInterval(
        () => onProgress?.(Atomics.load(state, SHARED.runs), Atomics.load(state, SHARED.choices)),
        PROGRESS_EVERY_MS,
      );
      try {
        const shrunk = await executeAskingToEnd(pool.execute, job, {
          signal,
          grace_ms,
          ask: () => Atomics.store(state, SHARED.enough, 1),
          late: () => new JobFailed(job, new Error('a run of it did not end')),
        });
        return shrunk as Shrunk;
      } finally {
        clearInterval(ticks);
      }
    },
    async replay(capsule, signal) {
      return (await ask(pool, { kind: 'replay', capsule }, signal)) as ScenarioReplay;
    },
    close: pool.close,
  };
};

/**
 * The scenarios of a module, without their code: it is loaded on a thread, for loading it runs it.
 * They can be given to `runSuite` together with a pool's `execute`.
 * @param file name for messages
 * @throws InvalidInput when it cannot be loaded, or exports none
 */
export const listScenarios = async (
  module: URL,
  file: string,
  signal?: AbortSignal,
  hang_ms = HANG_MS,
): Promise<readonly Scenario[]> => {
  const pool = createThreads(module, '', hang_ms, 1);
  const build = (): never => {
    throw new TypeError('the code of a listed scenario is on its threads only');
  };
  try {
    const [answer] = await pool.execute([{ kind: 'list', file }], { signal });
    const listed = answer as Listed;
    if ('scenarios' in listed) return listed.scenarios.map((one) => ({ ...one, build }));
    const { problem, where, hint } = listed.refused;
    throw new InvalidInput(problem, { where, hint });
  } catch (error) {
    if (signal?.aborted || !(error instanceof JobFailed)) throw error;
    const cause = error.cause instanceof Error ? error.cause : error;
    throw new InvalidInput(`this module cannot be loaded: ${cause.message}`, {
      where: { file },
      hint: 'give a module that exports a scenario, or several',
      cause,
    });
  } finally {
    pool.close();
  }
};
