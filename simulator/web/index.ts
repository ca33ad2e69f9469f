export { host } from './host.ts';
export { createPool, type PoolOptions, serve } from './pool.ts';
