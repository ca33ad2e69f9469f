export { createClock } from '../web/clock.ts';
export { openDisk } from './disk.ts';
export { createNodeEnv } from './env.ts';
export { createLog } from './log.ts';
export { type OpenNetwork, openNetwork } from './network.ts';
