import {
  DEFAULTS,
  FAULTS,
  type Fault,
  LATENCIES,
  type LatencyShape,
  type TestOptions,
  TOPOLOGIES,
  type TopologyName,
  testOptions,
  WORKLOADS,
  type WorkloadName,
} from '@dstudio/maelstrom';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { listOf, wholeNumber } from '../options.ts';
import { quoted } from '../quoted.ts';
import { type NamedNodes, nodesOf } from './maelstrom-nodes.ts';

/** What `dstudio maelstrom test` was given. */
export interface Given extends NamedNodes {
  readonly bin?: string;
  readonly module?: string;
  readonly workload: WorkloadName;
  readonly concurrency: string;
  readonly timeLimit: number;
  readonly rate: number;
  readonly latency: number;
  readonly latencyDist: LatencyShape;
  readonly nemesis: readonly Fault[];
  readonly nemesisInterval: number;
  readonly recovery: number;
  readonly topology: TopologyName;
  readonly availability?: number | 'total';
  readonly consistencyModels: readonly string[];
  readonly keyCount?: number;
  readonly maxTxnLength: number;
  readonly maxWritesPerKey: number;
  readonly testCount: number;
  readonly seed: number;
  readonly logStderr?: true;
  readonly logNetSend?: true;
  readonly logNetRecv?: true;
}

const number =
  (min: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && Number.isFinite(value)) return value;
    throw new InvalidArgumentError(`Give a number, ${min} or more.`);
  };

const availability = (text: string): number | 'total' => {
  if (text === 'total') return 'total';
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError("Give 'total' or a number from 0 to 1.");
};

const concurrency = (text: string): string => {
  if (/^[1-9]\d{0,4}n?$/.test(text)) return text;
  throw new InvalidArgumentError(
    "Give a whole number, or one with n for 'times the nodes', as 2n.",
  );
};

const names = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);
const addName = (name: string, all: readonly string[]): readonly string[] => [...all, name];

/** Maelstrom's options, and ours. */
export const withTestOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('-w, --workload <name>', 'what clients do').choices(WORKLOADS).default('lin-kv'),
    )
    .option(
      '--node-count <n>',
      'how many nodes to run: n0, n1, ... (default: 5)',
      wholeNumber(1, 1000),
    )
    .option('--nodes <names>', 'or the names of all nodes, with commas', names)
    .option('-n, --node <name>', 'or one of them, given again for each', addName, [])
    .option('--nodes-file <file>', 'or a file with one in each line')
    .option('--concurrency <n>', 'how many clients; 2n is two for each node', concurrency, '1n')
    .option('--time-limit <seconds>', 'how long operations are begun', number(0), 60)
    .option('--rate <number>', 'operations a second, of all clients together', number(0), 5)
    .option('--latency <ms>', 'mean latency between nodes', number(0), 0)
    .addOption(
      new Option('--latency-dist <shape>', 'how latencies vary')
        .choices(LATENCIES)
        .default('constant'),
    )
    .option('--nemesis <faults>', `faults, with commas: ${FAULTS.join(', ')}`, listOf(FAULTS), [])
    .option(
      '--nemesis-interval <seconds>',
      'between acts of a fault, on average',
      number(0.001),
      10,
    )
    .option('--recovery <seconds>', 'from the end of all faults to the last reads', number(0), 10)
    .addOption(
      new Option('--topology <shape>', 'neighbours to offer, for broadcast')
        .choices(TOPOLOGIES)
        .default('grid'),
    )
    .option(
      '--availability <share>',
      "share of operations that must succeed, or 'total'",
      availability,
    )
    .option(
      '--consistency-models <names>',
      'what transactions are held against, with commas',
      names,
      ['strict-serializable'],
    )
    .option('--key-count <n>', 'keys in use at a time', wholeNumber(1, 10_000))
    .option('--max-txn-length <n>', 'most operations of a transaction', wholeNumber(1, 1000), 4)
    .option('--max-writes-per-key <n>', 'most writes to one key', wholeNumber(1, 1_000_000), 16)
    .option(
      '--test-count <n>',
      'how often to run it, each with the next seed',
      wholeNumber(1, 1e7),
      1,
    )
    .option('--seed <n>', 'what all random choices follow from', wholeNumber(0, 2 ** 53 - 1), 1)
    .option('--log-stderr', "show the nodes' stderr")
    .option('--log-net-send', 'show messages as they are sent')
    .option('--log-net-recv', 'show messages as they arrive');

/** The test that was asked for. @throws InvalidInput */
export const optionsOf = (given: Given, folder: string): TestOptions => {
  const nodes = nodesOf(given, folder);
  const nodeCount = nodes?.length ?? given.nodeCount ?? DEFAULTS.nodeCount;
  const clients = given.concurrency.endsWith('n')
    ? Number(given.concurrency.slice(0, -1)) * nodeCount
    : Number(given.concurrency);
  return testOptions({
    workload: given.workload,
    nodeCount,
    ...(nodes === undefined ? {} : { nodes }),
    concurrency: clients,
    rate: given.rate,
    timeLimit_ms: given.timeLimit * 1000,
    latency_ms: given.latency,
    latencyDist: given.latencyDist,
    nemesis: given.nemesis,
    nemesisInterval_ms: given.nemesisInterval * 1000,
    recovery_ms: given.recovery * 1000,
    topology: given.topology,
    availability: given.availability,
    consistencyModels: given.consistencyModels,
    keyCount: given.keyCount,
    maxTxnLength: given.maxTxnLength,
    maxWritesPerKey: given.maxWritesPerKey,
    seed: given.seed,
  });
};

/** How to run the same test again. */
export const commandLine = (seed: number, given: Given, args: readonly string[]): string => {
  const flags: readonly (readonly [string, unknown, unknown])[] = [
    ['bin', given.bin, undefined],
    ['module', given.module, undefined],
    ['node-count', given.nodeCount ?? 5, 5],
    ['nodes', given.nodes?.join(','), undefined],
    ['nodes-file', given.nodesFile, undefined],
    ...given.node.map((name) => ['node', name, undefined] as const),
    ['concurrency', given.concurrency, '1n'],
    ['time-limit', given.timeLimit, 60],
    ['rate', given.rate, 5],
    ['latency', given.latency, 0],
    ['latency-dist', given.latencyDist, 'constant'],
    ['nemesis', given.nemesis.join(','), ''],
    ['nemesis-interval', given.nemesisInterval, 10],
    ['recovery', given.recovery, 10],
    ['topology', given.topology, 'grid'],
    ['availability', given.availability, undefined],
    ['consistency-models', given.consistencyModels.join(','), 'strict-serializable'],
    ['key-count', given.keyCount, undefined],
    ['max-txn-length', given.maxTxnLength, 4],
    ['max-writes-per-key', given.maxWritesPerKey, 16],
    ['seed', seed, undefined],
  ];
  const words = flags
    .filter(([, value, usual]) => value !== usual)
    .flatMap(([name, value]) => [`--${name}`, quoted(String(value))]);
  const rest = args.length === 0 ? [] : ['--', ...args.map(quoted)];
  return ['dstudio maelstrom test -w', given.workload, ...words, ...rest].join(' ');
};
