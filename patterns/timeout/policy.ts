import type { ParameterSpec } from '@dstudio/kernel';
import type { CallPolicy } from '../policy.ts';
import { Timeout } from './timeout.ts';

/** Also the parameters of a deadline, in a pipeline. */
export const parameters = {
  after: {
    kind: 'duration',
    label: 'Timeout',
    about:
      'How long one attempt may take. Somewhat above the slowest answers that are still normal, such as p99.9.',
    default: 1_000,
    min: 1,
    max: 600_000,
  },
} as const satisfies ParameterSpec;

/** Attaches a time bound to each attempt at a call. */
export const policy: CallPolicy<typeof parameters> = {
  attach: 'call',
  slug: 'timeout',
  title: 'Timeout',
  // Innermost: it bounds one attempt, and every layer further out learns of it.
  rank: 60,
  parameters,
  requires: [],
  candidates: [
    { after: 250 },
    { after: 100 },
    { after: 1_000 },
    { after: 500 },
    { after: 50 },
    { after: 2_000 },
  ],
  create: ({ after }) => new Timeout(after),
};
