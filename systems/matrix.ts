import { type Ask, askFigures, type ExecuteRuns, runAll } from './asks.ts';
import { assumptions } from './assumptions.ts';
import { findDependences, variantCount } from './dependence.ts';
import { factsOf } from './facts.ts';
import { listCells, unreached } from './faults.ts';
import { brokenIn, merge } from './judge.ts';
import type {
  Cell,
  CellResult,
  Dependence,
  FaultKind,
  Matrix,
  ObjectiveName,
  SeedFigures,
  Timing,
} from './report.ts';
import type { Objectives, System } from './system.ts';
import { defaultTiming } from './timing.ts';

export interface ProveOptions {
  readonly execute: ExecuteRuns;
  /** Default: 1 to 5. */
  readonly seeds?: readonly number[];
  /** Default: all. */
  readonly kinds?: readonly FaultKind[];
  readonly timing?: Timing;
  /** When the signal stops it, gives back what has finished by then instead of failing. */
  readonly partial?: true;
  /** Runs only these cells again and takes the others from here. */
  readonly since?: { readonly matrix: Matrix; readonly again: ReadonlySet<string> };
  /** Each cell as soon as its figures are in, and again once its assumptions are checked. */
  readonly onCell?: (cell: CellResult) => void;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** A cell with what its seeds together say. `broken` counts the seeds that miss an objective. */
export const resultOf = (
  cell: Cell,
  seeds: readonly SeedFigures[],
  objectives: Objectives,
): CellResult => {
  const missed = brokenIn(seeds, objectives);
  const broken: Partial<Record<ObjectiveName, number>> = {};
  for (const name of missed) {
    broken[name] = Math.max(1, seeds.filter((figures) => figures.broken.includes(name)).length);
  }
  return {
    ...cell,
    verdict: missed.length > 0 ? 'breaks' : 'holds',
    broken,
    figures: merge(seeds),
    seeds,
    sensitivity: 'unchecked',
    dependsOn: [],
  };
};

export const withDependences = (
  result: CellResult,
  dependsOn: readonly Dependence[],
): CellResult => ({
  ...result,
  dependsOn,
  sensitivity: dependsOn.length > 0 ? 'depends' : 'regardless',
});

const known = (value: number, otherwise: number) => (Number.isNaN(value) ? otherwise : value);

/** Worst first: broken before whole, then by availability, recovery and latency as measured. */
export const worstFirst = (a: CellResult, b: CellResult): number =>
  Number(b.verdict === 'breaks') - Number(a.verdict === 'breaks') ||
  known(a.figures.availability, 1) - known(b.figures.availability, 1) ||
  compare(b.figures.recovery_ms, a.figures.recovery_ms) ||
  known(a.figures.fast, 1) - known(b.figures.fast, 1) ||
  compare(known(b.figures.p95_ms, 0), known(a.figures.p95_ms, 0));

/** Subtraction would make NaN of two infinities. */
const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);

/**
 * Runs the failure-mode matrix, then halves and doubles what nobody stated to see which verdicts turn.
 *
 * @throws the signal's reason when it aborts, unless a cell has finished and `partial` asks for it.
 */
export const proveSystem = async (system: System, options: ProveOptions): Promise<Matrix> => {
  const { execute, seeds = [1, 2, 3, 4, 5], timing = defaultTiming, since, signal } = options;
  const { objectives } = system;
  const all = listCells(system, options.kinds);
  const cells = since === undefined ? all : all.filter(({ id }) => since.again.has(id));

  let total = (cells.length + 1) * seeds.length;
  let finished = 0;
  const ask = async (asks: readonly Ask[], announced = false) => {
    if (!announced) total += asks.length;
    const counted: ExecuteRuns = (jobs, { onResult, signal: stop } = {}) =>
      execute(jobs, {
        signal: stop,
        onResult: (judged, index) => {
          // Most verdicts are certain within the first run.
          finished += judged.figures.length || 1;
          options.onProgress?.(finished, total);
          onResult?.(judged, index);
        },
      });
    await runAll(asks, timing, counted, signal);
  };
  total += variantCount(system, cells.length);

  const results = new Map<string, CellResult>();
  const settle = (result: CellResult) => {
    results.set(result.id, result);
    options.onCell?.(result);
  };
  let baseline: CellResult = resultOf({ id: 'no fault', fault: { kind: 'spike' } }, [], objectives);
  const first = [
    ...askFigures({ system, cell: undefined, seeds }, (figures) => {
      baseline = resultOf(baseline, figures, objectives);
    }),
    ...cells.flatMap((cell) =>
      askFigures({ system, cell, seeds }, (figures) => settle(resultOf(cell, figures, objectives))),
    ),
  ];
  const resultsNow = () => cells.flatMap(({ id }) => results.get(id) ?? []);
  let stopped = false;
  try {
    await ask(first, true);
    await findDependences(system, resultsNow(), seeds, ask, (cell, dependsOn) =>
      settle(withDependences(cell, dependsOn)),
    );
  } catch (error) {
    const some = baseline.seeds.length > 0 && results.size > 0;
    stopped = some && options.partial === true && signal?.aborted === true;
    if (!stopped) throw error;
  }

  const kept = since?.matrix.cells.filter(({ id }) => !results.has(id)) ?? [];
  const every = [...resultsNow(), ...kept].sort(worstFirst);
  const checked = every.filter(({ sensitivity }) => sensitivity !== 'unchecked').length;
  return {
    system: system.name,
    timing,
    seeds,
    baseline,
    cells: every,
    facts: factsOf(assumptions(system), every),
    unreached: unreached(system),
    ...(stopped && { partial: { cells: all.length, finished: every.length, checked } }),
  };
};
