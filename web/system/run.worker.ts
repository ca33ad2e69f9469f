import { serve } from '@dstudio/simulator/web';
import { type Job, run, type SeedFigures } from '@dstudio/systems';

/** One thread of the pool: does one run at a time. */
serve<Job, SeedFigures>(run);
