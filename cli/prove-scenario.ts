import { InvalidInput } from '@dstudio/kernel';
import {
  type Divergence,
  JobFailed,
  runSuite,
  type Scenario,
  type SuiteReport,
} from '@dstudio/simulator';
import {
  createScenarioPool,
  isLoss,
  Lost,
  NEVER_ENDS,
  type ScenarioPool,
} from '@dstudio/simulator/node';
import { leaveScenario } from './capsules.ts';
import { Exit } from './exit.ts';
import { createProgress, createStatus, progressOutput } from './progress.ts';
import { toJson } from './render/json.ts';
import { styleFor } from './render/style.ts';
import { renderSuite, type ScenarioProof } from './render/suite.ts';
import { type ScenarioTarget, scenariosFor } from './scenario-target.ts';
import { type Terminal, widthOf } from './terminal.ts';

export interface ScenarioOptions {
  readonly seeds: number;
  readonly first: number;
  readonly json?: true;
  readonly capsules: string;
  /** How long a run may stand still; see `createScenarioPool`. */
  readonly hang_ms?: number;
}

/** Seeds that are run several times, to see that nothing but the seed decides. */
const AUDITED_SEEDS = 3;

/** Why such a run is not shrunk: each try would cost a thread, and the first of them half a minute. */
const unshrinkable = (kind: string): string =>
  kind === NEVER_ENDS
    ? 'a run that never ends cannot be shrunk'
    : 'a run that takes its thread along cannot be shrunk';

/** Runs each scenario of a module over many seeds, and shrinks the first failure of each. */
export async function proveScenarios(
  target: ScenarioTarget,
  options: ScenarioOptions,
  terminal: Terminal,
): Promise<Exit> {
  const { out, err, signal } = terminal;
  const proofs: ScenarioProof[] = [];
  for (const scenario of await scenariosFor(target, signal)) {
    let proof: ScenarioProof;
    try {
      proof = await proveOne(scenario, target, options, terminal);
    } catch (error) {
      // What was found of others before is worth keeping.
      if (!signal.aborted || proofs.length === 0) throw error;
      err.write(`Stopped before anything was known of ${scenario.name}.\n`);
      break;
    }
    proofs.push(proof);
    if (!options.json) {
      if (proofs.length > 1) out.write('\n');
      out.write(renderSuite(proof, target.from, widthOf(out), styleFor(out)));
    }
    if (signal.aborted) break;
  }
  if (options.json) {
    out.write(toJson('suite/1', { module: target.file, scenarios: proofs.map(dataOf) }));
  }
  if (signal.aborted) return Exit.stopped;
  const holds = proofs.every(({ report, divergences }) => report.ok && divergences.length === 0);
  return holds ? Exit.ok : Exit.fails;
}

async function proveOne(
  scenario: Scenario,
  { module, file }: ScenarioTarget,
  options: ScenarioOptions,
  terminal: Terminal,
): Promise<ScenarioProof> {
  const { err, signal } = terminal;
  const { seeds, first } = options;
  const pool = createScenarioPool(module, scenario.name, undefined, options.hang_ms);
  const where = progressOutput(err, options.json);
  const progress = createProgress(`Proving ${scenario.name}`, where, undefined, 'seeds');
  let soFar: SuiteReport | undefined;
  try {
    const audited = Array.from({ length: Math.min(seeds, AUDITED_SEEDS) }, (_, i) => first + i);
    const divergences = await pool.audit(audited, signal);
    const { execute } = pool;
    const onProgress = (done: number, of: number, report: SuiteReport): void => {
      soFar = report;
      progress.update(done, of);
    };
    const report = await runSuite(scenario, { seeds, first, execute, signal, onProgress }).catch(
      (error: unknown) => {
        // What was found by then is worth keeping.
        if (signal.aborted && soFar !== undefined) return soFar;
        throw error;
      },
    );
    progress.end();
    return {
      report,
      of: seeds,
      divergences,
      ...(await shrinkFirst(report, divergences, pool, options, terminal)),
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof JobFailed)) throw error;
    const cause = error.cause instanceof Error ? error.cause : error;
    if (cause instanceof Lost && cause.seed !== undefined) {
      return endless(scenario, cause.seed, cause, options);
    }
    throw new InvalidInput(cause.message, { where: { file }, cause });
  } finally {
    progress.end();
    pool.close();
  }
}

/** Of a scenario one of whose very first seeds was lost: no other is run, for that may take as long. */
const endless = (
  { name }: Scenario,
  seed: number,
  { kind, why, at_ms }: Lost,
  { seeds: of }: ScenarioOptions,
): ScenarioProof => ({
  report: {
    scenario: name,
    seeds: 1,
    failed: 1,
    failures: [{ seed, failure: { name: kind, message: why, at_ms } }],
    reached: {},
    missing: [],
    ok: false,
    processed: 0,
  },
  of,
  divergences: [],
  shrunk: undefined,
  unshrunk: unshrinkable(kind),
  files: undefined,
});

async function shrinkFirst(
  { failures, scenario }: SuiteReport,
  divergences: readonly Divergence[],
  pool: ScenarioPool,
  { capsules, json }: ScenarioOptions,
  terminal: Terminal,
): Promise<Pick<ScenarioProof, 'shrunk' | 'unshrunk' | 'files'>> {
  const { err, signal } = terminal;
  const worst = failures.find(({ failure }) => !isLoss(failure.name)) ?? failures[0];
  const nothing = { shrunk: undefined, unshrunk: undefined, files: undefined };
  if (worst === undefined || signal.aborted) return nothing;
  const { name } = worst.failure;
  if (isLoss(name)) return { ...nothing, unshrunk: unshrinkable(name) };
  if (divergences.length > 0) {
    return { ...nothing, unshrunk: 'a run that cannot be repeated cannot be shrunk' };
  }
  const status = createStatus(progressOutput(err, json));
  try {
    const shrunk = await pool.shrink({
      seed: worst.seed,
      signal,
      onProgress: (runs, left) =>
        status.say(
          () => `Shrinking seed ${worst.seed} of ${scenario}: ${left} choices left, ${runs} runs`,
        ),
    });
    status.end();
    return { ...nothing, shrunk, files: leaveScenario(scenario, shrunk, capsules, terminal) };
  } catch (error) {
    if (!(error instanceof JobFailed) || !(error.cause instanceof Error)) throw error;
    const { cause } = error;
    return { ...nothing, unshrunk: cause instanceof Lost ? cause.why : cause.message };
  } finally {
    status.end();
  }
}

/** As data: what a program would have to work out again is left out. */
const dataOf = ({ report, of, divergences, shrunk, unshrunk, files }: ScenarioProof): object => ({
  ...report,
  of,
  divergences,
  ...(unshrunk !== undefined && { unshrunk }),
  ...(shrunk !== undefined && {
    shrunk: {
      seed: shrunk.capsule.seed,
      failure: shrunk.failure,
      before: shrunk.before,
      choices: shrunk.choices,
      events: shrunk.events,
      drawn: shrunk.drawn,
      notes: shrunk.notes,
      runs: shrunk.runs,
      complete: shrunk.complete,
      happenings: shrunk.happenings,
      ...files,
    },
  }),
});
