import type { Bug } from './kit.ts';
import { quorum } from './quorum.ts';

export const bug: Bug = {
  slug: 'read-without-write-back',
  theme: 'replication',
  wrong: 'A read returns what only one replica has; the next read misses it.',
  right: 'A read stores what it found with a majority first.',
  scenario: (right) =>
    quorum({
      slug: 'read-without-write-back',
      right,
      reads: 2,
      writeBack: right,
      countsCopies: false,
      faults: {
        network: { loss: 0.3, duplication: 0.4, latency_ms: 20 },
        faults: ['partition', 'hold', 'pause'],
      },
    }),
};
