import type { ParameterSpec } from '@dstudio/kernel';
import type { CallPolicy } from '../policy.ts';
import { Bulkhead } from './bulkhead.ts';

const parameters = {
  concurrent: {
    kind: 'integer',
    label: 'Calls at once',
    about:
      'How many calls to this dependency may be under way. Rate times latency when all is well, plus headroom (Little’s law).',
    unit: 'calls',
    default: 16,
    min: 1,
    max: 10_000,
  },
  queue: {
    kind: 'integer',
    label: 'Queue',
    about: 'How many calls wait for a place. Zero refuses at once.',
    unit: 'calls',
    default: 0,
    min: 0,
    max: 10_000,
  },
  wait: {
    kind: 'duration',
    label: 'Longest wait',
    about: 'How long a call waits for a place before it is refused.',
    default: 100,
    min: 1,
    max: 60_000,
  },
} as const satisfies ParameterSpec;

/** Attaches a bulkhead to a call, inside retry and breaker and outside the attempt's timeout. */
export const policy: CallPolicy<typeof parameters> = {
  attach: 'call',
  slug: 'bulkhead',
  title: 'Bulkhead',
  // Inside retry and breaker: each attempt takes a place of its own, and a refusal here is no sign
  // that the callee is ill. Outside the timeout: waiting for a place is not the callee's time.
  rank: 40,
  parameters,
  requires: [],
  candidates: [
    { concurrent: 16 },
    { concurrent: 4 },
    { concurrent: 64 },
    { concurrent: 32 },
    { concurrent: 8 },
    { concurrent: 16, queue: 16 },
    { concurrent: 8, queue: 8 },
  ],
  create: ({ concurrent, queue, wait }) => new Bulkhead({ concurrent, queue, wait_ms: wait }),
};
