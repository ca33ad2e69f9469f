import type { ParameterSpec, Values } from '@dstudio/kernel';
import type { Findings, Lab, World } from '@dstudio/simulator';
import { Bulkhead } from '../bulkhead/index.ts';
import { BreakerLayer } from '../circuit-breaker/index.ts';
import { atLeast, below } from '../lab-claims.ts';
import { arrivals, Caller, Dependency } from '../lab-kit.ts';
import { CallLog, gauge, Sampled } from '../lab-views.ts';
import { type Layer, Outcome } from '../policy.ts';
import { Retry } from '../retry-with-backoff/index.ts';
import { Timeout } from '../timeout/index.ts';

const length_ms = 40_000;
const errors = { from_ms: 4_000, to_ms: 12_000, share: 0.2 };
const hang = { from_ms: 16_000, to_ms: 26_000 };
const claimed_ms = 250;

const parameters = {
  rate: {
    kind: 'number',
    label: 'Calls',
    about: 'Calls a second. The dependency can do 1600.',
    unit: 'calls/s',
    default: 300,
    min: 10,
    max: 1_200,
  },
  timeout: {
    kind: 'duration',
    label: 'Timeout',
    about: 'How long one attempt may take.',
    default: 200,
    min: 50,
    max: 2_000,
  },
  attempts: {
    kind: 'integer',
    label: 'Attempts',
    about: 'Attempts in all.',
    unit: 'attempts',
    default: 3,
    min: 1,
    max: 6,
  },
  budget: {
    kind: 'share',
    label: 'Retry budget',
    about: 'Retries as a share of calls, in the pipeline.',
    default: 0.3,
    min: 0,
    max: 1,
  },
  concurrent: {
    kind: 'integer',
    label: 'Places in the bulkhead',
    about: 'Calls under way at once, in the pipeline.',
    unit: 'calls',
    default: 32,
    min: 1,
    max: 1_000,
  },
} as const satisfies ParameterSpec;

const layersOf = (
  world: World,
  { timeout, attempts, budget, concurrent }: Values<typeof parameters>,
  variant: string,
): readonly Layer[] => {
  const attempt = new Timeout(timeout);
  const retry = (share: number) => {
    const settings = { attempts, base_ms: 20, cap_ms: 500, jitter: 'full', reserve: 10 } as const;
    return new Retry({ ...settings, budget: share }, world.random('jitter'));
  };
  if (variant === 'timeout') return [attempt];
  // A budget of that size is none.
  if (variant === 'retry') return [retry(attempts), attempt];
  return [
    new Timeout(2_000, 'deadline'),
    retry(budget),
    new BreakerLayer({
      window: 'time',
      calls: 1,
      span_ms: 1_000,
      minimum_calls: 20,
      failure_rate: 0.5,
      slow_after_ms: Number.POSITIVE_INFINITY,
      slow_rate: 1,
      open_ms: 1_000,
      trials: 5,
      successes: 4,
    }),
    new Bulkhead({ concurrent, queue: concurrent, wait_ms: 50 }),
    attempt,
  ];
};

const run = (world: World, values: Values<typeof parameters>, variant: string): Findings => {
  const dependency = new Dependency(world, 'dependency', {
    concurrency: 32,
    mean_ms: 20,
    queue: 1_000,
    troubles: [
      { kind: 'errors', from_ms: errors.from_ms, to_ms: errors.to_ms, extent: errors.share },
      { kind: 'hang', ...hang },
    ],
  });
  const layers = layersOf(world, values, variant);
  const caller = new Caller(world, layers, dependency.request);
  const log = new CallLog();
  const queue = new Sampled();
  let hangAttempts = 0;
  let queued_max = 0;

  for (const layer of layers) {
    if (layer instanceof BreakerLayer) layer.tell = (what) => world.record(layer.name, what);
  }
  arrivals(
    world,
    () => values.rate,
    length_ms,
    () => {
      const started_ms = world.now;
      caller.call(({ outcome }) => log.add(started_ms, world.now, outcome));
    },
  );
  world.at(errors.from_ms, () => world.record('dependency', 'begins to fail 20 % of the requests'));
  world.at(errors.to_ms, () => world.record('dependency', 'is well'));
  world.at(hang.from_ms, () => {
    world.record('dependency', 'hangs');
    hangAttempts = -caller.attempts;
  });
  world.at(hang.to_ms, () => {
    hangAttempts += caller.attempts;
    world.record('dependency', `answers again; ${dependency.queued} requests are in its queue`);
  });
  for (let at_ms = 0; at_ms < length_ms; at_ms += 250) {
    world.at(at_ms, () => {
      queue.add(world.now, dependency.queued);
      queued_max = Math.max(queued_max, dependency.queued);
    });
  }
  world.run({ until_ms: Number.POSITIVE_INFINITY });

  const errors_answered_share = log.share(errors.from_ms, errors.to_ms, Outcome.ok);
  const hang_p95_ms = log.quantile(hang.from_ms, hang.to_ms, 0.95);
  return {
    views: [
      gauge('errors', 'Answered under errors', '%', 100 * errors_answered_share, 'higher', 97),
      gauge('hang', 'Wait during the hang, p95', 'ms', hang_p95_ms, 'lower', claimed_ms),
      log.outcomes(length_ms),
      log.waits(length_ms, claimed_ms),
      queue.view('queue', 'Queue of the dependency', 'requests', 'queued'),
    ],
    events: world.events,
    measures: {
      errors_answered_share,
      hang_p95_ms,
      hang_attempts: hangAttempts,
      queued_max_requests: queued_max,
      later_answered_share: log.share(hang.to_ms + 3_000, length_ms, Outcome.ok),
    },
  };
};

export const lab: Lab<typeof parameters> = {
  slug: 'resilience-pipeline',
  title: 'Each pattern alone, and all of them in order',
  question: 'What does the composition do that its parts do not?',
  parameters,
  variants: [
    { id: 'timeout', label: 'A timeout alone' },
    { id: 'retry', label: 'Retries without a budget around the timeout' },
    { id: 'pipeline', label: 'Deadline, retry, breaker, bulkhead, timeout' },
  ],
  claims: [
    {
      id: 'mends-errors',
      text: 'While 20 % of the requests fail, at least 97 % of the calls through the pipeline are answered.',
      unit: 'share',
      check: ({ pipeline }) => atLeast(pipeline?.errors_answered_share, 0.97),
    },
    {
      id: 'timeout-does-not',
      text: 'With a timeout alone it is less than 85 %.',
      unit: 'share',
      check: ({ timeout }) => below(timeout?.errors_answered_share, 0.85),
    },
    {
      id: 'fails-fast',
      text: `While the dependency hangs, callers of the pipeline wait less than ${claimed_ms} ms at p95.`,
      unit: 'ms',
      check: ({ pipeline }) => below(pipeline?.hang_p95_ms, claimed_ms),
    },
    {
      id: 'no-storm',
      text: 'The hanging dependency gets less than 10 % of the requests that retries alone send it.',
      unit: 'requests',
      check: ({ pipeline, retry }) =>
        below(pipeline?.hang_attempts, 0.1 * (retry?.hang_attempts ?? Number.NaN)),
    },
    {
      id: 'recovers',
      text: 'From three seconds after the hang, at least 99 % of the calls through the pipeline are answered.',
      unit: 'share',
      check: ({ pipeline }) => atLeast(pipeline?.later_answered_share, 0.99),
    },
  ],
  notModelled: [
    'Side effects: every call may be repeated. One that may not needs a pipeline without a retry.',
    'A fallback: refused calls go without an answer here.',
    'More than one caller, and one dependency of many.',
    'The time that the pipeline itself takes, well below a thousandth of a millisecond a call.',
  ],
  length_ms,
  run,
};
