import type { Bug } from './kit.ts';
import { quorum } from './quorum.ts';

export const bug: Bug = {
  slug: 'read-from-one',
  theme: 'replication',
  wrong: 'A read asks one replica, which has not heard of the last write.',
  right: 'A read asks a majority.',
  scenario: (right) =>
    quorum({
      slug: 'read-from-one',
      right,
      reads: right ? 2 : 1,
      writeBack: true,
      countsCopies: false,
      faults: {
        network: { loss: 0.3, duplication: 0.4, latency_ms: 20 },
        faults: ['partition', 'hold', 'pause'],
      },
    }),
};
