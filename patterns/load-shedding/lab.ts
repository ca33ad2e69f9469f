import { lognormal, type ParameterSpec, type Values } from '@dstudio/kernel';
import type { Findings, Lab, World } from '@dstudio/simulator';
import { Fifo } from '@dstudio/structures';
import { atLeast, below } from '../lab-claims.ts';
import { arrivals } from '../lab-kit.ts';
import { CallLog, gauge, Sampled } from '../lab-views.ts';
import { type Gate, type Load, Outcome } from '../policy.ts';
import { ControlledDelay } from './controlled-delay.ts';

const length_ms = 25_000;
const from_ms = 5_000;
const to_ms = 15_000;
const concurrency = 8;
const mean_ms = 20;
const capacity_per_s = (1_000 * concurrency) / mean_ms;
const claimed_ms = 150;

const parameters = {
  overload: {
    kind: 'number',
    label: 'Overload',
    about: 'Requests that come for ten seconds, as a multiple of what the service can do.',
    unit: 'times',
    default: 3,
    min: 0.5,
    max: 10,
  },
  patience: {
    kind: 'duration',
    label: 'Patience',
    about: 'How long a client waits. The service does not know when one has left.',
    default: 1_000,
    min: 100,
    max: 10_000,
  },
  target: {
    kind: 'duration',
    label: 'Target wait',
    about: 'The wait that a queue which never empties may have.',
    default: 5,
    min: 1,
    max: 1_000,
  },
  interval: {
    kind: 'duration',
    label: 'Interval',
    about: 'How long the queue has to stand before anything is shed.',
    default: 100,
    min: 10,
    max: 5_000,
  },
} as const satisfies ParameterSpec;

interface Request {
  readonly arrived_ms: number;
  readonly work_ms: number;
}

/** Eight workers and a queue that forgets nobody, behind a gate. */
class Server {
  readonly load: Load = { running: 0, queued: 0, concurrency };
  /** Work that was done although its client had left. */
  wasted = 0;
  readonly #world: World;
  readonly #gate: Gate;
  readonly #patience_ms: number;
  readonly #log: CallLog;
  readonly #queue = new Fifo<Request>();

  constructor(world: World, gate: Gate, patience_ms: number, log: CallLog) {
    this.#world = world;
    this.#gate = gate;
    this.#patience_ms = patience_ms;
    this.#log = log;
  }

  arrive(request: Request): void {
    const { load } = this;
    if (!this.#gate.arrive(this.#world.now, load)) {
      this.#close(request, Outcome.refused);
      return;
    }
    this.#queue.push(request);
    load.queued += 1;
    this.#next();
  }

  #next(): void {
    const { load } = this;
    while (load.running < concurrency) {
      const request = this.#queue.shift();
      if (request === undefined) return;
      load.queued -= 1;
      const { now } = this.#world;
      if (this.#gate.begin?.(now, now - request.arrived_ms) ?? true) {
        load.running += 1;
        this.#world.after(request.work_ms, this.#end, request);
      } else this.#close(request, Outcome.refused);
    }
  }

  readonly #end = (request: Request): void => {
    this.load.running -= 1;
    this.#close(request, Outcome.ok);
    this.#next();
  };

  #close(request: Request, outcome: Outcome): void {
    const took_ms = this.#world.now - request.arrived_ms;
    const left = took_ms > this.#patience_ms;
    if (left && outcome === Outcome.ok) this.wasted += 1;
    const at_ms = request.arrived_ms + Math.min(took_ms, this.#patience_ms);
    this.#log.add(request.arrived_ms, at_ms, left ? Outcome.cancelled : outcome);
  }
}

const open: Gate = { name: 'open', arrive: () => true };

const run = (world: World, values: Values<typeof parameters>, variant: string): Findings => {
  const shedder = new ControlledDelay({
    target_ms: values.target,
    interval_ms: values.interval,
    queue: 100,
  });
  const log = new CallLog();
  const server = new Server(world, variant === 'with' ? shedder : open, values.patience, log);
  const work = world.random('work');
  const queue = new Sampled();
  const rate = (now_ms: number): number =>
    capacity_per_s * (from_ms <= now_ms && now_ms < to_ms ? values.overload : 0.6);
  arrivals(world, rate, length_ms, () => {
    server.arrive({ arrived_ms: world.now, work_ms: lognormal(work, mean_ms, 0.5) });
  });
  world.at(from_ms, () => world.record('clients', `ask for ${values.overload} times the capacity`));
  world.at(to_ms, () => world.record('clients', 'ask for 0.6 times the capacity again'));
  let told: 'calm' | 'shedding' | 'over' = 'calm';
  for (let at_ms = 0; at_ms < length_ms; at_ms += 100) {
    world.at(at_ms, () => {
      queue.add(world.now, server.load.queued);
      // The gate looks anew in each interval and wavers all the while: only the first look and the
      // last say anything.
      if (told === 'calm' && shedder.overloaded) {
        told = 'shedding';
        world.record('gate', 'sees a standing queue and begins to shed');
      } else if (told === 'shedding' && world.now > to_ms && !shedder.overloaded) {
        told = 'over';
        world.record('gate', 'sees the queue empty');
      }
    });
  }
  // Whoever waits at the end is served, so that nobody's fate is unknown.
  world.run({ until_ms: Number.POSITIVE_INFINITY });

  const good_per_s = log.count(from_ms, to_ms, Outcome.ok) / ((to_ms - from_ms) / 1_000);
  const goodput_share = good_per_s / Math.min(capacity_per_s, rate(from_ms));
  const p99_ms = log.quantile(from_ms, to_ms, 0.99, Outcome.ok);
  return {
    views: [
      gauge('goodput', 'Goodput over capacity', '%', goodput_share * 100, 'higher', 90),
      log.outcomes(length_ms),
      log.waits(length_ms, claimed_ms),
      queue.view('queue', 'Requests that wait', 'requests', 'queue'),
    ],
    events: world.events,
    measures: {
      goodput_share,
      admitted_p99_ms: p99_ms,
      wasted_share: server.wasted / log.count(0, length_ms, Outcome.ok, Outcome.cancelled),
      calm_refused_share: log.share(0, from_ms, Outcome.refused),
      later_answered_share: log.share(to_ms + 1_000, length_ms, Outcome.ok),
    },
  };
};

export const lab: Lab<typeof parameters> = {
  slug: 'load-shedding',
  title: 'Three times as much as can be done',
  question: 'How much does a service get done when far too much is asked of it?',
  parameters,
  variants: [
    { id: 'without', label: 'Everybody may wait' },
    { id: 'with', label: 'Controlled delay' },
  ],
  claims: [
    {
      id: 'goodput',
      text: 'Under three times the load it can take, the shedding service answers at least 90 % of its capacity in time.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.goodput_share, 0.9),
    },
    {
      id: 'collapse',
      text: 'Without shedding the goodput falls below 20 % of the capacity.',
      unit: 'share',
      check: ({ without }) => below(without?.goodput_share, 0.2),
    },
    {
      id: 'in-time',
      text: `What is admitted under overload is answered within ${claimed_ms} ms at p99.`,
      unit: 'ms',
      check: ({ with: on }) => below(on?.admitted_p99_ms, claimed_ms),
    },
    {
      id: 'recovers',
      text: 'From one second after the overload, 99 % of the requests are answered in time.',
      unit: 'share',
      check: ({ with: on }) => atLeast(on?.later_answered_share, 0.99),
    },
    {
      id: 'free-of-charge',
      text: 'At 0.6 times the capacity less than 0.1 % is shed.',
      unit: 'share',
      check: ({ with: on }) => below(on?.calm_refused_share, 0.001),
    },
  ],
  notModelled: [
    'Retries: a client that is refused does not come back.',
    'What a refusal costs: here it is free, in life it has to be cheap.',
    'Priorities: every request is worth the same.',
    'A service that gets slower the more it has in memory. Without shedding, life is worse than this.',
  ],
  length_ms,
  run,
};
