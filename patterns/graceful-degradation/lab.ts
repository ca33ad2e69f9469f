import type { ParameterSpec, Values } from '@dstudio/kernel';
import type { Findings, Lab, World } from '@dstudio/simulator';
import { atLeast, below } from '../lab-claims.ts';
import { arrivals, Caller, Dependency } from '../lab-kit.ts';
import { CallLog, gauge } from '../lab-views.ts';
import { Outcome } from '../policy.ts';
import { Timeout } from '../timeout/index.ts';
import { Fallback } from './fallback.ts';
import { LastGood } from './last-good.ts';

const length_ms = 20_000;
const from_ms = 5_000;
const to_ms = 15_000;
const claimed_ms = 250;

const parameters = {
  trouble: {
    kind: 'choice',
    label: 'Trouble',
    about: 'What the recommendations do for ten seconds.',
    default: 'hang',
    options: ['hang', 'errors'],
  },
  rate: {
    kind: 'number',
    label: 'Pages',
    about: 'Pages asked for each second.',
    unit: 'pages/s',
    default: 100,
    min: 10,
    max: 400,
  },
  timeout: {
    kind: 'duration',
    label: 'Timeout',
    about: 'How long a page waits for either part, in both variants.',
    default: 150,
    min: 20,
    max: 5_000,
  },
  products: {
    kind: 'integer',
    label: 'Products',
    about: 'How many products there are. Some are asked for far more often than others.',
    unit: 'products',
    default: 500,
    min: 1,
    max: 100_000,
  },
  age_max: {
    kind: 'duration',
    label: 'Oldest answer',
    about: 'How old a last good answer may be.',
    default: 60_000,
    min: 100,
    max: 3_600_000,
  },
} as const satisfies ParameterSpec;

const run = (world: World, values: Values<typeof parameters>, variant: string): Findings => {
  const troubles = [
    values.trouble === 'hang'
      ? { kind: 'hang' as const, from_ms, to_ms }
      : { kind: 'errors' as const, from_ms, to_ms, extent: 1 },
  ];
  const server = { concurrency: 64, mean_ms: 15 };
  const price = new Caller(
    world,
    [new Timeout(values.timeout)],
    new Dependency(world, 'price', server).request,
  );
  const recommendations = new Caller(
    world,
    [...(variant === 'with' ? [new Fallback()] : []), new Timeout(values.timeout)],
    new Dependency(world, 'recommendations', { ...server, troubles }).request,
  );
  const answers = new LastGood<true>({ age_ms_max: values.age_max, keys_max: 10_000 });
  const taste = world.random('taste');
  const pages = new CallLog();
  let degraded = 0;
  let recalled = 0;
  let first = true;

  arrivals(
    world,
    () => values.rate,
    length_ms,
    () => {
      const arrived_ms = world.now;
      // The cube draws half of all pages to one product in eight.
      const draw = taste.next();
      const product = `${Math.floor(values.products * draw * draw * draw)}`;
      let awaited = 2;
      let page: Outcome = Outcome.ok;
      const part = (outcome: Outcome): void => {
        // The worst part decides: a failure over a degraded answer over a full one.
        if (outcome !== Outcome.ok && (page === Outcome.ok || page === Outcome.degraded)) {
          page = outcome;
        }
        awaited -= 1;
        if (awaited === 0) pages.add(arrived_ms, world.now, page);
      };
      price.call(({ outcome }) => part(outcome));
      recommendations.call(({ outcome }) => {
        if (outcome === Outcome.ok) answers.keep(product, true, world.now);
        if (outcome === Outcome.degraded) {
          degraded += 1;
          if (answers.recall(product, world.now) !== undefined) recalled += 1;
        }
        if (outcome !== Outcome.ok && first) {
          first = false;
          const what = outcome === Outcome.degraded ? 'is answered without' : 'fails for want of';
          world.record('page', `${what} recommendations for the first time`);
        }
        part(outcome);
      });
    },
  );
  world.at(from_ms, () =>
    world.record('recommendations', values.trouble === 'hang' ? 'hang' : 'fail'),
  );
  world.at(to_ms, () => world.record('recommendations', 'answer again'));
  world.run({ until_ms: Number.POSITIVE_INFINITY });

  const answered = pages.share(from_ms, to_ms, Outcome.ok, Outcome.degraded);
  const full = pages.share(from_ms, to_ms, Outcome.ok);
  const p99_ms = pages.quantile(from_ms, to_ms, 0.99);
  return {
    views: [
      gauge('answered', 'Pages answered, full or degraded', '%', answered * 100, 'higher', 99),
      gauge('full', 'Pages answered in full', '%', full * 100, 'higher'),
      pages.outcomes(length_ms),
      pages.waits(length_ms, claimed_ms),
    ],
    events: world.events,
    measures: {
      answered_share: answered,
      full_share: full,
      page_p99_ms: p99_ms,
      recalled_share: recalled / degraded,
      calm_degraded_share: pages.share(0, from_ms, Outcome.degraded),
    },
  };
};

export const lab: Lab<typeof parameters> = {
  slug: 'graceful-degradation',
  title: 'A page that can do without',
  question: 'What do users see while a part that nobody would miss is down?',
  parameters,
  variants: [
    { id: 'without', label: 'A page fails with any of its parts' },
    { id: 'with', label: 'A fallback for the recommendations' },
  ],
  claims: [
    {
      id: 'answered',
      text: 'While the recommendations hang, 99 % of the pages are answered, full or degraded.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.answered_share, 0.99),
    },
    {
      id: 'outage',
      text: 'Without a fallback fewer than 5 % are.',
      unit: 'share',
      check: ({ without }) => below(without?.answered_share, 0.05),
    },
    {
      id: 'honest',
      text: 'A degraded page is not called a full one: fewer than 5 % count as full while the recommendations hang.',
      unit: 'share',
      check: ({ with: on }) => below(on?.full_share, 0.05),
    },
    {
      id: 'quick',
      text: `A page takes less than ${claimed_ms} ms at p99 all the while.`,
      unit: 'ms',
      check: ({ with: on }) => below(on?.page_p99_ms, claimed_ms),
    },
    {
      id: 'last-good',
      text: 'For 60 % of the degraded pages there is a last good answer to show, five seconds after a cold start.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.recalled_share, 0.6),
    },
  ],
  notModelled: [
    'What a user makes of a page without recommendations.',
    'The harm of an answer that is stale: here its age is all that is known of it.',
    'A fallback that fails or is slow itself.',
    'A page whose price is down. It cannot be degraded, and is not.',
  ],
  length_ms,
  run,
};
