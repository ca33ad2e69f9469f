import type { ParameterSpec } from '@dstudio/kernel';
import type { CallPolicy } from '../policy.ts';
import { type Jitter, jitters } from './backoff.ts';
import { Retry } from './retry.ts';

export const parameters = {
  attempts: {
    kind: 'integer',
    label: 'Attempts',
    about: 'Attempts in all, the first one included.',
    unit: 'attempts',
    default: 3,
    min: 1,
    max: 10,
  },
  base: {
    kind: 'duration',
    label: 'First delay',
    about: 'The delay before the second attempt, before jitter; it doubles from then on.',
    default: 50,
    min: 0,
    max: 60_000,
  },
  cap: {
    kind: 'duration',
    label: 'Longest delay',
    about: 'No delay is longer than this.',
    default: 2_000,
    min: 0,
    max: 600_000,
  },
  jitter: {
    kind: 'choice',
    label: 'Jitter',
    about:
      'How delays are spread, so that callers which failed together do not come back together. Full spreads most.',
    default: 'full',
    options: jitters,
  },
  budget: {
    kind: 'share',
    label: 'Retry budget',
    about: 'Retries as a share of calls, over time. Bounds the extra load while everything fails.',
    default: 0.1,
    min: 0,
    max: 1,
  },
  reserve: {
    kind: 'integer',
    label: 'Reserve',
    about: 'Retries that may be made beyond the share in one burst, for callers with few calls.',
    unit: 'retries',
    default: 10,
    min: 1,
    max: 10_000,
  },
} as const satisfies ParameterSpec;

/** Attaches retries to a call. Only where it is idempotent: the first attempt may have worked. */
export const policy: CallPolicy<typeof parameters> = {
  attach: 'call',
  slug: 'retry-with-backoff',
  title: 'Retry with backoff',
  // Outside the breaker, so that it sees every attempt, and inside the deadline and the fallback.
  rank: 20,
  parameters,
  requires: ['idempotent'],
  candidates: [
    { attempts: 2 },
    { attempts: 3, base: 10, budget: 0.2 },
    { attempts: 3 },
    { attempts: 3, base: 10, budget: 1 },
    { attempts: 4, base: 200, budget: 0.2 },
    { attempts: 8, base: 10, budget: 1 },
  ],
  refuse: ({ base, cap }) => (cap < base ? 'cap is below base; no delay can be both' : undefined),
  create: ({ attempts, base, cap, jitter, budget, reserve }, { random }) =>
    new Retry(
      // The options of the parameter are the jitters.
      { attempts, base_ms: base, cap_ms: cap, jitter: jitter as Jitter, budget, reserve },
      random,
    ),
};
