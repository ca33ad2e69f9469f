export { host } from './host.ts';
export { createLabPool } from './lab-pool.ts';
export { createPool, type PoolOptions } from './pool.ts';
export { loadScenarios } from './scenario-module.ts';
export { createScenarioPool, type ScenarioPool } from './scenario-pool.ts';
export { checkDeterminism, checkGolden } from './testing.ts';
