import type { Execute } from '@dstudio/simulator';
import type { Cell, Job, SeedFigures, Timing } from './report.ts';
import type { System } from './system.ts';

/** Runs the jobs of a matrix or a search: in place, on worker threads, in Web Workers. */
export type ExecuteRuns = Execute<Job, SeedFigures>;

/** The cells and seeds of one question to the engine, with a place for the answers. */
export interface Ask {
  readonly system: System;
  readonly cell: Cell | undefined;
  readonly seeds: readonly number[];
  readonly done: (seeds: readonly SeedFigures[]) => void;
}

/** Flattens questions into jobs and hands each its answers when the last one is in. */
export const runAll = async (
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
