import type { ParameterSpec, Values } from '@dstudio/kernel';
import type { Findings, Lab, World } from '@dstudio/simulator';
import { atLeast, below } from '../lab-claims.ts';
import { arrivals, Caller, Dependency, type Trouble } from '../lab-kit.ts';
import { CallLog, gauge } from '../lab-views.ts';
import { type Layer, Outcome } from '../policy.ts';
import { Timeout } from '../timeout/index.ts';
import { type Jitter, jitters } from './backoff.ts';
import { Retry } from './retry.ts';

const length_ms = 30_000;
/** A share of the requests fails for a while, then nothing is answered for a while. */
const errors = { from_ms: 2_000, to_ms: 8_000, share: 0.05 };
const outage = { from_ms: 10_000, to_ms: 13_000 };
/** Long after the outage: what is still wrong here, the outage is no excuse for. */
const after_ms = 23_000;
const bucket_ms = 500;

const parameters = {
  rate: {
    kind: 'number',
    label: 'Calls',
    about: 'Calls a second. The dependency can do 500.',
    unit: 'calls/s',
    default: 300,
    min: 50,
    max: 480,
  },
  attempts: {
    kind: 'integer',
    label: 'Attempts',
    about: 'Attempts in all, in both variants that retry.',
    unit: 'attempts',
    default: 4,
    min: 2,
    max: 6,
  },
  base: {
    kind: 'duration',
    label: 'First delay',
    about: 'With backoff: the delay before the second attempt, before jitter.',
    default: 50,
    min: 1,
    max: 2_000,
  },
  jitter: {
    kind: 'choice',
    label: 'Jitter',
    about: 'With backoff: how delays are spread.',
    default: 'full',
    options: jitters,
  },
  budget: {
    kind: 'share',
    label: 'Retry budget',
    about: 'With backoff: retries as a share of calls.',
    default: 0.1,
    min: 0,
    max: 1,
  },
} as const satisfies ParameterSpec;

const layersOf = (
  world: World,
  { attempts, base, jitter, budget }: Values<typeof parameters>,
  variant: string,
): readonly Layer[] => {
  const timeout = new Timeout(200);
  const random = world.random('jitter');
  if (variant === 'none') return [timeout];
  const settings =
    variant === 'storm'
      ? ({ jitter: 'none', base_ms: 0, cap_ms: 0, budget: 100, reserve: 1e9 } as const)
      : // The options of the parameter are the jitters.
        { jitter: jitter as Jitter, base_ms: base, cap_ms: 2_000, budget, reserve: 10 };
  return [new Retry({ attempts, ...settings }, random), timeout];
};

const run = (world: World, values: Values<typeof parameters>, variant: string): Findings => {
  const troubles: readonly Trouble[] = [
    { kind: 'errors', from_ms: errors.from_ms, to_ms: errors.to_ms, extent: errors.share },
    { kind: 'hang', ...outage },
  ];
  const dependency = new Dependency(world, 'dependency', {
    concurrency: 10,
    mean_ms: 20,
    troubles,
    queue: 1_000,
  });
  const caller = new Caller(world, layersOf(world, values, variant), dependency.request);
  const log = new CallLog();
  const attempts_per_s: number[] = [];
  const x: number[] = [];
  let calls = 0;
  let callsBefore = 0;
  let attemptsBefore = 0;
  let outageCalls = 0;
  let outageAttempts = 0;

  arrivals(
    world,
    () => values.rate,
    length_ms,
    () => {
      const started_ms = world.now;
      calls += 1;
      caller.call(({ outcome }) => log.add(started_ms, world.now, outcome));
    },
  );
  world.at(errors.from_ms, () => world.record('dependency', 'begins to fail 5 % of the requests'));
  world.at(errors.to_ms, () => world.record('dependency', 'is well'));
  world.at(outage.from_ms, () => {
    world.record('dependency', 'hangs');
    outageCalls = -calls;
    outageAttempts = -caller.attempts;
  });
  world.at(outage.to_ms, () => {
    outageCalls += calls;
    outageAttempts += caller.attempts;
    world.record('dependency', `answers again; ${dependency.queued} requests are in its queue`);
  });
  for (let at_ms = bucket_ms; at_ms <= length_ms; at_ms += bucket_ms) {
    world.at(at_ms, () => {
      x.push(at_ms - bucket_ms);
      attempts_per_s.push(((caller.attempts - attemptsBefore) * 1_000) / bucket_ms);
      if (at_ms % 2_000 === 0) {
        world.record('load', `${calls - callsBefore} calls since; ${dependency.queued} queued`);
        callsBefore = calls;
      }
      attemptsBefore = caller.attempts;
    });
  }
  world.run({ until_ms: Number.POSITIVE_INFINITY });

  const flaky_answered_share = log.share(errors.from_ms, errors.to_ms, Outcome.ok);
  const outage_attempts_per_call = outageAttempts / outageCalls;
  const later_answered_share = log.share(after_ms, length_ms, Outcome.ok);
  return {
    views: [
      gauge('later', 'Answered, ten seconds after', '%', 100 * later_answered_share, 'higher', 99),
      {
        kind: 'series',
        id: 'attempts',
        title: 'Attempts that reach the dependency',
        unit: 'attempts/s',
        lines: [{ name: 'attempts', x, y: attempts_per_s }],
        marks: [{ name: 'what it can do', y: 500 }],
      },
      log.outcomes(length_ms),
      log.waits(length_ms),
    ],
    events: world.events,
    measures: { flaky_answered_share, outage_attempts_per_call, later_answered_share },
  };
};

export const lab: Lab<typeof parameters> = {
  slug: 'retry-with-backoff',
  title: 'Help or storm',
  question: 'Do retries get callers over a fault, or do they keep the fault alive?',
  parameters,
  variants: [
    { id: 'none', label: 'One attempt' },
    { id: 'storm', label: 'Retries at once, as many as there may be' },
    { id: 'with', label: 'Backoff with jitter, within a budget' },
  ],
  claims: [
    {
      id: 'mends',
      text: 'While 5 % of the requests fail, at least 99.5 % of the calls with backoff are answered.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.flaky_answered_share, 0.995),
    },
    {
      id: 'budget',
      text: 'While nothing is answered, the budget keeps attempts below 1.15 for each call.',
      unit: 'attempts per call',
      check: ({ with: on }) => below(on?.outage_attempts_per_call, 1.15),
    },
    {
      id: 'recovers',
      text: 'Ten seconds after the outage, at least 99 % of the calls with backoff are answered.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.later_answered_share, 0.99),
    },
    {
      id: 'metastable',
      text: 'Ten seconds after the outage, callers that retry at once get fewer than 50 % of their calls answered: their own retries keep the dependency down.',
      unit: 'share',
      check: ({ storm }) => below(storm?.later_answered_share, 0.5),
    },
  ],
  notModelled: [
    'Side effects: an attempt whose answer is lost may have worked. Here every call may be repeated.',
    'Retries at more than one level, which multiply.',
    'A dependency that notices that nobody waits any more. It works on abandoned requests, too.',
    'Several callers with a budget each: here is one, with all the traffic.',
  ],
  length_ms,
  run,
};
