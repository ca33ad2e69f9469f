import { CONSISTENCY_MODELS, consistencyModel } from '@dstudio/checkers';
import { InvalidInput } from '@dstudio/kernel';
import { isClient, SERVICE_NAMES } from './message.ts';

export const WORKLOADS = [
  'broadcast',
  'echo',
  'g-counter',
  'g-set',
  'kafka',
  'lin-kv',
  'pn-counter',
  'txn-list-append',
  'txn-rw-register',
  'unique-ids',
] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

/** Maelstrom has `partition`; the others are ours. `skew` and `disk` need nodes in this process. */
export const FAULTS = [
  'partition',
  'partition-one-way',
  'kill',
  'pause',
  'loss',
  'duplicate',
  'skew',
  'disk',
  'membership',
] as const;
export type Fault = (typeof FAULTS)[number];

export const LATENCIES = ['constant', 'uniform', 'exponential'] as const;
export type LatencyShape = (typeof LATENCIES)[number];

export const TOPOLOGIES = ['line', 'grid', 'tree', 'tree2', 'tree3', 'tree4', 'total'] as const;
export type TopologyName = (typeof TOPOLOGIES)[number];

/** What one test is. Names and defaults are those of Maelstrom's command line. */
export interface TestOptions {
  readonly workload: WorkloadName;
  readonly nodeCount: number;
  /** The nodes' names: n0, n1 and so on, as many as `nodeCount` says, unless others are given. */
  readonly nodes: readonly string[];
  /** Clients that do one thing at a time; each talks to one node. */
  readonly concurrency: number;
  /** Operations a second, of all clients together; 0: none at all. */
  readonly rate: number;
  /** How long operations are begun, in milliseconds. */
  readonly timeLimit_ms: number;
  /** Mean latency between nodes, and between nodes and services. */
  readonly latency_ms: number;
  readonly latencyDist: LatencyShape;
  readonly nemesis: readonly Fault[];
  /** Between two acts of one fault, on average. */
  readonly nemesisInterval_ms: number;
  /** From the healing of all faults to the final reads. Maelstrom waits 10 s. */
  readonly recovery_ms: number;
  readonly topology: TopologyName;
  /** The share of operations that has to succeed; undefined: any. */
  readonly availability: number | 'total' | undefined;
  readonly consistencyModels: readonly string[];
  /** Keys in use at a time; undefined: as the workload sees fit. */
  readonly keyCount: number | undefined;
  readonly maxTxnLength: number;
  readonly maxWritesPerKey: number;
  /** Everything the harness decides follows from it. */
  readonly seed: number;
}

export const DEFAULTS: Omit<TestOptions, 'workload' | 'concurrency' | 'nodes'> = {
  nodeCount: 5,
  rate: 5,
  timeLimit_ms: 60_000,
  latency_ms: 0,
  latencyDist: 'constant',
  nemesis: [],
  nemesisInterval_ms: 10_000,
  recovery_ms: 10_000,
  topology: 'grid',
  availability: undefined,
  consistencyModels: ['strict-serializable'],
  keyCount: undefined,
  maxTxnLength: 4,
  maxWritesPerKey: 16,
  seed: 1,
};

const NUMBERS: readonly (readonly [keyof TestOptions, number, number])[] = [
  ['nodeCount', 1, 1000],
  ['concurrency', 1, 10_000],
  ['rate', 0, 10_000_000],
  ['timeLimit_ms', 0, 86_400_000],
  ['latency_ms', 0, 600_000],
  ['nemesisInterval_ms', 1, 86_400_000],
  ['recovery_ms', 0, 3_600_000],
  ['keyCount', 1, 10_000],
  ['maxTxnLength', 1, 1000],
  ['maxWritesPerKey', 1, 1_000_000],
  ['seed', 0, Number.MAX_SAFE_INTEGER],
];
const WHOLE: ReadonlySet<keyof TestOptions> = new Set([
  'nodeCount',
  'concurrency',
  'keyCount',
  'maxTxnLength',
  'maxWritesPerKey',
  'seed',
]);

/**
 * Options with Maelstrom's defaults filled in; `concurrency` is one client a node.
 * @throws InvalidInput when a number is out of bounds, or there is no such consistency model.
 */
export const testOptions = (
  given: Pick<TestOptions, 'workload'> & Partial<TestOptions>,
): TestOptions => {
  const merged = { ...DEFAULTS, ...given };
  const nodeCount = given.nodes?.length ?? merged.nodeCount;
  const concurrency = given.concurrency ?? nodeCount;
  const options = { ...merged, nodeCount, nodes: given.nodes ?? [], concurrency };
  for (const [name, min, max] of NUMBERS) {
    const value = options[name];
    if (value === undefined) continue;
    const fits = typeof value === 'number' && value >= min && value <= max;
    if (!fits || (WHOLE.has(name) && !Number.isInteger(value))) {
      throw new InvalidInput(`${name} of a test is ${String(value)}`, {
        hint: `give a ${WHOLE.has(name) ? 'whole ' : ''}number from ${min} to ${max}`,
      });
    }
  }
  const { consistencyModels } = options;
  if (consistencyModels.length === 0) {
    throw new InvalidInput('no consistency model is named', {
      hint: `choose from ${CONSISTENCY_MODELS.join(', ')}`,
    });
  }
  for (const name of consistencyModels) consistencyModel(name);
  return {
    ...options,
    nodes: given.nodes === undefined ? nodeNames(nodeCount) : named(given.nodes),
  };
};

/** n0 to n4, as Maelstrom calls the nodes of --node-count 5. */
const nodeNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `n${at}`);

const NAME_LENGTH_MAX = 100;

const named = (names: readonly string[]): readonly string[] => {
  if (names.length === 0) throw new InvalidInput('a test has no nodes', { hint: 'name one' });
  const bad = names.find(
    (name, at) =>
      !/^\w[\w.-]*$/.test(name) ||
      name.length > NAME_LENGTH_MAX ||
      isClient(name) ||
      SERVICE_NAMES.includes(name) ||
      names.indexOf(name) !== at,
  );
  if (bad === undefined) return names;
  throw new InvalidInput(`a node cannot be called '${bad.slice(0, NAME_LENGTH_MAX)}'`, {
    hint:
      'give each a name of its own, of letters, digits and . _ -, not beginning with c as those of ' +
      `clients do, and none of ${SERVICE_NAMES.join(', ')}`,
  });
};
