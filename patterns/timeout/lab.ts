import type { ParameterSpec, Values } from '@dstudio/kernel';
import type { Findings, Lab, World } from '@dstudio/simulator';
import { above, atLeast, atMost, below } from '../lab-claims.ts';
import { arrivals, Caller, Dependency } from '../lab-kit.ts';
import { CallLog, gauge, Sampled } from '../lab-views.ts';
import { Outcome } from '../policy.ts';
import { Timeout } from './timeout.ts';

const length_ms = 20_000;
const from_ms = 5_000;
const to_ms = 15_000;

const parameters = {
  after: {
    kind: 'duration',
    label: 'Timeout',
    about: 'How long a caller waits for an answer.',
    default: 400,
    min: 10,
    max: 5_000,
  },
  mean: {
    kind: 'duration',
    label: 'Time of the work',
    about: 'How long the dependency works on a request on average, while it is well.',
    default: 40,
    min: 1,
    max: 400,
  },
  rate: {
    kind: 'number',
    label: 'Calls',
    about: 'Calls a second.',
    unit: 'calls/s',
    default: 100,
    min: 1,
    max: 500,
  },
} as const satisfies ParameterSpec;

const run = (world: World, values: Values<typeof parameters>, variant: string): Findings => {
  const { after, mean, rate } = values;
  const dependency = new Dependency(world, 'dependency', {
    concurrency: 2_000,
    mean_ms: mean,
    troubles: [{ kind: 'hang', from_ms, to_ms }],
  });
  const layers = variant === 'with' ? [new Timeout(after)] : [];
  const caller = new Caller(world, layers, dependency.request);
  const log = new CallLog();
  const open = new Sampled();
  let inside = 0;
  let inside_max = 0;
  let firstCut = true;

  arrivals(
    world,
    () => rate,
    length_ms,
    () => {
      const started_ms = world.now;
      inside += 1;
      inside_max = Math.max(inside_max, inside);
      caller.call(({ outcome }) => {
        inside -= 1;
        log.add(started_ms, world.now, outcome);
        if (outcome !== Outcome.timedOut || !firstCut || started_ms < from_ms) return;
        firstCut = false;
        world.record('caller', 'stops waiting for the first of the hung calls');
      });
    },
  );
  world.at(from_ms, () => world.record('dependency', `hangs; ${inside} calls are under way`));
  world.at(to_ms, () => {
    world.record('dependency', `answers again; ${inside} callers still wait`);
  });
  for (let at_ms = 0; at_ms < length_ms; at_ms += 250) {
    world.at(at_ms, () => open.add(world.now, inside));
  }
  // Who waits at the end is answered, however late, so that every wait is known.
  world.run({ until_ms: Number.POSITIVE_INFINITY });

  const hang_max_ms = log.quantile(from_ms, to_ms, 1);
  return {
    views: [
      gauge('longest', 'Longest wait during the hang', 'ms', hang_max_ms, 'lower', after + 1),
      log.waits(length_ms, after),
      open.view('open', 'Calls under way in the caller', 'calls', 'under way'),
      log.outcomes(length_ms),
    ],
    events: world.events,
    measures: {
      hang_max_ms,
      limit_ms: after,
      inside_max_calls: inside_max,
      inside_limit_calls: 2 * (rate / 1_000) * after + 10,
      calm_cut_share: log.share(0, from_ms - after, Outcome.timedOut),
      later_answered_share: log.share(to_ms, length_ms, Outcome.ok),
    },
  };
};

export const lab: Lab<typeof parameters> = {
  slug: 'timeout',
  title: 'A dependency that does not answer',
  question:
    'How long does a caller wait for an answer that does not come, and what piles up meanwhile?',
  parameters,
  variants: [
    { id: 'without', label: 'Callers wait for as long as it takes' },
    { id: 'with', label: 'Each call has a timeout' },
  ],
  claims: [
    {
      id: 'bounded-wait',
      text: 'While the dependency hangs, no caller with a timeout waits longer than the timeout.',
      unit: 'ms',
      check: ({ with: on }) => atMost(on?.hang_max_ms, (on?.limit_ms ?? Number.NaN) + 0.001),
    },
    {
      id: 'bounded-pile',
      text: 'The calls under way stay below twice rate times timeout, and ten (Little’s law).',
      unit: 'calls',
      check: ({ with: on }) => below(on?.inside_max_calls, on?.inside_limit_calls),
    },
    {
      id: 'unbounded-without',
      text: 'Without a timeout, somebody waits longer than 9 s.',
      unit: 'ms',
      check: ({ without }) => above(without?.hang_max_ms, 9_000),
    },
    {
      id: 'seldom-wrong',
      text: 'While all is well, the timeout cuts off less than 1 % of the calls.',
      unit: 'share',
      check: ({ with: on }) => below(on?.calm_cut_share, 0.01),
    },
    {
      id: 'recovers',
      text: 'Of the calls made after the dependency answers again, at least 99 % get their answer.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.later_answered_share, 0.99),
    },
  ],
  notModelled: [
    'What a waiting call costs the caller: threads, memory, connections. Only their number counts.',
    'Telling the dependency that nobody waits any more. It does the work all the same.',
    'Overload of the dependency: it has room for everything, so that only the hang makes anybody wait.',
    'The network: requests and answers arrive at once.',
  ],
  length_ms,
  run,
};
