import type { ParameterSpec } from '@dstudio/kernel';
import type { CallPolicy } from '../policy.ts';
import { BreakerLayer } from './layer.ts';

export const parameters = {
  window: {
    kind: 'choice',
    label: 'Window',
    about: 'Whether the rates speak of the last calls or of the last stretch of time.',
    default: 'count',
    options: ['count', 'time'],
  },
  calls: {
    kind: 'integer',
    label: 'Calls in the window',
    about: 'For a window by count: how many of the last calls are looked at.',
    unit: 'calls',
    default: 50,
    min: 1,
    max: 100_000,
  },
  span: {
    kind: 'duration',
    label: 'Length of the window',
    about: 'For a window by time: how far back it looks.',
    default: 10_000,
    min: 10,
    max: 3_600_000,
  },
  minimum_calls: {
    kind: 'integer',
    label: 'Minimum calls',
    about: 'With fewer calls in the window no rate is judged: two of three is no evidence.',
    unit: 'calls',
    default: 20,
    min: 1,
    max: 100_000,
  },
  failure_rate: {
    kind: 'share',
    label: 'Failure rate',
    about: 'Opens when this share of the calls in the window failed.',
    default: 0.5,
    min: 0.01,
    max: 1,
  },
  slow_after: {
    kind: 'duration',
    label: 'Slow after',
    about: 'A call that took longer counts as slow.',
    default: 60_000,
    min: 1,
    max: 600_000,
  },
  slow_rate: {
    kind: 'share',
    label: 'Slow-call rate',
    about: 'Opens when this share of the calls in the window was slow.',
    default: 1,
    min: 0.01,
    max: 1,
  },
  open_for: {
    kind: 'duration',
    label: 'Open for',
    about: 'How long it refuses everything before it lets trials through.',
    default: 5_000,
    min: 1,
    max: 3_600_000,
  },
  trials: {
    kind: 'integer',
    label: 'Trials',
    about: 'How many calls are let through half-open.',
    unit: 'calls',
    default: 5,
    min: 1,
    max: 1_000,
  },
  successes: {
    kind: 'integer',
    label: 'Successes to close',
    about: 'How many of the trials have to succeed for it to close.',
    unit: 'calls',
    default: 3,
    min: 1,
    max: 1_000,
  },
} as const satisfies ParameterSpec;

/** Attaches a circuit breaker to a call. */
export const policy: CallPolicy<typeof parameters> = {
  attach: 'call',
  slug: 'circuit-breaker',
  title: 'Circuit breaker',
  // Inside the retry, so that it sees every attempt and ends the retrying; outside the timeout, which
  // turns a hanging callee into failures that can be counted.
  rank: 30,
  parameters,
  requires: [],
  candidates: [
    {},
    { calls: 20, minimum_calls: 10, open_for: 1_000 },
    { calls: 20, minimum_calls: 10, slow_after: 100, slow_rate: 0.5, open_for: 1_000 },
    { open_for: 1_000 },
    { slow_after: 500, slow_rate: 0.5 },
    { calls: 20, minimum_calls: 10, failure_rate: 0.3, open_for: 1_000 },
  ],
  refuse: ({ window, calls, minimum_calls, trials, successes }) => {
    if (successes > trials) return 'successes is above trials, so it could never close';
    if (window === 'count' && minimum_calls > calls) {
      return 'minimum_calls is above calls, so it could never open';
    }
    return undefined;
  },
  create: (values) =>
    new BreakerLayer({
      window: values.window === 'time' ? 'time' : 'count',
      calls: values.calls,
      span_ms: values.span,
      minimum_calls: values.minimum_calls,
      failure_rate: values.failure_rate,
      slow_after_ms: values.slow_after,
      slow_rate: values.slow_rate,
      open_ms: values.open_for,
      trials: values.trials,
      successes: values.successes,
    }),
};
