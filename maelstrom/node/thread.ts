/** What a thread does for a test; threads.ts asks for it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, InvalidInput } from '@dstudio/kernel';
import { beat, host, rest, tell } from '@dstudio/simulator/node';
import type { AnyNodeDefinition, NodeContext } from '../in-process/define-node.ts';
import type { Simulated } from '../in-process/run.ts';
import { textOfJson } from '../json.ts';
import { judge, type Results } from '../judge.ts';
import type { Message } from '../message.ts';
import type { TestOptions } from '../options.ts';
import type { Observed } from '../trial.ts';
import type { Valid } from '../verdicts/index.ts';
import { refuseSharing } from './fresh.ts';
import { type Answer, answerOf } from './refusal.ts';
import { simulateHere } from './simulate-here.ts';
import { type Storing, writeHistory, writeStore } from './store.ts';

/** What to tell while a test runs. */
export interface Show {
  /** What nodes write to stderr. */
  readonly stderr?: boolean | undefined;
  readonly sent?: boolean | undefined;
  readonly received?: boolean | undefined;
}

export type TestJob =
  | { readonly kind: 'look' }
  /** With `check`, it is made sure that nodes share no memory. */
  | { readonly kind: 'seed'; readonly options: TestOptions; readonly check: boolean }
  | {
      readonly kind: 'test';
      readonly options: TestOptions;
      readonly storing: Storing;
      readonly show: Show;
      /** Not 0: it is to end with what it has. Shared. */
      readonly stop: Int32Array;
    }
  | { readonly kind: 'judge'; readonly observed: Observed; readonly storing: Storing };

/** What a test found. */
export interface Told {
  /** Without events and messages: those may be very many, and are in the store. */
  readonly observed: Observed;
  readonly results: Results;
  /** Whether a fault began. */
  readonly faulted: boolean;
}

/** What one seed of many found. */
export interface SeedVerdict {
  readonly valid: Valid;
  /** Messages delivered. */
  readonly received: number;
}

/** What a test tells while it is under way. */
export type News =
  | { readonly kind: 'log'; readonly text: string }
  /** `again`: with fresh memory for each start of a node, to see whether that is the same. */
  | { readonly kind: 'at'; readonly at_ms: number; readonly again: boolean }
  | { readonly kind: 'judging'; readonly events: number };

/** The module with a node's definition; undefined when only judging is asked for. */
export interface TestData {
  readonly module: string | undefined;
}

/** Enough for any diagram that a person can read. */
const MESSAGES_MAX = 20_000;
/** Of each node; a log that is longer ends there. */
const LOG_LINES_MAX = 100_000;
const TELL_EVERY_MS = 100;

export const run = (
  job: TestJob,
  { module }: TestData,
): Promise<Answer<{ readonly disk: boolean } | SeedVerdict | Told>> =>
  answerOf(async () => {
    if (job.kind === 'judge') return conclude(job.observed, job.storing);
    const of = module ?? '';
    const definition = await definitionIn(of);
    if (job.kind === 'look') return { disk: definition.disk };
    if (job.kind === 'test') return test(definition, of, job);
    const again = (each: AnyNodeDefinition): Promise<Simulated> =>
      simulateWatched(each, job.options, { onTurn: () => {} });
    const counted = counting(definition);
    const observed = await again(counted.definition);
    if (job.check) await refuseSharing(observed, { module: of, ...counted }, again);
    const { valid, net } = judge(observed);
    return { valid, received: net.all.received };
  });

/** @throws InvalidInput when there is none */
const definitionIn = async (module: string): Promise<AnyNodeDefinition> => {
  beat(undefined);
  let loaded: { default?: AnyNodeDefinition };
  try {
    loaded = await import(module);
  } catch (error) {
    throw new InvalidInput(`it cannot be loaded: ${String(error)}`, {
      hint: 'give the file of a node: export default defineNode(...)',
    });
  }
  rest();
  if (typeof loaded.default?.start === 'function') return loaded.default;
  throw new InvalidInput('it has no node as its default export', {
    hint: "write: export default defineNode((node) => { node.on('echo', ...) })",
  });
};

type More = Omit<Parameters<typeof simulateHere>[2], 'host'> & {
  readonly onTurn: (now_ms: number) => void;
};

/** `simulateHere`, with signs of life: how far time has come, and turns of the machine as events. */
const simulateWatched = async (
  definition: AnyNodeDefinition,
  options: TestOptions,
  { onTurn, ...more }: More,
): Promise<Simulated> => {
  const clocks = new Map<string, Clock>();
  let turns = 0;
  const now = (): number => Math.max(0, ...[...clocks.values()].map((clock) => clock.now()));
  const counted: typeof host = {
    ...host,
    yield(then) {
      turns++;
      onTurn(now());
      host.yield(then);
    },
  };
  beat(options.seed, () => ({ now_ms: now(), events: turns }));
  try {
    return await simulateHere(showing(definition, clocks), options, { ...more, host: counted });
  } finally {
    rest();
  }
};

/** The definition, with the clock of each node put where it can be seen. */
const showing = (definition: AnyNodeDefinition, clocks: Map<string, Clock>): AnyNodeDefinition =>
  beforeStart(definition, ({ id, clock }) => clocks.set(id, clock));

/** The definition, and how often it was started. */
const counting = (definition: AnyNodeDefinition) => {
  const counted = { starts: 0, definition };
  counted.definition = beforeStart(definition, () => counted.starts++);
  return counted;
};

const beforeStart = (
  definition: AnyNodeDefinition,
  act: (node: NodeContext) => unknown,
): AnyNodeDefinition => {
  if (definition.disk) {
    const { disk, start } = definition;
    return { disk, start: (node) => (act(node), start(node)) };
  }
  const { disk, start } = definition;
  return { disk, start: (node) => (act(node), start(node)) };
};

const test = async (
  definition: AnyNodeDefinition,
  module: string,
  { options, storing, show, stop }: Extract<TestJob, { kind: 'test' }>,
): Promise<Told> => {
  const log = (text: string): void => tell({ kind: 'log', text } satisfies News);
  const logs = new Map<string, string[]>();
  const stopping = new AbortController();
  let told_ms = Number.NEGATIVE_INFINITY;
  const turn = (at_ms: number, again: boolean): void => {
    if (Atomics.load(stop, 0) !== 0) stopping.abort(new Error('stopped'));
    if (host.now_ms() - told_ms < TELL_EVERY_MS) return;
    told_ms = host.now_ms();
    tell({ kind: 'at', at_ms, again } satisfies News);
  };
  const counted = counting(definition);
  const observed = await simulateWatched(counted.definition, options, {
    messages_max: MESSAGES_MAX,
    signal: stopping.signal,
    log(node, text) {
      if (show.stderr) log(`${node}: ${text}`);
      const lines = logs.get(node) ?? [];
      logs.set(node, lines);
      if (lines.length < LOG_LINES_MAX) lines.push(`${text}\n`);
    },
    watch: {
      sent: show.sent ? (message) => log(`send ${lineOf(message)}`) : undefined,
      received: show.received ? (message) => log(`recv ${lineOf(message)}`) : undefined,
    },
    onTurn: (at_ms) => turn(at_ms, false),
  });
  await refuseSharing(observed, { module, ...counted }, (each) =>
    simulateWatched(each, options, {
      signal: stopping.signal,
      onTurn: (at_ms) => turn(at_ms, true),
    }),
  );
  mkdirSync(join(storing.folder, 'node-logs'), { recursive: true });
  for (const node of observed.nodes) {
    const text = (logs.get(node) ?? []).join('');
    writeFileSync(join(storing.folder, 'node-logs', `${node}.log`), text);
  }
  return conclude(observed, storing);
};

/** Stores what happened, judges it, and stores the judgement: in this order, for judging may take long. */
const conclude = (observed: Observed, storing: Storing): Told => {
  tell({ kind: 'judging', events: observed.events.length } satisfies News);
  writeHistory(storing, observed);
  const results = judge(observed);
  writeStore(storing, observed, results);
  const faulted = observed.events.some(({ process }) => process === 'nemesis');
  return { observed: { ...observed, events: [], messages: [] }, results, faulted };
};

/** A message as it is shown. */
export const lineOf = ({ line, src, dest, body }: Message): string =>
  line ?? textOfJson({ src, dest, body });
