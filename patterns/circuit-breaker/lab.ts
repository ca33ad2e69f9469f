import type { ParameterSpec, Values } from '@dstudio/kernel';
import type { Findings, Lab, LaneState, World } from '@dstudio/simulator';
import { atLeast, atMost, below } from '../lab-claims.ts';
import { arrivals, Caller, Dependency } from '../lab-kit.ts';
import { CallLog, gauge, Lane } from '../lab-views.ts';
import { Outcome } from '../policy.ts';
import { Timeout } from '../timeout/index.ts';
import type { BreakerState } from './breaker.ts';
import { BreakerLayer } from './layer.ts';

const length_ms = 50_000;
const from_ms = 10_000;
const to_ms = 40_000;
const claimed_ms = 50;

const parameters = {
  rate: {
    kind: 'number',
    label: 'Calls',
    about: 'Calls a second.',
    unit: 'calls/s',
    default: 100,
    min: 5,
    max: 500,
  },
  timeout: {
    kind: 'duration',
    label: 'Timeout',
    about: 'How long one call may take, in both variants.',
    default: 400,
    min: 50,
    max: 5_000,
  },
  failure_rate: {
    kind: 'share',
    label: 'Failure rate',
    about: 'Opens when this share of the last 50 calls failed.',
    default: 0.5,
    min: 0.05,
    max: 1,
  },
  open_for: {
    kind: 'duration',
    label: 'Open for',
    about: 'How long it refuses everything before it lets trials through.',
    default: 4_000,
    min: 100,
    max: 8_000,
  },
  trials: {
    kind: 'integer',
    label: 'Trials',
    about: 'Calls let through half-open. All but one of them have to succeed.',
    unit: 'calls',
    default: 3,
    min: 2,
    max: 50,
  },
} as const satisfies ParameterSpec;

const laneStates: Readonly<Record<BreakerState, LaneState>> = {
  closed: 'good',
  open: 'bad',
  'half-open': 'waiting',
};

const run = (world: World, values: Values<typeof parameters>, variant: string): Findings => {
  const dependency = new Dependency(world, 'dependency', {
    concurrency: 200,
    mean_ms: 20,
    troubles: [
      { kind: 'errors', from_ms: 0, to_ms: from_ms, extent: 0.05 },
      { kind: 'hang', from_ms, to_ms },
    ],
  });
  const breaker = new BreakerLayer({
    window: 'count',
    calls: 50,
    span_ms: 1,
    minimum_calls: 20,
    failure_rate: values.failure_rate,
    slow_after_ms: Number.POSITIVE_INFINITY,
    slow_rate: 1,
    open_ms: values.open_for,
    trials: values.trials,
    successes: values.trials - 1,
  });
  const timeout = new Timeout(values.timeout);
  const layers = variant === 'with' ? [breaker, timeout] : [timeout];
  const caller = new Caller(world, layers, dependency.request);
  const log = new CallLog();
  const lane = new Lane();
  let hangAttempts = 0;

  lane.enter(0, 'good', 'closed');
  breaker.breaker.onChange = (state) => {
    world.record('breaker', state);
    lane.enter(world.now, laneStates[state], state);
  };
  arrivals(
    world,
    () => values.rate,
    length_ms,
    () => {
      const started_ms = world.now;
      caller.call(({ outcome }) => log.add(started_ms, world.now, outcome));
    },
  );
  world.record('dependency', 'fails 5 % of the requests');
  world.at(from_ms, () => {
    world.record('dependency', 'hangs');
    hangAttempts = -caller.attempts;
  });
  world.at(to_ms, () => {
    world.record('dependency', 'answers again, without errors');
    hangAttempts += caller.attempts;
  });
  world.run({ until_ms: Number.POSITIVE_INFINITY });

  const hang_p95_ms = log.quantile(from_ms, to_ms, 0.95);
  return {
    views: [
      gauge('wait', 'Wait during the hang, p95', 'ms', hang_p95_ms, 'lower', claimed_ms),
      {
        kind: 'lanes',
        id: 'breaker',
        title: 'The breaker',
        lanes: variant === 'with' ? [lane.lane('state', length_ms)] : [],
      },
      log.waits(length_ms, claimed_ms),
      log.outcomes(length_ms),
    ],
    events: world.events,
    measures: {
      hang_p95_ms,
      hang_attempts: hangAttempts,
      calm_refused_share: log.share(0, from_ms, Outcome.refused),
      later_answered_share: log.share(to_ms + values.open_for + 1_000, length_ms, Outcome.ok),
    },
  };
};

export const lab: Lab<typeof parameters> = {
  slug: 'circuit-breaker',
  title: 'While the dependency hangs',
  question:
    'How long do callers wait for a dependency that is known to be down, and how soon do they come back?',
  parameters,
  variants: [
    { id: 'without', label: 'A timeout alone' },
    { id: 'with', label: 'A breaker around the timeout' },
  ],
  claims: [
    {
      id: 'fails-fast',
      text: `While the dependency hangs, callers behind the breaker wait less than ${claimed_ms} ms at p95.`,
      unit: 'ms',
      check: ({ with: on }) => below(on?.hang_p95_ms, claimed_ms),
    },
    {
      id: 'leaves-alone',
      text: 'The hanging dependency gets less than 10 % of the requests that it gets without the breaker.',
      unit: 'requests',
      check: ({ with: on, without }) =>
        below(on?.hang_attempts, 0.1 * (without?.hang_attempts ?? Number.NaN)),
    },
    {
      id: 'patient',
      text: 'While 5 % of the requests fail at random, the breaker refuses none.',
      unit: 'share',
      check: ({ with: on }) => atMost(on?.calm_refused_share, 0),
    },
    {
      id: 'recovers',
      text: 'From one second after the first trials that can succeed, at least 99 % of the calls are answered.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.later_answered_share, 0.99),
    },
  ],
  notModelled: [
    'More than one caller. Each has a breaker of its own and finds out for itself.',
    'What callers do with a refusal: here they go without, and do not try again.',
    'A dependency of which a part is down. A breaker sees one callee, and opens or does not.',
    'The network: requests and answers arrive at once.',
  ],
  length_ms,
  run,
};
