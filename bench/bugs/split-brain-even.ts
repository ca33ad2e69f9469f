import { election } from './election.ts';
import type { Bug } from './kit.ts';

export const bug: Bug = {
  slug: 'split-brain-even',
  theme: 'consensus',
  wrong:
    'In a cluster of four, half of the votes make a leader: both halves of a partition get one.',
  right: 'More than half of the votes make a leader.',
  scenario: (right) =>
    election({
      slug: 'split-brain-even',
      right,
      size: 4,
      quorum: right ? 3 : 2,
      durableVotes: true,
      oneVote: true,
      faults: {
        network: { loss: 0.1, latency_ms: 5 },
        faults: ['partition', 'pause'],
        lasts_ms: 300,
      },
    }),
};
