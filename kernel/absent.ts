import type { Disk, Network } from './env.ts';
import { InvalidInput } from './errors.ts';

/** Ports that were not opened: an `Env` is whole without them, and using one says what to do. */

const refuse = (port: string, opener: string): never => {
  throw new InvalidInput(`this environment has no ${port}`, {
    hint: `open one with ${opener}() and pass it when you create the environment`,
  });
};

const noNetwork = (): never => refuse('network', 'openNetwork');
const noDisk = (): never => refuse('disk', 'openDisk');

export const absentNetwork: Network = {
  get address() {
    return noNetwork();
  },
  send: noNetwork,
  receive: noNetwork,
};

export const absentDisk: Disk = {
  // Async, so that the error comes the way a disk's errors come.
  open: async () => noDisk(),
  rename: async () => noDisk(),
  remove: async () => noDisk(),
  list: async () => noDisk(),
};
