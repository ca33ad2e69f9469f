import { InvalidInput } from '@dstudio/kernel';
import type { Host } from './host.ts';
import { Misuse } from './misuse.ts';
import { runScenario, type ScenarioRun } from './run-scenario.ts';
import type { Failure, Scenario } from './scenario.ts';

/** A stretch of a suite's seeds, for whoever runs it. */
export interface SuiteJob {
  readonly first: number;
  readonly seeds: number;
  /** Ends the stretch at its first failure. */
  readonly stopAtFailure: boolean;
}

export interface SeedFailure {
  readonly seed: number;
  readonly failure: Failure;
}

/** What a stretch of seeds found: data, fit for structured clone. */
export interface SuitePart {
  /** Seeds that were run. */
  readonly seeds: number;
  readonly failed: number;
  readonly failures: readonly SeedFailure[];
  /** By what sometimes happens, in how many of these seeds it did. */
  readonly reached: Readonly<Record<string, number>>;
  /** Events of all runs together. */
  readonly processed: number;
}

/**
 * Runs one stretch of a suite's seeds.
 * @throws InvalidInput when the scenario cannot be built with one of them, or is wrong in itself
 */
export const runSuitePart = async (
  scenario: Scenario,
  { first, seeds, stopAtFailure }: SuiteJob,
  host?: Host,
): Promise<SuitePart> => {
  const failures: SeedFailure[] = [];
  // A name is anything that a scenario says, such as 'constructor'.
  const reached = new Map<string, number>();
  let processed = 0;
  let done = 0;
  while (done < seeds && !(stopAtFailure && failures.length > 0)) {
    const seed = first + done++;
    const run = await runSeed(scenario, seed, host);
    processed += run.processed;
    for (const name of run.reached) reached.set(name, (reached.get(name) ?? 0) + 1);
    if (run.failure !== undefined) failures.push({ seed, failure: run.failure });
  }
  return {
    seeds: done,
    failed: failures.length,
    failures,
    reached: Object.fromEntries(reached),
    processed,
  };
};

const runSeed = async (
  scenario: Scenario,
  seed: number,
  host: Host | undefined,
): Promise<ScenarioRun> => {
  try {
    return await runScenario(scenario, { seed, host });
  } catch (error) {
    if (error instanceof Misuse) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(`${scenario.name} cannot be built with seed ${seed}: ${why}`, {
      cause: error,
    });
  }
};
