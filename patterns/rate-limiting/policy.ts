import type { ParameterSpec } from '@dstudio/kernel';
import type { ServicePolicy } from '../policy.ts';
import { algorithms, createLimiter } from './algorithms.ts';
import { createGate } from './layers.ts';

/** Also the parameters of a limit around a call, in a pipeline. */
export const parameters = {
  limit: {
    kind: 'integer',
    label: 'Requests',
    about: 'How many requests one replica takes in one window; also the largest burst.',
    unit: 'requests',
    default: 100,
    min: 1,
    max: 1_000_000,
  },
  window: {
    kind: 'duration',
    label: 'Window',
    about:
      'The time that the limit speaks of. With the same rate, a shorter window allows less burst.',
    default: 1_000,
    min: 1,
    max: 86_400_000,
  },
  algorithm: {
    kind: 'choice',
    label: 'Algorithm',
    about:
      'GCRA and token bucket decide alike and spread the limit evenly; a sliding window counts; a sliding log is exact and costs memory.',
    default: 'gcra',
    options: algorithms,
  },
} as const satisfies ParameterSpec;

/** Attaches a rate limit to a service: each replica turns away what is over its limit. */
export const policy: ServicePolicy<typeof parameters> = {
  attach: 'service',
  slug: 'rate-limiting',
  title: 'Rate limiting',
  parameters,
  requires: [],
  candidates: [
    { limit: 1000 },
    { limit: 500 },
    { limit: 200 },
    { limit: 100 },
    { limit: 50 },
    { limit: 20 },
  ],
  create: ({ limit, window, algorithm }) =>
    createGate(createLimiter(algorithm, { limit, window_ms: window })),
};
