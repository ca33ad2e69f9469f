import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyNodeDefinition } from '../in-process/define-node.ts';
import { textOfJson } from '../json.ts';
import { judge, type Results } from '../judge.ts';
import type { Message } from '../message.ts';
import type { Watch } from '../network.ts';
import type { TestOptions } from '../options.ts';
import type { Observed } from '../trial.ts';
import type { Command } from './child.ts';
import { type ProcessOptions, runProcesses } from './run.ts';
import { simulateHere } from './simulate-here.ts';
import { createStoreFolder, writeStore } from './store.ts';

/** What is tested: processes in real time, or code in this process under simulated time. */
export type Subject =
  | { readonly kind: 'processes'; readonly command: Command }
  | { readonly kind: 'simulated'; readonly definition: AnyNodeDefinition };

export interface Tested {
  readonly observed: Observed;
  readonly results: Results;
  /** Where it is stored. */
  readonly folder: string;
}

export interface TestEnvironment {
  /** The folder that holds all tests. */
  readonly store: string;
  readonly signal: AbortSignal;
  /** What to write under the report: how to run the test again. */
  readonly command: string;
  /** Takes lines about the test while it runs: those that `show` asks for. */
  readonly log: (text: string) => void;
  readonly show: Show;
}

/** What to tell while a test runs. */
export interface Show {
  /** What nodes write to stderr. */
  readonly stderr?: boolean | undefined;
  readonly sent?: boolean | undefined;
  readonly received?: boolean | undefined;
}

/** Enough for any diagram that a person can read. */
const MESSAGES_MAX = 20_000;
/** Of each node; a log that is longer ends there. */
const LOG_LINES_MAX = 100_000;

/** Runs one test and stores what it found, also when it was stopped early. */
export const runTest = async (
  subject: Subject,
  options: TestOptions,
  { store, signal, command, log, show }: TestEnvironment,
): Promise<Tested> => {
  const folder = createStoreFolder(store, options.workload, new Date());
  const stderr = show.stderr ? (node: string, text: string) => log(`${node}: ${text}`) : undefined;
  const watch: Watch = {
    sent: show.sent ? (message) => log(`send ${lineOf(message)}`) : undefined,
    received: show.received ? (message) => log(`recv ${lineOf(message)}`) : undefined,
  };
  const observed =
    subject.kind === 'processes'
      ? await runProcesses(options, subject.command, { folder, signal, stderr, watch })
      : await simulateWithLogs(subject.definition, options, { folder, signal, stderr, watch });
  const results = judge(observed);
  writeStore(store, folder, observed, results, command);
  return { observed, results, folder };
};

const simulateWithLogs = async (
  definition: AnyNodeDefinition,
  options: TestOptions,
  { folder, signal, stderr, watch }: ProcessOptions,
): Promise<Observed> => {
  const logs = new Map<string, string[]>();
  const observed = await simulateHere(definition, options, {
    messages_max: MESSAGES_MAX,
    signal,
    log(node, text) {
      stderr?.(node, text);
      const lines = logs.get(node) ?? [];
      logs.set(node, lines);
      if (lines.length < LOG_LINES_MAX) lines.push(`${text}\n`);
    },
    watch,
  });
  mkdirSync(join(folder, 'node-logs'), { recursive: true });
  for (const node of observed.nodes) {
    writeFileSync(join(folder, 'node-logs', `${node}.log`), (logs.get(node) ?? []).join(''));
  }
  return observed;
};

const lineOf = ({ line, src, dest, body }: Message): string =>
  line ?? textOfJson({ src, dest, body });

export interface Proved {
  readonly runs: number;
  /** How many were not valid, and of how many nobody knows. */
  readonly failed: number;
  readonly undecided: number;
  /** Their seeds; the first ones. */
  readonly failing: readonly number[];
  readonly unknown: readonly number[];
  /** Messages delivered, in all runs together. */
  readonly messages: number;
}

const SEEDS_KEPT = 100;
/** Without a turn for what comes from outside, such as Ctrl-C. */
const BUSY_MAX_MS = 50;

/**
 * Runs many seeds of a simulated test, from the one in the options on, and stores none. A run that is
 * under way when it is stopped does not count.
 */
export const runSeeds = async (
  definition: AnyNodeDefinition,
  options: TestOptions,
  count: number,
  signal: AbortSignal,
  progress: (runs: number) => void,
): Promise<Proved> => {
  const failing: number[] = [];
  const unknown: number[] = [];
  let failed = 0;
  let undecided = 0;
  let messages = 0;
  let runs = 0;
  let rested_ms = performance.now();
  while (runs < count && !signal.aborted) {
    const seed = options.seed + runs;
    const observed = await simulateHere(definition, { ...options, seed }, { signal });
    if (observed.stopped) break;
    const { valid, net } = judge(observed);
    messages += net.all.received;
    if (valid === false && ++failed <= SEEDS_KEPT) failing.push(seed);
    if (valid === 'unknown' && ++undecided <= SEEDS_KEPT) unknown.push(seed);
    runs++;
    progress(runs);
    if (performance.now() - rested_ms < BUSY_MAX_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    rested_ms = performance.now();
  }
  return { runs, failed, undecided, failing, unknown, messages };
};
