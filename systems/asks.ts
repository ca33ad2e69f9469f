import type { Execute } from '@dstudio/simulator';
import type { Cell, Job, Judged, SeedFigures, Timing } from './report.ts';
import type { System } from './system.ts';

/** Runs the jobs of a matrix or a search: in place, on worker threads, in Web Workers. */
export type ExecuteRuns = Execute<Job, Judged>;

/** One question to the engine, with a place for the answer. */
export interface Ask {
  readonly system: System;
  readonly cell: Cell | undefined;
  readonly seeds: readonly number[];
  readonly want: Job['want'];
  readonly done: (judged: Judged) => void;
}

/** A job without what no engine reads: a large system would be copied to its thread for longer than it runs. */
export const jobOf = ({ system, cell, seeds, want }: Omit<Ask, 'done'>, timing: Timing): Job => ({
  system: { ...system, provenance: {}, externals: [], warnings: [] },
  fault: cell?.fault,
  timing,
  seeds,
  want,
});

/** Seeds that one job runs to their ends: many at once would keep progress and a stop waiting. */
const seedsMax = 5;

/** Questions for the figures of all seeds; `done` once the last of them is in. */
export const askFigures = (
  question: Pick<Ask, 'system' | 'cell' | 'seeds'>,
  done: (figures: readonly SeedFigures[]) => void,
): readonly Ask[] => {
  const parts: (readonly SeedFigures[])[] = [];
  let left = Math.ceil(question.seeds.length / seedsMax);
  return Array.from({ length: left }, (_, part) => ({
    ...question,
    seeds: question.seeds.slice(part * seedsMax, (part + 1) * seedsMax),
    want: 'figures',
    done: ({ figures }) => {
      parts[part] = figures;
      left -= 1;
      if (left === 0) done(parts.flat());
    },
  }));
};

/** Hands each question its answer as it comes in. */
export const runAll = async (
  asks: readonly Ask[],
  timing: Timing,
  run: ExecuteRuns,
  signal?: AbortSignal,
) => {
  await run(
    asks.map((ask) => jobOf(ask, timing)),
    { onResult: (judged, index) => asks[index]?.done(judged), signal },
  );
};
