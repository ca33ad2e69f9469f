import type { Bug } from './kit.ts';
import { replicatedSet } from './replicated-set.ts';

export const bug: Bug = {
  slug: 'delete-without-tombstone',
  theme: 'replication',
  wrong: 'A deleted entry comes back from a replica that has not heard of it.',
  right: 'A deletion leaves a mark that spreads like an entry and wins.',
  scenario: (right) =>
    replicatedSet({
      slug: 'delete-without-tombstone',
      right,
      remembers_ms: right ? Number.POSITIVE_INFINITY : 0,
      lasts_ms: 100,
    }),
};
