/** Proves a scenario on a thread. The pool's data says which. */
import { InvalidInput } from '@dstudio/kernel';
import { auditDeterminism, journalOf } from '../audit.ts';
import { AmbientUse } from '../guard.ts';
import { runScenario } from '../run-scenario.ts';
import type { Run, Scenario } from '../scenario.ts';
import { replayScenario, shrink } from '../shrink.ts';
import { runSuitePart } from '../suite-part.ts';
import { textOf } from '../written.ts';
import { guardThread } from './guard-modules.ts';
import { host } from './host.ts';
import { UNCAUGHT } from './lost.ts';
import { beat, rest } from './pulse.ts';
import { loadScenarios } from './scenario-module.ts';
import { type Listed, type ScenarioData, type ScenarioJob, SHARED } from './scenario-pool.ts';

/** The module with the scenario, once it is known. */
let module = '?';
/** What the stacks of our own code begin with. */
const SIMULATOR = new URL('..', import.meta.url).href;

// Before the module is loaded: what it takes for itself then is guarded too.
guardThread();

const errorOf = (thrown: unknown): Error =>
  thrown instanceof Error
    ? thrown
    : new Error(typeof thrown === 'string' ? thrown : textOf(thrown));

// The thread ends with what these throw, and whoever asked hears only the message and the code.
process.on('uncaughtException', (thrown) => {
  const error = errorOf(thrown);
  // Not on the error itself: it may be frozen, or have a code of its own.
  throw Object.assign(new Error(error.message, { cause: error }), { code: UNCAUGHT });
});
process.on('unhandledRejection', (reason) => {
  const error = errorOf(reason);
  if (error instanceof AmbientUse) throw error;
  const frames = (error.stack ?? '').match(/[^\s(]+:\/\/\S+:\d+:\d+/g) ?? [];
  const place =
    frames.find((frame) => frame.startsWith(module)) ??
    frames.find((frame) => !frame.startsWith(SIMULATOR));
  throw new Error(
    `a promise was rejected and nobody handles it: ${error.message}` +
      `${place === undefined ? '' : ` (at ${place})`}; await it, or return it to whoever called`,
    { cause: error },
  );
});

export const run = async (job: ScenarioJob, data: ScenarioData): Promise<unknown> => {
  beat(undefined);
  ({ module } = data);
  if (job.kind === 'list') return list(data, job.file);
  const scenarios = await loadScenarios(new URL(data.module), data.module);
  rest();
  const found = scenarios.find(({ name }) => name === data.scenario);
  if (found === undefined) throw new Error(`${data.module} has no scenario '${data.scenario}'`);
  const scenario = showing(found);
  if (job.kind === 'part') return runSuitePart(scenario, job.part, host);
  if (job.kind === 'audit') return auditDeterminism(scenario, job.seeds, { host });
  if (job.kind === 'journal') return journalOf(scenario, job.seed, host);
  if (job.kind === 'hashes') {
    const hashes: string[] = [];
    for (const seed of job.seeds) hashes.push(await aloneOnce(scenario, seed));
    return hashes;
  }
  if (job.kind === 'replay') return replayScenario(job.capsule, scenario, host);
  const { seed, state } = job;
  await aloneOnce(scenario, seed);
  return shrink(scenario, {
    seed,
    host,
    enough: () => Atomics.load(state, SHARED.enough) === 1,
    onProgress: (runs, choices) => {
      Atomics.store(state, SHARED.runs, runs);
      Atomics.store(state, SHARED.choices, choices);
    },
  });
};

/** Runs a seed, so that a rejection in it that nobody handles comes up while it is known whose it is. */
const aloneOnce = async (scenario: Scenario, seed: number): Promise<string> => {
  const { hash } = await runScenario(scenario, { seed, host });
  await new Promise<void>((resolve) => host.yield(resolve));
  return hash;
};

const list = async ({ module }: ScenarioData, file: string): Promise<Listed> => {
  try {
    const scenarios = await loadScenarios(new URL(module), file);
    return {
      scenarios: scenarios.map(({ name, lane, length_ms, faults, sometimes }) => {
        return { name, lane, length_ms, faults, sometimes };
      }),
    };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const { problem, where, hint } = error;
    return { refused: { problem, where, hint } };
  }
};

/** The scenario, with a sign of life from each of its runs. */
const showing = (scenario: Scenario): Scenario => {
  const build = (run: Run) => {
    const { world } = run;
    beat(run.seed, () => ({ now_ms: world.now, events: world.processed }));
    return scenario.build(run);
  };
  return new Proxy(scenario, {
    get(target, key) {
      if (key === 'build') return build;
      const value: unknown = Reflect.get(target, key);
      // It may be an object of a class, whose methods want to be called on itself.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
};
