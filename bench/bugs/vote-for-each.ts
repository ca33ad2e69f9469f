import { election } from './election.ts';
import type { Bug } from './kit.ts';

export const bug: Bug = {
  slug: 'vote-for-each',
  theme: 'consensus',
  wrong: 'A node gives its vote to each candidate that asks in a term.',
  right: 'It gives one vote in a term.',
  scenario: (right) =>
    election({
      slug: 'vote-for-each',
      right,
      size: 3,
      quorum: 2,
      durableVotes: true,
      oneVote: right,
      faults: { network: { loss: 0.2, latency_ms: 20 }, faults: ['partition', 'pause'] },
    }),
};
