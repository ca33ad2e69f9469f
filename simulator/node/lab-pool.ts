import type { Pool } from '../pool.ts';
import type { LabJob } from '../prove-lab.ts';
import type { SeedResult } from '../run-lab.ts';
import { createPool } from './pool.ts';

/**
 * Worker threads for `proveLab`. Close it when done.
 * @param module the room's `lab.ts`, which exports `lab`
 */
export const createLabPool = (module: URL, size?: number): Pool<LabJob, SeedResult> =>
  createPool({
    module: new URL('./lab-worker.ts', import.meta.url),
    data: module.href,
    ...(size === undefined ? {} : { size }),
  });
