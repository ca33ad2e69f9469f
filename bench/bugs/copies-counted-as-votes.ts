import type { Bug } from './kit.ts';
import { quorum } from './quorum.ts';

export const bug: Bug = {
  slug: 'copies-counted-as-votes',
  theme: 'replication',
  wrong: "Two copies of one replica's answer count as a majority.",
  right: 'Answers are counted by replica.',
  scenario: (right) =>
    quorum({
      slug: 'copies-counted-as-votes',
      right,
      reads: 2,
      writeBack: true,
      countsCopies: !right,
      faults: {
        network: { loss: 0.3, duplication: 0.4, latency_ms: 20 },
        faults: ['partition', 'hold', 'pause'],
      },
    }),
};
