import { InvalidInput } from '@dstudio/kernel';
import type { Host } from './host.ts';
import { runScenario } from './run-scenario.ts';
import type { Failure, Scenario } from './scenario.ts';

export interface SuiteOptions {
  /** How many seeds, from `first` on. */
  readonly seeds: number;
  /** Defaults to 1. */
  readonly first?: number;
  readonly host?: Host | undefined;
  /** Ends the suite at the first failure. Defaults to false. */
  readonly stopAtFailure?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, seeds: number) => void) | undefined;
}

export interface SuiteReport {
  readonly scenario: string;
  /** Seeds that were run. */
  readonly seeds: number;
  readonly failures: readonly { readonly seed: number; readonly failure: Failure }[];
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
/** Seeds between two turns of the host. */
const TURN_SEEDS = 50;

/**
 * Runs a scenario with many seeds. It passes when no seed fails and each thing that sometimes happens
 * did: a suite that never gets to a leader change proves nothing about one.
 *
 * @throws InvalidInput when `seeds` is not a whole number from 1 to 10^7
 */
export const runSuite = async (scenario: Scenario, options: SuiteOptions): Promise<SuiteReport> => {
  const { seeds, first = 1, host, stopAtFailure = false, signal, onProgress } = options;
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > SEED_COUNT_MAX) {
    throw new InvalidInput(`a suite of ${seeds} seeds`, {
      hint: `give a whole number from 1 to ${SEED_COUNT_MAX}`,
    });
  }
  const failures: { readonly seed: number; readonly failure: Failure }[] = [];
  const reached: Record<string, number> = {};
  for (const name of scenario.sometimes) reached[name] = 0;
  let done = 0;
  let processed = 0;
  while (done < seeds) {
    signal?.throwIfAborted();
    const seed = first + done;
    const run = await runScenario(scenario, { seed, host });
    done++;
    processed += run.processed;
    for (const name of run.reached) reached[name] = (reached[name] ?? 0) + 1;
    if (run.failure !== undefined) {
      if (failures.length < FAILURE_COUNT_MAX) failures.push({ seed, failure: run.failure });
      if (stopAtFailure) break;
    }
    if (done % TURN_SEEDS === 0) {
      onProgress?.(done, seeds);
      if (host !== undefined) await new Promise<void>((resolve) => host.yield(resolve));
    }
  }
  const missing = scenario.sometimes.filter((name) => reached[name] === 0);
  const ok = failures.length === 0 && missing.length === 0;
  return { scenario: scenario.name, seeds: done, failures, reached, missing, ok, processed };
};

/** A suite's report in words; says what was never reached, and which seeds to look at. */
export const printSuite = (report: SuiteReport): string => {
  const lines = [`${report.scenario}: ${report.seeds} seeds, ${report.failures.length} failed`];
  for (const { seed, failure } of report.failures.slice(0, 10)) {
    lines.push(`  seed ${seed}: ${failure.name} at ${failure.at_ms} ms: ${failure.message}`);
  }
  for (const [name, count] of Object.entries(report.reached)) {
    lines.push(`  ${name}: ${count === 0 ? 'never' : `in ${count} seeds`}`);
  }
  if (report.missing.length > 0) {
    lines.push(`  never reached: ${report.missing.join(', ')}; run more seeds, or more faults`);
  }
  return `${lines.join('\n')}\n`;
};
