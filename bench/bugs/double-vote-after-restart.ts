import { election } from './election.ts';
import type { Bug } from './kit.ts';

export const bug: Bug = {
  slug: 'double-vote-after-restart',
  theme: 'consensus',
  wrong: 'A node forgets in a restart for whom it voted, and votes again in the same term.',
  right: 'Term and vote are on the disk before the vote is sent.',
  scenario: (right) =>
    election({
      slug: 'double-vote-after-restart',
      right,
      size: 3,
      quorum: 2,
      durableVotes: right,
      oneVote: true,
      faults: {
        network: { loss: 0.2, latency_ms: 20 },
        faults: ['kill', 'partition'],
        every_ms: 40,
        lasts_ms: 20,
      },
    }),
};
