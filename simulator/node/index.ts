export { host } from './host.ts';
export { createLabPool } from './lab-pool.ts';
export { createPool, type PoolOptions } from './pool.ts';
export { checkDeterminism, checkGolden } from './testing.ts';
