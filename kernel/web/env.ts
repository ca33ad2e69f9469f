import { absentDisk, absentNetwork } from '../absent.ts';
import type { Disk, Env, Log, Network } from '../env.ts';
import { createRandom } from '../random.ts';
import { createClock } from './clock.ts';
import { createLog } from './log.ts';
import { randomSeed } from './seed.ts';

/** The real world, as a browser sees it. Network and disk are opened apart and passed in. */
export const createWebEnv = (
  options: {
    /** Default: drawn from the host. */
    readonly seed?: number | string | bigint | undefined;
    readonly network?: Network | undefined;
    readonly disk?: Disk | undefined;
    /** Default: the console, from `info` up. */
    readonly log?: Log | undefined;
  } = {},
): Env => ({
  clock: createClock(),
  random: createRandom(options.seed ?? randomSeed()),
  network: options.network ?? absentNetwork,
  disk: options.disk ?? absentDisk,
  log: options.log ?? createLog(),
});
