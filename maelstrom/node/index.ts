export type { Command } from './child.ts';
export { commandOf, runProcesses } from './run.ts';
export { createStoreFolder, writeStore } from './store.ts';
export { type Proved, runSeeds, runTest, type Subject, type Tested } from './test.ts';
