/** Proves a scenario on a thread. The pool's data says which. */
import { auditDeterminism } from '../audit.ts';
import { replayScenario, shrink } from '../shrink.ts';
import { runSuitePart } from '../suite-part.ts';
import { host } from './host.ts';
import { loadScenarios } from './scenario-module.ts';
import { type ScenarioData, type ScenarioJob, SHARED } from './scenario-pool.ts';

export const run = async (job: ScenarioJob, data: ScenarioData): Promise<unknown> => {
  const scenarios = await loadScenarios(new URL(data.module), data.module);
  const scenario = scenarios.find(({ name }) => name === data.scenario);
  if (scenario === undefined) throw new Error(`${data.module} has no scenario '${data.scenario}'`);
  if (job.kind === 'part') return runSuitePart(scenario, job.part, host);
  if (job.kind === 'audit') return auditDeterminism(scenario, job.seeds, { host });
  if (job.kind === 'replay') return replayScenario(job.capsule, scenario, host);
  const { seed, state } = job;
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
