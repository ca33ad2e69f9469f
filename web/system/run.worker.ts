import { serve } from '@dstudio/simulator/web';
import { type Job, type Judged, run } from '@dstudio/systems';

/** One thread of the pool: does one run at a time. */
serve<Job, Judged>(run);
