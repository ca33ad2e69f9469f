import { judge } from './judge.ts';
import type { Job, SeedFigures } from './report.ts';
import { simulate } from './simulate.ts';

/** One run and its judgement: what worker threads and Web Workers do for the matrix and the search. */
export const run = ({ system, fault, timing, seed }: Job): SeedFigures =>
  judge(simulate(system, { seed, fault, timing }), system.objectives);
