import type { ParameterSpec } from '@dstudio/kernel';
import type { ServicePolicy } from '../policy.ts';
import { ControlledDelay } from './controlled-delay.ts';

const parameters = {
  target: {
    kind: 'duration',
    label: 'Target wait',
    about:
      'The wait that a queue which never empties may have. Nothing admitted under overload waits much longer than twice this.',
    default: 5,
    min: 0.1,
    max: 10_000,
  },
  interval: {
    kind: 'duration',
    label: 'Interval',
    about:
      'How long the queue has to stand before anything is shed. Longer lets longer bursts through.',
    default: 100,
    min: 1,
    max: 60_000,
  },
  queue: {
    kind: 'integer',
    label: 'Queue for each worker',
    about: 'How many requests may wait for each worker. Bounds what waits while all workers hang.',
    unit: 'requests',
    default: 10,
    min: 0,
    max: 1_000,
  },
} as const satisfies ParameterSpec;

/** Attaches load shedding to a service: each replica sheds what it cannot serve in time. */
export const policy: ServicePolicy<typeof parameters> = {
  attach: 'service',
  slug: 'load-shedding',
  title: 'Load shedding',
  parameters,
  requires: [],
  candidates: [
    {},
    { target: 20 },
    { target: 50, interval: 500 },
    { queue: 2 },
    { target: 20, queue: 2 },
    { queue: 0 },
  ],
  create: ({ target, interval, queue }) =>
    new ControlledDelay({ target_ms: target, interval_ms: interval, queue }),
};
