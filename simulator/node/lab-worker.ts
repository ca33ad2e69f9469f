/** Runs one seed of a lab on a thread. The pool's data is the address of the room's `lab.ts`. */
import type { Lab } from '../lab.ts';
import type { LabJob } from '../prove-lab.ts';
import { runSeed, type SeedResult } from '../run-lab.ts';

export const run = async (job: LabJob, module: string): Promise<SeedResult> => {
  const { lab }: { lab?: Lab } = await import(module);
  if (lab === undefined) throw new Error(`${module} exports no 'lab'`);
  return runSeed(lab, job.seed, job.values);
};
