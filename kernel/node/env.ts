import { absentDisk, absentNetwork } from '../absent.ts';
import type { Disk, Env, Log, Network } from '../env.ts';
import { createRandom } from '../random.ts';
import { createClock } from '../web/clock.ts';
import { randomSeed } from '../web/seed.ts';
import { createLog } from './log.ts';

/**
 * The real world, as Node sees it. Network and disk have to be opened and closed by whoever wants
 * them, so they are passed in; using one that was not says so.
 */
export const createNodeEnv = (
  options: {
    /** Default: drawn from the host. */
    readonly seed?: number | string | bigint | undefined;
    readonly network?: Network | undefined;
    readonly disk?: Disk | undefined;
    /** Default: JSON lines to standard error, from `info` up. */
    readonly log?: Log | undefined;
  } = {},
): Env => ({
  clock: createClock(),
  random: createRandom(options.seed ?? randomSeed()),
  network: options.network ?? absentNetwork,
  disk: options.disk ?? absentDisk,
  log: options.log ?? createLog(),
});
