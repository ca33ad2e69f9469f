import type { ParameterSpec, Values } from '@dstudio/kernel';
import type { Findings, Lab, SeriesView, World } from '@dstudio/simulator';
import { above, atLeast, atMost, below } from '../lab-claims.ts';
import { arrivals, Dependency } from '../lab-kit.ts';
import { CallLog, gauge } from '../lab-views.ts';
import { Outcome } from '../policy.ts';
import { algorithms } from './algorithms.ts';
import { KeyedLimiter } from './keyed.ts';

const length_ms = 20_000;
const from_ms = 5_000;
const to_ms = 15_000;
const second_ms = 1_000;

const parameters = {
  algorithm: {
    kind: 'choice',
    label: 'Algorithm',
    about: 'How the limiter counts.',
    default: 'gcra',
    options: algorithms,
  },
  limit: {
    kind: 'integer',
    label: 'Limit',
    about: 'Requests that each client may send in one second: its share.',
    unit: 'requests',
    default: 100,
    min: 20,
    max: 1_000,
  },
  greed: {
    kind: 'number',
    label: 'Greed',
    about: 'How many times its share the fifth client sends for ten seconds.',
    unit: 'times',
    default: 10,
    min: 1,
    max: 50,
  },
  honest_rate: {
    kind: 'number',
    label: 'Honest clients',
    about: 'What each of the other four sends.',
    unit: 'requests/s',
    default: 80,
    min: 1,
    max: 500,
  },
} as const satisfies ParameterSpec;

/** Most events in any stretch of `span_ms`. The times are in order. */
const densest = (times_ms: readonly number[], span_ms: number): number => {
  let first = 0;
  let most = 0;
  times_ms.forEach((at_ms, index) => {
    while (at_ms - (times_ms[first] ?? at_ms) >= span_ms) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
};

const perSecond = (name: string, times_ms: readonly number[]): SeriesView['lines'][number] => {
  const x = Array.from({ length: (2 * length_ms) / second_ms }, (_, i) => (i * second_ms) / 2);
  const y = x.map(() => 0);
  for (const at_ms of times_ms) {
    const bucket = Math.floor((2 * at_ms) / second_ms);
    y[bucket] = (y[bucket] ?? 0) + 2;
  }
  return { name, x, y };
};

const run = (world: World, values: Values<typeof parameters>, variant: string): Findings => {
  const { algorithm, limit } = values;
  const service = new Dependency(world, 'service', { concurrency: 8, mean_ms: 10, queue: 400 });
  const limiter =
    variant === 'with'
      ? new KeyedLimiter({ algorithm, limit, window_ms: second_ms, keys_max: 100 })
      : undefined;
  const who = world.random('which client');
  const honest = new CallLog();
  const greedy = new CallLog();
  const asked: number[] = [];
  const admitted: number[] = [];
  let refused = false;

  const greedyRate = (now_ms: number): number =>
    from_ms <= now_ms && now_ms < to_ms ? values.greed * limit : values.honest_rate;
  const rate = (now_ms: number): number => 4 * values.honest_rate + greedyRate(now_ms);
  arrivals(world, rate, length_ms, () => {
    const at_ms = world.now;
    const pick = who.next() * rate(at_ms);
    const greed = pick < greedyRate(at_ms);
    const client = greed
      ? 'greedy'
      : `honest ${Math.floor((pick - greedyRate(at_ms)) / values.honest_rate)}`;
    const log = greed ? greedy : honest;
    if (greed) asked.push(at_ms);
    if (limiter !== undefined && !limiter.take(client, at_ms).allowed) {
      if (greed && !refused) {
        refused = true;
        world.record('limiter', 'refuses the greedy client for the first time');
      }
      log.add(at_ms, at_ms, Outcome.refused);
      return;
    }
    if (greed) admitted.push(at_ms);
    service.request((ok) => log.add(at_ms, world.now, ok ? Outcome.ok : Outcome.failed));
  });
  world.at(from_ms, () =>
    world.record('greedy client', `begins to send ${values.greed} times its share`),
  );
  world.at(to_ms, () => world.record('greedy client', 'stops'));
  world.run({ until_ms: Number.POSITIVE_INFINITY });

  const kept = honest.share(from_ms, to_ms, Outcome.ok);
  const p99_ms = honest.quantile(from_ms, to_ms, 0.99, Outcome.ok);
  return {
    views: [
      gauge('kept', 'Requests that the honest clients keep', '%', kept * 100, 'higher', 99),
      honest.outcomes(length_ms),
      honest.waits(length_ms, 150),
      {
        kind: 'series',
        id: 'greedy',
        title: 'The greedy client',
        unit: 'requests/s',
        lines: [perSecond('sent', asked), perSecond('let in', admitted)],
        marks: [{ name: 'its share', y: limit }],
      },
    ],
    events: world.events,
    measures: {
      honest_kept_share: kept,
      honest_p99_ms: p99_ms,
      honest_refused_share: honest.share(0, length_ms, Outcome.refused),
      greedy_rate_per_s: greedy.count(from_ms, to_ms, Outcome.ok) / ((to_ms - from_ms) / second_ms),
      greedy_densest_requests: densest(admitted, second_ms),
      limit_requests: limit,
    },
  };
};

export const lab: Lab<typeof parameters> = {
  slug: 'rate-limiting',
  title: 'Four honest clients and a greedy one',
  question: 'What does a client that sends ten times its share take from the others?',
  parameters,
  variants: [
    { id: 'without', label: 'First come, first served' },
    { id: 'with', label: 'A limit for each client' },
  ],
  claims: [
    {
      id: 'fair',
      text: 'A client that sends ten times its share takes nothing from the others: they keep 99 % of their requests.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.honest_kept_share, 0.99),
    },
    {
      id: 'unfair',
      text: 'Without a limit the others lose more than 20 % of theirs.',
      unit: 'share',
      check: ({ without }) => above(1 - (without?.honest_kept_share ?? Number.NaN), 0.2),
    },
    {
      id: 'quick',
      text: 'With the limit the others are answered within 150 ms at p99 all the while.',
      unit: 'ms',
      check: ({ with: on }) => below(on?.honest_p99_ms, 150),
    },
    {
      id: 'bounded',
      text: 'In no second does the limiter let more than twice the limit of one client in, whatever the algorithm.',
      unit: 'requests',
      check: ({ with: on }) =>
        atMost(on?.greedy_densest_requests, 2 * (on?.limit_requests ?? Number.NaN)),
    },
    {
      id: 'not-starved',
      text: 'The greedy client itself still gets at least 95 % of its share.',
      unit: 'share',
      check: ({ with: on }) =>
        atLeast((on?.greedy_rate_per_s ?? Number.NaN) / (on?.limit_requests ?? Number.NaN), 0.95),
    },
  ],
  notModelled: [
    'Clients that retry what was refused, or that slow down when they are told to.',
    'More than one replica and the shared store that they would count in.',
    'What refusing costs: here it is free.',
    'Clients that change their key to get a new budget.',
  ],
  length_ms,
  run,
};
