export { createClock } from './clock.ts';
export { openDisk } from './disk.ts';
export { createWebEnv } from './env.ts';
export { createLog } from './log.ts';
export { type OpenNetwork, openNetwork } from './network.ts';
