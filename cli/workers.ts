import type { Pool } from '@dstudio/simulator';
import { createPool } from '@dstudio/simulator/node';
import type { Job, Judged } from '@dstudio/systems';

/** Runs simulations of systems on all cores. Close it when done. */
export const createSystemWorkers = (): Pool<Job, Judged> =>
  createPool({ module: new URL(import.meta.resolve('@dstudio/systems/job')) });
