import { defaultTiming } from '../faults.ts';
import { type ExecuteRuns, proveSystem, resultOf, worstFirst } from '../matrix.ts';
import type {
  CellResult,
  Change,
  FaultKind,
  Matrix,
  Question,
  Recommendation,
  Timing,
} from '../report.ts';
import type { System } from '../system.ts';
import { withChanges } from './changes.ts';
import { cover, prune } from './combine.ts';
import { type Remedy, search } from './search.ts';
import { whatWould } from './structure.ts';
import { Laboratory } from './trial.ts';

export interface RecommendOptions {
  readonly execute: ExecuteRuns;
  /** Runs the search may spend after the matrix. Default 16,000. Counted, so that a result repeats. */
  readonly budget_runs?: number;
  /** Default: all. */
  readonly kinds?: readonly FaultKind[];
  readonly timing?: Timing;
  /** The matrix, when it is there already; it is run otherwise. */
  readonly matrix?: Matrix;
  readonly onProgress?: (stage: Stage, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export type Stage = 'matrix' | 'search' | 'check';

const searchSeeds = [1, 2, 3];
/** Parts of the budget: looking for remedies, making the set small; the rest asks what would mend. */
const searchShare = 0.55;
const pruneShare = 0.15;
/** Seeds that neither the matrix nor the search has seen. */
const checkSeeds = [101, 102, 103, 104, 105];

const questionsOf = (
  remedies: readonly Remedy[],
  open: ReadonlySet<string>,
): readonly Question[] => {
  const questions = new Map<string, { question: string; cells: Set<string> }>();
  for (const { bundle, mends } of remedies) {
    const cells = [...mends].filter((id) => open.has(id));
    if (cells.length === 0) continue;
    for (const { edge, requirement } of bundle.asks) {
      const [from = '', to = ''] = edge.id.split(' -> ');
      const [service, operation] = from.split('/');
      const path = `services.${service}.operations.${operation}.calls.${to}.${requirement}`;
      const question =
        requirement === 'idempotent'
          ? `May ${from} call ${to} twice for one request without harm?`
          : `Can ${from} give a useful answer without the one from ${to}?`;
      const known = questions.get(path) ?? { question, cells: new Set<string>() };
      for (const id of cells) known.cells.add(id);
      questions.set(path, known);
    }
  }
  return [...questions]
    .map(([path, { question, cells }]) => ({ path, question, cells: [...cells] }))
    .sort((a, b) => b.cells.length - a.cells.length);
};

const brokenCount = (cell: CellResult): number => Object.keys(cell.broken).length;

/**
 * Searches for the smallest set of patterns that mends the cells which break regardless of what was
 * assumed, and measures it on seeds that the search did not use.
 *
 * Each cell is first tried by itself, nearest place first and one pattern before two (`search`); the
 * remedies are joined by greedy set cover and made as small as they can be (`cover`, `prune`).
 *
 * @throws the signal's reason when it aborts.
 */
export const recommend = async (
  system: System,
  options: RecommendOptions,
): Promise<Recommendation> => {
  const { execute, timing = defaultTiming, budget_runs = 16_000, onProgress, signal } = options;
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
  const whole = decided.filter(({ verdict }) => verdict === 'holds');
  const undecided = matrix.cells.filter(({ sensitivity }) => sensitivity === 'depends');

  const report = (stage: Stage, total: number) => () => onProgress?.(stage, lab.runs, total);
  const lab: Laboratory = new Laboratory({
    execute,
    timing,
    seeds: searchSeeds,
    ceiling_runs: budget_runs * searchShare,
    signal,
    onRun: () => report('search', budget_runs)(),
  });
  const remedies = await search(system, targets, lab);
  const complete = !lab.exhausted;
  const ready = remedies.filter(({ bundle }) => bundle.asks.length === 0);
  lab.ceiling_runs = budget_runs * (searchShare + pruneShare);
  const changes: readonly Change[] = await prune(system, cover(ready), targets, whole, lab);

  const checked = [...targets, ...whole];
  const changed = withChanges(system, changes);
  const measure = async (variant: System) =>
    (
      await lab.measure(
        checked.map((cell) => ({ system: variant, cell })),
        checkSeeds,
      )
    ).map((figures, index) => {
      const { id, fault } = checked[index] ?? { id: '', fault: { kind: 'spike' } };
      return resultOf({ id, fault }, figures);
    });
  const before = await measure(system);
  const after = changes.length === 0 ? before : await measure(changed);
  const pairs = before.map((cell, index) => ({ before: cell, after: after[index] ?? cell }));
  const idsWhere = (test: (before: CellResult, after: CellResult) => boolean): string[] =>
    pairs.filter((pair) => test(pair.before, pair.after)).map((pair) => pair.before.id);

  const still = new Set(
    pairs.filter((pair) => pair.after.verdict === 'breaks').map((pair) => pair.after.id),
  );
  const questions = questionsOf(remedies, still);
  const hopeless = targets.filter(({ id }) => still.has(id));
  lab.ceiling_runs = budget_runs;
  const unmendable = await whatWould(system, hopeless, lab);

  return {
    changes,
    before: [...before].sort(worstFirst),
    after: [...after].sort(worstFirst),
    mended: idsWhere((was, is) => was.verdict === 'breaks' && is.verdict === 'holds'),
    improved: idsWhere((was, is) => is.verdict === 'breaks' && brokenCount(is) < brokenCount(was)),
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
