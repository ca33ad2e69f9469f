import type { ParameterSpec, Values } from '@dstudio/kernel';
import type { Findings, Lab, World } from '@dstudio/simulator';
import { Fifo } from '@dstudio/structures';
import { above, atLeast, atMost, below } from '../lab-claims.ts';
import { arrivals, Caller, Dependency, type DependencySettings } from '../lab-kit.ts';
import { CallLog, gauge, Sampled } from '../lab-views.ts';
import { Outcome } from '../policy.ts';
import { Timeout } from '../timeout/index.ts';
import { Bulkhead } from './bulkhead.ts';

const length_ms = 20_000;
const from_ms = 5_000;
const to_ms = 15_000;
const claimed_ms = 150;

const parameters = {
  rate: {
    kind: 'number',
    label: 'Pages',
    about: 'Pages asked for each second.',
    unit: 'pages/s',
    default: 200,
    min: 10,
    max: 500,
  },
  share: {
    kind: 'share',
    label: 'Pages with reviews',
    about: 'Share of the pages that need the reviews. The others need the catalogue alone.',
    default: 0.2,
    min: 0.01,
    max: 0.5,
  },
  workers: {
    kind: 'integer',
    label: 'Workers',
    about: 'Pages that the shop works on at once, those that wait for an answer included.',
    unit: 'workers',
    default: 32,
    min: 8,
    max: 256,
  },
  concurrent: {
    kind: 'integer',
    label: 'Places in the bulkhead',
    about: 'Calls to the reviews that may be under way at once.',
    unit: 'calls',
    default: 8,
    min: 1,
    max: 256,
  },
  timeout: {
    kind: 'duration',
    label: 'Timeout',
    about: 'How long the shop waits for an answer, in both variants.',
    default: 2_000,
    min: 50,
    max: 10_000,
  },
} as const satisfies ParameterSpec;

/** The shop: so many workers, one queue. A worker is held until its page is done. */
class Workers {
  free: number;
  readonly #queue = new Fifo<() => void>();

  constructor(count: number) {
    this.free = count;
  }

  take(begin: () => void): void {
    if (this.free === 0) {
      this.#queue.push(begin);
      return;
    }
    this.free -= 1;
    begin();
  }

  giveBack(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.free += 1;
    else next();
  }
}

const run = (world: World, values: Values<typeof parameters>, variant: string): Findings => {
  const dependency = (name: string, troubles: NonNullable<DependencySettings['troubles']>) =>
    new Dependency(world, name, { concurrency: 128, mean_ms: 20, troubles });
  const timeout = () => new Timeout(values.timeout);
  const bulkhead = new Bulkhead({
    concurrent: values.concurrent,
    queue: 0,
    wait_ms: values.timeout,
  });
  const catalogue = new Caller(world, [timeout()], dependency('catalogue', []).request);
  const reviews = new Caller(
    world,
    variant === 'with' ? [bulkhead, timeout()] : [timeout()],
    dependency('reviews', [{ kind: 'hang', from_ms, to_ms }]).request,
  );
  const workers = new Workers(values.workers);
  const kind = world.random('kind of page');
  const plain = new CallLog();
  const reviewed = new CallLog();
  const held = new Sampled();
  let holding = 0;
  let held_max = 0;
  let starved = false;
  let refused = false;

  arrivals(
    world,
    () => values.rate,
    length_ms,
    () => {
      const arrived_ms = world.now;
      const needsReviews = kind.next() < values.share;
      if (workers.free === 0 && !starved) {
        starved = true;
        world.record('shop', `no worker is free; ${holding} of ${values.workers} wait for reviews`);
      }
      workers.take(() => {
        if (needsReviews) holding += 1;
        (needsReviews ? reviews : catalogue).call(({ outcome }) => {
          if (needsReviews) holding -= 1;
          if (outcome === Outcome.refused && !refused) {
            refused = true;
            world.record('bulkhead', 'refuses a call for the first time');
          }
          (needsReviews ? reviewed : plain).add(arrived_ms, world.now, outcome);
          workers.giveBack();
        });
        // After the call: what was refused at once has been given back by now.
        held_max = Math.max(held_max, holding);
      });
    },
  );
  world.at(from_ms, () => world.record('reviews', 'hang'));
  world.at(to_ms, () => world.record('reviews', 'answer again'));
  for (let at_ms = 0; at_ms < length_ms; at_ms += 250) {
    world.at(at_ms, () => held.add(world.now, holding));
  }
  // Who waits at the end is served, however late, so that every wait is known.
  world.run({ until_ms: Number.POSITIVE_INFINITY });

  const plain_p99_ms = plain.quantile(from_ms, to_ms, 0.99);
  const measures = {
    plain_p99_ms,
    plain_answered_share: plain.share(from_ms, to_ms, Outcome.ok),
    held_max_workers: held_max,
    places_calls: values.concurrent,
    calm_refused_share: reviewed.share(0, from_ms, Outcome.refused),
    later_answered_share: reviewed.share(to_ms + 1_000, length_ms, Outcome.ok),
  };
  return {
    views: [
      gauge('plain', 'Pages without reviews, p99', 'ms', plain_p99_ms, 'lower', claimed_ms),
      plain.waits(length_ms, claimed_ms),
      held.view('held', 'Workers that wait for the reviews', 'workers', 'held'),
      reviewed.outcomes(length_ms),
    ],
    events: world.events,
    measures,
  };
};

export const lab: Lab<typeof parameters> = {
  slug: 'bulkhead',
  title: 'One dependency hangs, the other does not',
  question: 'Can a dependency that hangs take down the pages that never ask it?',
  parameters,
  variants: [
    { id: 'without', label: 'Timeouts alone' },
    { id: 'with', label: 'A bulkhead around the calls to the reviews' },
  ],
  claims: [
    {
      id: 'isolated',
      text: `While the reviews hang, pages that need only the catalogue take less than ${claimed_ms} ms at p99 behind the bulkhead.`,
      unit: 'ms',
      check: ({ with: on }) => below(on?.plain_p99_ms, claimed_ms),
    },
    {
      id: 'taken-down',
      text: 'Without it, the same pages take more than 1 s at p99, though nothing they need is slow.',
      unit: 'ms',
      check: ({ without }) => above(without?.plain_p99_ms, 1_000),
    },
    {
      id: 'bounded',
      text: 'The reviews never hold more workers than the bulkhead has places.',
      unit: 'workers',
      check: ({ with: on }) => atMost(on?.held_max_workers, on?.places_calls),
    },
    {
      id: 'free-of-charge',
      text: 'While all is well the bulkhead refuses less than 0.1 % of the calls.',
      unit: 'share',
      check: ({ with: on }) => below(on?.calm_refused_share, 0.001),
    },
    {
      id: 'recovers',
      text: 'From one second after the reviews answer again, 99 % of the pages that need them get them.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.later_answered_share, 0.99),
    },
  ],
  notModelled: [
    'Clients that give up: everybody waits for as long as it takes.',
    'What a held worker costs in memory and connections; only their number counts.',
    'More than one replica of the shop. Each would have a bulkhead of its own.',
    'The network: calls and answers arrive at once.',
  ],
  length_ms,
  run,
};
