import { InvalidInput } from '@dstudio/kernel';
import { type Execute, inPlace } from './execute.ts';
import type { Host } from './host.ts';
import type { Scenario } from './scenario.ts';
import { runSuitePart, type SeedFailure, type SuiteJob, type SuitePart } from './suite-part.ts';

export interface SuiteOptions {
  /** How many seeds, from `first` on. */
  readonly seeds: number;
  /** Defaults to 1. */
  readonly first?: number;
  readonly host?: Host | undefined;
  /** Where seeds run. Default: on this thread, with a turn for the host between two stretches. */
  readonly execute?: Execute<SuiteJob, SuitePart> | undefined;
  /** Ends the suite at the lowest seed that fails. Defaults to false. */
  readonly stopAtFailure?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** `soFar` reports the seeds from the first on that are all done. */
  readonly onProgress?: ((done: number, seeds: number, soFar: SuiteReport) => void) | undefined;
}

export interface SuiteReport {
  readonly scenario: string;
  /** Seeds that were run. */
  readonly seeds: number;
  /** Seeds that failed. */
  readonly failed: number;
  /** The lowest thousand of them, in order. */
  readonly failures: readonly SeedFailure[];
  /** By what sometimes happens, in how many seeds it did. */
  readonly reached: Readonly<Record<string, number>>;
  /** What sometimes happens, and never did. */
  readonly missing: readonly string[];
  /** No seed failed, and nothing is missing. */
  readonly ok: boolean;
  /** Events of all runs together. */
  readonly processed: number;
}

const SEED_COUNT_MAX = 10_000_000;
/** Failures that are kept: nobody reads more. */
const FAILURE_COUNT_MAX = 1000;
/** Seeds of one job: long enough that handing it over costs nothing beside it, short enough to stop. */
const STRETCH_SEEDS = 25;
/** Jobs at a time. What they found is added up before the next ones, so that memory stays bounded. */
const JOB_COUNT_MAX = 400;

/**
 * Runs a scenario with many seeds. It passes when no seed fails and each thing that sometimes happens
 * did: a suite that never gets to a leader change proves nothing about one. The report is the same
 * wherever the seeds run, and in whatever order they end.
 *
 * @throws InvalidInput when `seeds` is not a whole number from 1 to 10^7, or `first` none from 0 on
 * @throws JobFailed when the scenario cannot be built with a seed
 * @throws the signal's reason
 */
export const runSuite = async (scenario: Scenario, options: SuiteOptions): Promise<SuiteReport> => {
  const { seeds, first = 1, host, stopAtFailure = false, signal, onProgress } = options;
  checkSeeds(first, seeds);
  const execute =
    options.execute ?? inPlace((job: SuiteJob) => runSuitePart(scenario, job, host), host);
  const tally = createTally(scenario);
  let done = 0;
  for (let at = 0; at < seeds && !(stopAtFailure && tally.failed > 0); ) {
    const jobs: SuiteJob[] = [];
    for (; at < seeds && jobs.length < JOB_COUNT_MAX; at += STRETCH_SEEDS) {
      const length = Math.min(STRETCH_SEEDS, seeds - at);
      jobs.push({ first: first + at, seeds: length, stopAtFailure });
    }
    const enough = new AbortController();
    const early = new Map<number, SuitePart>();
    let next = 0;
    const onResult = (result: SuitePart, index: number): void => {
      early.set(index, result);
      done += result.seeds;
      // In the order of the seeds: the first failure among them is the lowest.
      for (let part = early.get(next); part !== undefined; part = early.get(next)) {
        early.delete(next++);
        tally.add(part);
        if (stopAtFailure && part.failed > 0) return enough.abort();
      }
      onProgress?.(done, seeds, tally.report());
    };
    const either = AbortSignal.any([enough.signal, ...(signal === undefined ? [] : [signal])]);
    try {
      await execute(jobs, { signal: either, onResult });
    } catch (error) {
      if (!enough.signal.aborted) throw error;
    }
  }
  return tally.report();
};

const checkSeeds = (first: number, seeds: number): void => {
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > SEED_COUNT_MAX) {
    throw new InvalidInput(`a suite of ${seeds} seeds`, {
      hint: `give a whole number from 1 to ${SEED_COUNT_MAX}`,
    });
  }
  if (!Number.isSafeInteger(first) || first < 0 || !Number.isSafeInteger(first + seeds)) {
    throw new InvalidInput(`a suite from seed ${first} on`, {
      hint: `give a whole number from 0 to ${Number.MAX_SAFE_INTEGER - seeds}`,
    });
  }
};

/** Adds up the parts of a suite, in the order of their seeds. */
const createTally = ({ name, sometimes }: Scenario) => {
  const failures: SeedFailure[] = [];
  const reached = new Map(sometimes.map((one) => [one, 0]));
  let seeds = 0;
  let failed = 0;
  let processed = 0;
  return {
    get failed(): number {
      return failed;
    },
    add(part: SuitePart): void {
      seeds += part.seeds;
      failed += part.failed;
      processed += part.processed;
      failures.push(...part.failures.slice(0, FAILURE_COUNT_MAX - failures.length));
      for (const [one, count] of Object.entries(part.reached)) {
        reached.set(one, (reached.get(one) ?? 0) + count);
      }
    },
    report(): SuiteReport {
      const missing = sometimes.filter((one) => reached.get(one) === 0);
      return {
        scenario: name,
        seeds,
        failed,
        failures: [...failures],
        reached: Object.fromEntries(reached),
        missing,
        ok: failed === 0 && missing.length === 0,
        processed,
      };
    },
  };
};

/** A suite's report in words; says what was never reached, and which seeds to look at. */
export const printSuite = (report: SuiteReport): string => {
  const lines = [`${report.scenario}: ${report.seeds} seeds, ${report.failed} failed`];
  for (const { seed, failure } of report.failures.slice(0, 10)) {
    lines.push(`  seed ${seed}: ${failure.name} at ${failure.at_ms} ms: ${failure.message}`);
  }
  if (report.failed > 10) lines.push(`  and ${report.failed - 10} more`);
  for (const [name, count] of Object.entries(report.reached)) {
    lines.push(`  ${name}: ${count === 0 ? 'never' : `in ${count} seeds`}`);
  }
  if (report.missing.length > 0) {
    lines.push(`  never reached: ${report.missing.join(', ')}; run more seeds, or more faults`);
  }
  return `${lines.join('\n')}\n`;
};
