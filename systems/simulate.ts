import { exponential, type Random } from '@dstudio/kernel';
import { Outcome } from '@dstudio/patterns/policy';
import { createWorld, type World } from '@dstudio/simulator';
import { Engine } from './engine/engine.ts';
import { length_ms, spikeFactor } from './faults.ts';
import { compile, type EdgeModel, type EntryModel, type OperationModel } from './model.ts';
import { Answer, RequestLog } from './record.ts';
import type { Fault, Timing } from './report.ts';
import type { System } from './system.ts';
import { defaultTiming } from './timing.ts';

export interface SimulateOptions {
  readonly seed: number;
  /** Undefined for a run in fair weather. */
  readonly fault?: Fault | undefined;
  readonly timing?: Timing;
  /** Sees each call over an edge as it ends, for a replay that shows more than the clients see. */
  readonly called?: (edge: EdgeModel, outcome: Outcome, at_ms: number) => void;
  /** Sees how long each request waited for a worker. */
  readonly began?: (operation: OperationModel, waited_ms: number, at_ms: number) => void;
  /** Asked now and then while requests of the fault are open; true ends the run there, unfinished. */
  readonly enough?: (log: RequestLog, now_ms: number) => boolean;
}

/** When `enough` is asked, after the onset: first, and each time so much later than the last. */
const firstAsk_ms = 100;
const askGrowth = 1.25;

/** One run, as the clients saw it. */
export interface Run {
  readonly seed: number;
  readonly timing: Timing;
  readonly log: RequestLog;
  readonly faultStart_ms: number;
  readonly faultEnd_ms: number;
  /** Traffic ended here; what was under way then was still waited for. */
  readonly end_ms: number;
  /** Rolls over every event: the same seed gives the same hash, in Node and in browsers. */
  readonly hash: string;
  readonly events: number;
}

const answerOf = (outcome: Outcome): Answer => {
  if (outcome === Outcome.ok) return Answer.full;
  return outcome === Outcome.degraded ? Answer.degraded : Answer.failed;
};

interface Traffic {
  readonly world: World;
  readonly log: RequestLog;
  readonly entries: readonly EntryModel[];
  /** The entry that each open request came by. */
  readonly entryOf: number[];
  readonly end_ms: number;
}

/** Time to the next arrival of a Poisson stream. */
const nextGap_ms = (gaps: Random, rate_per_s: number): number =>
  exponential(gaps, 1_000 / rate_per_s);
const arrivalsOf = (id: string): string => `arrivals ${id}`;

/** Poisson arrivals at each entry; `factor` follows the spike. */
const startTraffic = (traffic: Traffic, engine: Engine, factor: (entry: EntryModel) => number) => {
  const { world, log, entryOf } = traffic;
  traffic.entries.forEach((entry, index) => {
    const gaps = world.random(arrivalsOf(entry.target.id));
    const next = (first: boolean): void => {
      if (!first) {
        const row = log.open(world.now);
        entryOf.push(index);
        engine.request(entry.target, row);
      }
      const gap_ms = nextGap_ms(gaps, entry.rate_per_s * factor(entry));
      if (world.now + gap_ms < traffic.end_ms) world.after(gap_ms, next, false, undefined);
    };
    next(true);
  });
};

/** How many requests arrive during the fault. Traffic takes no notice of the system: no need to run it. */
export const requestsDuring = (
  { entries }: System,
  { seed, fault, timing }: Pick<SimulateOptions, 'seed' | 'fault'> & { readonly timing: Timing },
): number => {
  const world = createWorld({ seed });
  const start_ms = timing.warmup_ms;
  const end_ms = start_ms + length_ms(fault, timing);
  let requests = 0;
  for (const { service, operation, rate_per_s } of entries) {
    const id = `${service}/${operation}`;
    const gaps = world.random(arrivalsOf(id));
    for (let now_ms = 0; ; ) {
      const factor = fault?.entry === id && now_ms >= start_ms ? spikeFactor : 1;
      now_ms += nextGap_ms(gaps, rate_per_s * factor);
      if (now_ms >= end_ms) break;
      if (now_ms >= start_ms) requests += 1;
    }
  }
  return requests;
};

/**
 * Runs a system under traffic for warm-up, fault and aftermath, then waits out what is under way.
 *
 * A client gives up after its patience: the request then counts as failed, and the work it caused goes
 * on, for nobody tells the services. See docs/MODEL.md for what is modelled and what is not.
 */
export const simulate = (system: System, options: SimulateOptions): Run => {
  const { seed, fault, timing = defaultTiming, called, began, enough } = options;
  const model = compile(system);
  const world = createWorld({ seed });
  const log = new RequestLog();
  const entryOf: number[] = [];
  const faultStart_ms = timing.warmup_ms;
  const faultEnd_ms = faultStart_ms + length_ms(fault, timing);
  const end_ms = faultEnd_ms + timing.after_ms;
  const patience_ms = model.entries.reduce((most, entry) => Math.max(most, entry.patience_ms), 0);

  const engine = new Engine(model, {
    world,
    answered: (row, outcome) => {
      const arrived_ms = log.arrived_ms(row);
      const took_ms = world.now - arrived_ms;
      const late = took_ms > (model.entries[entryOf[row] ?? 0]?.patience_ms ?? 0);
      const answer = late ? Answer.failed : answerOf(outcome);
      log.close(row, answer, took_ms);
      world.note(answer, took_ms);
    },
    ...(began && {
      began: (operation, waited_ms) => began(operation, waited_ms, world.now),
    }),
    ...(called && { called: (edge, outcome) => called(edge, outcome, world.now) }),
  });

  let spiked: string | undefined;
  const traffic = { world, log, entries: model.entries, entryOf, end_ms };
  startTraffic(traffic, engine, (entry) => (entry.target.id === spiked ? spikeFactor : 1));
  if (fault !== undefined) {
    const strike = () => {
      spiked = fault.entry;
      engine.strike(fault);
    };
    const heal = () => {
      spiked = undefined;
      engine.heal();
    };
    world.at(faultStart_ms, strike);
    world.at(Math.min(faultStart_ms + timing.detection_ms, faultEnd_ms), () => engine.detect());
    world.at(faultEnd_ms, heal);
  }
  const settled_ms = faultEnd_ms + patience_ms;
  let stopped = false;
  for (let after_ms = firstAsk_ms; enough && !stopped; after_ms *= askGrowth) {
    const at_ms = faultStart_ms + after_ms;
    if (at_ms > settled_ms) break;
    world.run({ until_ms: at_ms });
    stopped = enough(log, at_ms);
  }
  if (!stopped) world.run({ until_ms: end_ms + patience_ms });
  return {
    seed,
    timing,
    log,
    faultStart_ms,
    faultEnd_ms,
    end_ms,
    hash: world.hash(),
    events: world.processed,
  };
};
