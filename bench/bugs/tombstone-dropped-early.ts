import type { Bug } from './kit.ts';
import { replicatedSet } from './replicated-set.ts';

export const bug: Bug = {
  slug: 'tombstone-dropped-early',
  theme: 'replication',
  wrong:
    'The mark of a deletion is dropped while a replica is away; when it is back, so is its entry.',
  right: 'A mark is kept for longer than any replica can be away.',
  scenario: (right) =>
    replicatedSet({
      slug: 'tombstone-dropped-early',
      right,
      remembers_ms: right ? 2000 : 150,
      lasts_ms: 200,
    }),
};
