import type { Execute } from '@dstudio/simulator';
import { assumptionKinds, assumptions, scale } from './assumptions.ts';
import { factsOf } from './facts.ts';
import { defaultTiming, listCells, unreached } from './faults.ts';
import { merge } from './judge.ts';
import type {
  AssumptionKind,
  Cell,
  CellResult,
  Dependence,
  FaultKind,
  Job,
  Matrix,
  ObjectiveName,
  SeedFigures,
  Timing,
} from './report.ts';
import type { System } from './system.ts';

/** Runs the jobs of a matrix or a search: in place, on worker threads, in Web Workers. */
export type ExecuteRuns = Execute<Job, SeedFigures>;

export interface ProveOptions {
  readonly execute: ExecuteRuns;
  /** Default: 1 to 5. */
  readonly seeds?: readonly number[];
  /** Default: all. */
  readonly kinds?: readonly FaultKind[];
  readonly timing?: Timing;
  /** Runs only these cells again and takes the others from here. */
  readonly since?: { readonly matrix: Matrix; readonly again: ReadonlySet<string> };
  /** Each cell as soon as its figures are in, and again once its assumptions are checked. */
  readonly onCell?: (cell: CellResult) => void;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Seeds on which assumed values are halved and doubled: enough to see a verdict turn. */
const sensitivitySeeds = 2;
const factors = [0.5, 2] as const;

const isBroken = (seeds: readonly SeedFigures[]): boolean =>
  seeds.some((figures) => figures.broken.length > 0);

export const resultOf = (cell: Cell, seeds: readonly SeedFigures[]): CellResult => {
  const broken: Partial<Record<ObjectiveName, number>> = {};
  for (const figures of seeds) {
    for (const name of figures.broken) broken[name] = (broken[name] ?? 0) + 1;
  }
  return {
    ...cell,
    verdict: isBroken(seeds) ? 'breaks' : 'holds',
    broken,
    figures: merge(seeds),
    seeds,
    sensitivity: 'unchecked',
    dependsOn: [],
  };
};

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

/** The cells and seeds of one question to the engine, with a place for the answers. */
interface Ask {
  readonly system: System;
  readonly cell: Cell | undefined;
  readonly seeds: readonly number[];
  readonly done: (seeds: readonly SeedFigures[]) => void;
}

/** Flattens questions into jobs and hands each its answers when the last one is in. */
const runAll = async (
  asks: readonly Ask[],
  timing: Timing,
  run: ExecuteRuns,
  signal?: AbortSignal,
) => {
  const slots = asks.map(({ seeds }) => new Array<SeedFigures | undefined>(seeds.length));
  const missing = asks.map(({ seeds }) => seeds.length);
  const jobs: Job[] = [];
  const places: { readonly ask: number; readonly seed: number }[] = [];
  asks.forEach(({ system, cell, seeds }, ask) => {
    seeds.forEach((seed, index) => {
      jobs.push({ system, fault: cell?.fault, timing, seed });
      places.push({ ask, seed: index });
    });
  });
  const take = (figures: SeedFigures, job: number) => {
    const place = places[job];
    const slot = place && slots[place.ask];
    if (place === undefined || slot === undefined) return;
    slot[place.seed] = figures;
    const left = (missing[place.ask] ?? 0) - 1;
    missing[place.ask] = left;
    if (left === 0) asks[place.ask]?.done(slot.filter((one) => one !== undefined));
  };
  await run(jobs, { onResult: take, signal });
};

interface Turned {
  readonly kind: AssumptionKind;
  readonly factor: 0.5 | 2;
}

/**
 * Runs the failure-mode matrix, then halves and doubles what nobody stated to see which verdicts turn.
 *
 * @throws the signal's reason when it aborts.
 */
export const proveSystem = async (system: System, options: ProveOptions): Promise<Matrix> => {
  const { execute, seeds = [1, 2, 3, 4, 5], timing = defaultTiming, since, signal } = options;
  const all = listCells(system, options.kinds);
  const cells = since === undefined ? all : all.filter(({ id }) => since.again.has(id));
  const few = seeds.slice(0, sensitivitySeeds);
  const open = assumptions(system);
  const kinds = assumptionKinds.filter((kind) => open.some((one) => one.kind === kind));

  let total =
    (cells.length + 1) * seeds.length + cells.length * kinds.length * factors.length * few.length;
  let finished = 0;
  const counted: ExecuteRuns = (jobs, { onResult, signal: stop } = {}) =>
    execute(jobs, {
      signal: stop,
      onResult: (figures, index) => {
        finished += 1;
        options.onProgress?.(finished, total);
        onResult?.(figures, index);
      },
    });

  const results = new Map<string, CellResult>();
  const settle = (result: CellResult) => {
    results.set(result.id, result);
    options.onCell?.(result);
  };

  let baseline = resultOf({ id: 'no fault', fault: { kind: 'spike' } }, []);
  const first: Ask[] = [
    {
      system,
      cell: undefined,
      seeds,
      done: (figures) => {
        baseline = resultOf(baseline, figures);
      },
    },
    ...cells.map(
      (cell): Ask => ({ system, cell, seeds, done: (figures) => settle(resultOf(cell, figures)) }),
    ),
  ];
  await runAll(first, timing, counted, signal);

  const turned = new Map<string, Turned[]>(cells.map(({ id }) => [id, []]));
  const turns = (cell: Cell, figures: readonly SeedFigures[]) => {
    const base = results.get(cell.id)?.seeds.slice(0, figures.length) ?? [];
    return isBroken(base) !== isBroken(figures);
  };
  const scaled = kinds.flatMap((kind) =>
    factors.map((factor) => ({ kind, factor, system: scale(system, kind, factor) })),
  );
  const second = cells.flatMap((cell) =>
    scaled.map(
      (variant): Ask => ({
        system: variant.system,
        cell,
        seeds: few,
        done: (figures) => {
          if (turns(cell, figures))
            turned.get(cell.id)?.push({ kind: variant.kind, factor: variant.factor });
        },
      }),
    ),
  );
  await runAll(second, timing, counted, signal);

  const alone = new Map<string, string[]>();
  const third = cells.flatMap((cell) =>
    (turned.get(cell.id) ?? []).flatMap(({ kind, factor }) =>
      open
        .filter((one) => one.kind === kind)
        .map(
          ({ path }): Ask => ({
            system: scale(system, kind, factor, path),
            cell,
            seeds: few,
            done: (figures) => {
              if (!turns(cell, figures)) return;
              const key = `${cell.id}|${kind}|${factor}`;
              alone.set(key, [...(alone.get(key) ?? []), path]);
            },
          }),
        ),
    ),
  );
  total += third.length * few.length;
  await runAll(third, timing, counted, signal);

  for (const cell of cells) {
    const result = results.get(cell.id);
    if (result === undefined) continue;
    const dependsOn = (turned.get(cell.id) ?? []).map(
      ({ kind, factor }): Dependence => ({
        kind,
        factor,
        paths: alone.get(`${cell.id}|${kind}|${factor}`) ?? [],
      }),
    );
    settle({ ...result, dependsOn, sensitivity: dependsOn.length > 0 ? 'depends' : 'regardless' });
  }
  const kept = since?.matrix.cells.filter(({ id }) => !results.has(id)) ?? [];
  const every = [...results.values(), ...kept].sort(worstFirst);
  return {
    system: system.name,
    timing,
    seeds,
    baseline,
    cells: every,
    facts: factsOf(open, every),
    unreached: unreached(system),
  };
};
