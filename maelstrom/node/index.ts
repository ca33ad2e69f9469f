export { type Command, commandOf } from './command.ts';
export { runProcesses } from './run.ts';
export { NotJudged, runTest, type Subject, type Tested } from './test.ts';
export type { News } from './thread.ts';
export { lookAt, type Proved, runSeeds } from './threads.ts';
