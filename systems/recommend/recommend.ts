import type { ExecuteRuns } from '../asks.ts';
import { type Ask, runAll } from '../asks.ts';
import { findDependences } from '../dependence.ts';
import { proveSystem, resultOf, withDependences, worstFirst } from '../matrix.ts';
import type { CellResult, Change, FaultKind, Matrix, Recommendation, Timing } from '../report.ts';
import type { System } from '../system.ts';
import { defaultTiming } from '../timing.ts';
import { withChanges } from './changes.ts';
import { cover, prune } from './combine.ts';
import { questionsOf } from './questions.ts';
import { type Remedy, search } from './search.ts';
import { whatWould } from './structure.ts';
import { Laboratory } from './trial.ts';

export interface RecommendOptions {
  readonly execute: ExecuteRuns;
  /** Runs the search may spend after the matrix. Default 60,000. Counted, so that a result repeats. */
  readonly budget_runs?: number;
  /** Default: all. */
  readonly kinds?: readonly FaultKind[];
  readonly timing?: Timing;
  /** The matrix, when it is there already; it is run otherwise. */
  readonly matrix?: Matrix;
  /** When the signal stops the search, gives back what was found by then instead of failing. */
  readonly partial?: true;
  readonly onProgress?: (stage: Stage, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export type Stage = 'matrix' | 'search' | 'check';

const searchSeeds = [1, 2, 3];
/** Parts of the budget: looking for remedies, making the set small; the rest asks what would mend. */
const searchShare = 0.55;
const pruneShare = 0.15;
/** Seeds on which the set is made small: others, so that what mended by luck does not stay. */
const pruneSeeds = [111, 112, 113];
/** Seeds that neither the matrix nor the search has seen. */
const checkSeeds = [101, 102, 103, 104, 105];

const brokenCount = (cell: CellResult): number => Object.keys(cell.broken).length;

/**
 * Searches for the smallest set of patterns that mends the cells which break regardless of what was
 * assumed, and measures it on seeds that the search did not use.
 *
 * Each cell is first tried by itself, nearest place first and one pattern before two (`search`); the
 * remedies are joined by greedy set cover and made as small as they can be (`cover`, `prune`).
 *
 * @throws the signal's reason when it aborts, unless the search has begun and `partial` asks for it.
 */
export const recommend = async (
  system: System,
  options: RecommendOptions,
): Promise<Recommendation> => {
  const { execute, timing = defaultTiming, budget_runs = 60_000, onProgress, signal } = options;
  const matrix =
    options.matrix ??
    (await proveSystem(system, {
      execute,
      timing,
      ...(options.kinds && { kinds: options.kinds }),
      ...(onProgress && { onProgress: (done, total) => onProgress('matrix', done, total) }),
      ...(signal && { signal }),
    }));
  const decided = matrix.cells.filter(({ sensitivity }) => sensitivity === 'regardless');
  const targets = decided.filter(({ verdict }) => verdict === 'breaks');
  const whole = matrix.cells.filter(({ verdict }) => verdict === 'holds');
  const undecided = matrix.cells.filter(({ sensitivity }) => sensitivity === 'depends');

  const lab: Laboratory = new Laboratory({
    execute,
    timing,
    seeds: searchSeeds,
    ceiling_runs: budget_runs * searchShare,
    signal,
    onRun: () => onProgress?.('search', lab.runs, budget_runs),
  });
  const remedies: Remedy[] = [];
  const ready = () => remedies.filter(({ bundle }) => bundle.asks.length === 0);
  let found: readonly Change[] | undefined;

  const finish = async (): Promise<Recommendation> => {
    await search(system, targets, lab, remedies);
    const complete = !lab.cut;
    lab.ceiling_runs = budget_runs * (searchShare + pruneShare);
    found = await prune(system, cover(ready()), targets, whole, lab, pruneSeeds);

    const measure = async (variant: System) => {
      const trials = matrix.cells.map((cell) => ({ system: variant, cell }));
      const figures = await lab.measure(trials, checkSeeds);
      return matrix.cells.map(({ id, fault }, index) =>
        resultOf({ id, fault }, figures[index] ?? [], system.objectives),
      );
    };
    const before = await measure(system);
    const tried = found.length === 0 ? before : await measure(withChanges(system, found));
    const mends = (was: CellResult, is: CellResult | undefined) =>
      was.verdict === 'breaks' && is?.verdict === 'holds';
    // Nothing is put in place that mends nothing on seeds of its own.
    const worthwhile = before.some((was, index) => mends(was, tried[index]));
    const changes = worthwhile ? found : [];
    const measured = worthwhile ? tried : before;

    const changed = withChanges(system, changes);
    const mendedNow = measured.filter((is, index) => before[index] && mends(before[index], is));
    const ask = (asks: readonly Ask[]) => runAll(asks, timing, execute, signal);
    const checked = new Map<string, CellResult>();
    await findDependences(changed, mendedNow, checkSeeds, ask, (cell, dependsOn) =>
      checked.set(cell.id, withDependences(cell, dependsOn)),
    );
    const after = measured.map((cell) => checked.get(cell.id) ?? cell);

    const pairs = before.map((cell, index) => ({ before: cell, after: after[index] ?? cell }));
    const idsWhere = (test: (before: CellResult, after: CellResult) => boolean): string[] =>
      pairs.filter((pair) => test(pair.before, pair.after)).map((pair) => pair.before.id);
    const still = new Set(idsWhere((_, is) => is.verdict === 'breaks'));
    const questions = questionsOf(remedies, still);
    lab.ceiling_runs = budget_runs;
    const unmendable = await whatWould(
      system,
      targets.filter(({ id }) => still.has(id)),
      lab,
    );

    return {
      changes,
      before: [...before].sort(worstFirst),
      after: [...after].sort(worstFirst),
      mended: idsWhere(mends),
      improved: idsWhere(
        (was, is) => is.verdict === 'breaks' && brokenCount(is) < brokenCount(was),
      ),
      worsened: idsWhere((was, is) => was.verdict === 'holds' && is.verdict === 'breaks'),
      unmendable,
      questions,
      undecided: undecided.map(({ id }) => id),
      facts: matrix.facts,
      searchSeeds,
      checkSeeds,
      runs: lab.runs,
      complete,
    };
  };

  try {
    return await finish();
  } catch (error) {
    if (options.partial !== true || signal?.aborted !== true) throw error;
    return {
      changes: found ?? cover(ready()),
      before: matrix.cells,
      after: [],
      mended: [...new Set(ready().flatMap(({ mends }) => [...mends]))],
      improved: [],
      worsened: [],
      unmendable: [],
      questions: questionsOf(remedies, new Set(targets.map(({ id }) => id))),
      undecided: undecided.map(({ id }) => id),
      facts: matrix.facts,
      searchSeeds,
      checkSeeds: [],
      runs: lab.runs,
      complete: false,
      partial: true,
    };
  }
};
