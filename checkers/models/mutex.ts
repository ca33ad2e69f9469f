import type { Model } from '../linearizability/model.ts';

/**
 * A lock: `acquire` when it is free, `release` when it is held. Who holds it does not matter, as in
 * Knossos, so a client may release what another acquired.
 */
export const mutex: Model<boolean> = {
  name: 'mutex',
  initial: false,
  local: true,
  functions: { acquire: 'write', release: 'write' },
  step: (held, { f }) => (held === (f === 'release') ? [!held] : []),
  wants: ({ f }) => f === 'release',
  leaves: ({ f }) => f === 'acquire',
  keyOf: (held) => Number(held),
  show: (held) => (held ? 'held' : 'free'),
};
