/**
 * Loaded before the tests of `npm test`: every property draws the same cases on each run, so what
 * passed here passes there. `PROPERTY_SEED=random` (or a number) draws others; the seed is told.
 */

import fc from 'fast-check';

const DEFAULT_SEED = 1;
const asked = process.env.PROPERTY_SEED;
const seed =
  asked === undefined ? DEFAULT_SEED : asked === 'random' ? Date.now() % 2 ** 31 : Number(asked);
if (!Number.isSafeInteger(seed)) {
  throw new Error(`PROPERTY_SEED is '${asked}'; give a whole number or 'random'.`);
}
if (asked !== undefined) process.stderr.write(`PROPERTY_SEED=${seed}\n`);
fc.configureGlobal({ seed });
