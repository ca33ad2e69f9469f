/**
 * How many messages a second the harness delivers, checking included: to nodes in this process, for
 * each second of processor time, and to five Node processes, for each second on the clock. Each row is
 * measured in a process of its own. Exit code 1 when one is below its target or a sound node is judged
 * not to be.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type AnyNodeDefinition,
  judge,
  type NodeDefinition,
  type Observed,
  type SimulateOptions,
  simulate,
  simulateAsync,
  type TestOptions,
  testOptions,
} from '@dstudio/maelstrom';
import { commandOf, runProcesses } from '@dstudio/maelstrom/node';
import { host } from '@dstudio/simulator/node';

const SIMULATED_TARGET = 300_000;
const PROCESSES_TARGET = 15_000;
/** A row runs test after test until it has taken this much processor time, after as much to warm up. */
const MEASURED_MS = 3000;
const WARM_UP_MS = 1500;
/** Tests in which the nodes' own code is timed. */
const TIMED = 3;
const PROCESSES_MS = 4000;

type Given = Pick<TestOptions, 'workload'> & Partial<TestOptions>;

interface Row {
  /** The file in maelstrom/fixtures. */
  readonly node: string;
  readonly given: Given;
  /** Why there is no target: what the time goes to in the nature of things. */
  readonly noTarget?: string;
}

const SIMULATED_GIVEN: Partial<TestOptions> = {
  nodeCount: 5,
  concurrency: 20,
  rate: 100,
  timeLimit_ms: 20_000,
  latency_ms: 10,
  latencyDist: 'exponential',
  nemesis: ['partition'],
  nemesisInterval_ms: 2000,
};

/** The loads of Maelstrom's own guide: 100 operations a second, 10 for sets told whole; then heavier ones. */
const SIMULATED: readonly Row[] = [
  { node: 'echo', given: { workload: 'echo' } },
  { node: 'unique-ids', given: { workload: 'unique-ids' } },
  { node: 'counter', given: { workload: 'g-counter' } },
  { node: 'counter', given: { workload: 'pn-counter' } },
  { node: 'broadcast', given: { workload: 'broadcast' } },
  { node: 'broadcast', given: { workload: 'broadcast', nodeCount: 25, concurrency: 25 } },
  { node: 'g-set', given: { workload: 'g-set', rate: 10 } },
  { node: 'g-set-disk', given: { workload: 'g-set', rate: 10 } },
  { node: 'kafka', given: { workload: 'kafka' } },
  { node: 'txn-leader', given: { workload: 'txn-list-append' } },
  { node: 'txn-leader', given: { workload: 'txn-rw-register' } },
  {
    node: 'lin-kv-proxy',
    given: { workload: 'lin-kv' },
    noTarget: 'a search checks it, which is not linear',
  },
  {
    node: 'broadcast',
    given: { workload: 'broadcast', rate: 500 },
    noTarget: 'each read lists all that was ever said',
  },
  {
    node: 'g-set',
    given: { workload: 'g-set', rate: 100 },
    noTarget: 'each node tells the others its whole set',
  },
  {
    node: 'kafka',
    given: { workload: 'kafka', rate: 1000, concurrency: 100 },
    noTarget: 'in the end all 100 clients poll all that was sent',
  },
];

/** As fast as 250 clients can, but for the reads of sets, which list all there is. */
const PROCESSES: readonly Row[] = [
  { node: 'echo', given: { workload: 'echo', rate: 50_000 } },
  { node: 'unique-ids', given: { workload: 'unique-ids', rate: 50_000 } },
  { node: 'counter', given: { workload: 'g-counter', rate: 50_000 } },
  { node: 'counter', given: { workload: 'pn-counter', rate: 50_000 } },
  { node: 'broadcast', given: { workload: 'broadcast', rate: 2500 } },
  { node: 'g-set', given: { workload: 'g-set', rate: 500 }, noTarget: 'few are sent at this rate' },
  { node: 'kafka', given: { workload: 'kafka', rate: 10_000 } },
  { node: 'txn-leader', given: { workload: 'txn-list-append', rate: 50_000 } },
  { node: 'txn-leader', given: { workload: 'txn-rw-register', rate: 50_000 } },
  { node: 'lin-kv-proxy', given: { workload: 'lin-kv', rate: 50_000 } },
];

const fixture = (name: string): URL => new URL(`../maelstrom/fixtures/${name}.ts`, import.meta.url);

/** Processor time of all threads, the collector's included. */
const processor_ms = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Texts, numbers and the like in a body: what there is to copy. */
const valuesIn = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, part) => sum + valuesIn(part), 0)
    : 1;

/** Taken before tests forbid the nodes in them to ask for it. */
const now_ms = performance.now.bind(performance);

/** Tells how long a node's own code takes, without what it asks of the harness. */
const timed = ({ start }: NodeDefinition): { node: NodeDefinition; own_ms: () => number } => {
  let own_ms = 0;
  let since_ms = 0;
  const inside =
    <Args extends unknown[]>(act: (...args: Args) => void) =>
    (...args: Args): void => {
      since_ms = now_ms();
      act(...args);
      own_ms += now_ms() - since_ms;
    };
  const outside =
    <Args extends unknown[], Result>(act: (...args: Args) => Result) =>
    (...args: Args): Result => {
      own_ms += now_ms() - since_ms;
      const result = act(...args);
      since_ms = now_ms();
      return result;
    };
  const node: NodeDefinition = {
    disk: false,
    start: (context) =>
      start({
        ...context,
        on: (type, handle) => context.on(type, inside(handle)),
        send: outside(context.send),
        reply: outside(context.reply),
        rpc: outside((dest, body, answer, timeout_ms) =>
          context.rpc(dest, body, inside(answer), timeout_ms),
        ),
        after: (delay_ms, fire) => context.after(delay_ms, inside(fire)),
        every: (interval_ms, fire) => context.every(interval_ms, inside(fire)),
      }),
  };
  return { node, own_ms: () => own_ms };
};

const count = (number: number): string => Math.round(number).toLocaleString('en-US');

const print = (
  { given, noTarget }: Row,
  rate: number,
  target: number,
  more: string,
  wrong: string,
): void => {
  const { workload, nodeCount = 5, rate: operations = 100 } = given;
  const below = rate < target;
  const verdict = below ? (noTarget === undefined ? 'BELOW' : `below: ${noTarget}`) : 'held';
  const load = `${nodeCount} nodes, ${count(operations)}/s`;
  console.log(
    `${workload.padEnd(16)} ${load.padEnd(18)} ${count(rate).padStart(10)}  ${more}  ${verdict}  ${wrong}`.trimEnd(),
  );
  if (wrong !== '' || (below && noTarget === undefined)) process.exitCode = 1;
};

const measureSimulated = async (row: Row): Promise<void> => {
  const { default: node }: { default: AnyNodeDefinition } = await import(fixture(row.node).href);
  const total = { messages: 0, checking_ms: 0, wrong: 0 };
  let seed = 0;
  const one = async (more: SimulateOptions = {}, definition = node): Promise<void> => {
    const options = testOptions({ ...SIMULATED_GIVEN, ...row.given, seed: seed++ });
    const observed: Observed = definition.disk
      ? await simulateAsync(definition, options, { ...more, host })
      : simulate(definition, options, more);
    const from_ms = processor_ms();
    const { net, valid } = judge(observed);
    total.checking_ms += processor_ms() - from_ms;
    total.messages += net.all.received;
    if (valid !== true) total.wrong++;
  };
  let values = 0;
  await one({ watch: { received: ({ body }) => void (values += valuesIn(body)) } });
  const valuesPerMessage = values / total.messages;
  for (const from_ms = processor_ms(); processor_ms() - from_ms < WARM_UP_MS; ) await one();
  Object.assign(total, { messages: 0, checking_ms: 0, wrong: 0 });
  const from_ms = processor_ms();
  const first = seed;
  let took_ms = 0;
  for (; took_ms < MEASURED_MS; took_ms = processor_ms() - from_ms) await one();
  const tests = seed - first;
  const { wrong, checking_ms, messages } = total;
  let nodes = '';
  // Where messages are many and small, the clock would take longer than the nodes.
  if (row.noTarget !== undefined && !node.disk) {
    const { node: watched, own_ms } = timed(node);
    const timed_ms = now_ms();
    for (let more = 0; more < TIMED; more++) await one({}, watched);
    nodes = `${((own_ms() / (now_ms() - timed_ms)) * 100).toFixed(0)}%`;
  }
  const peak_mb = process.resourceUsage().maxRSS / 1024;
  print(
    row,
    (messages * 1000) / took_ms,
    SIMULATED_TARGET,
    [
      `${((checking_ms / took_ms) * 100).toFixed(0)}%`.padStart(8),
      nodes.padStart(6),
      valuesPerMessage.toFixed(0).padStart(8),
      `${peak_mb.toFixed(0)} MB`.padStart(8),
      `${(took_ms / tests).toFixed(1)} ms`.padStart(9),
    ].join(''),
    wrong === 0 ? '' : `${wrong} tests of a sound node are not valid`,
  );
};

const measureProcesses = async (row: Row): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'maelstrom-bench-'));
  try {
    const serve = fileURLToPath(import.meta.resolve('@dstudio/maelstrom/serve'));
    const options = testOptions({
      timeLimit_ms: PROCESSES_MS,
      recovery_ms: 500,
      concurrency: 250,
      ...row.given,
    });
    const command = commandOf(serve, [fileURLToPath(fixture(row.node))]);
    const results = judge(await runProcesses(options, command, { folder }));
    const rate = results.net.all.received / (PROCESSES_MS / 1000);
    print(row, rate, PROCESSES_TARGET, '', results.valid === true ? '' : results.summary);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const [kind, at] = process.argv.slice(2);
const [simulated, outside] = [SIMULATED[Number(at)], PROCESSES[Number(at)]];
if (kind === 'simulated' && simulated !== undefined) await measureSimulated(simulated);
else if (kind === 'processes' && outside !== undefined) await measureProcesses(outside);
else {
  const each = (name: string, rows: readonly Row[]): void => {
    for (const row of rows.keys()) {
      const args = [fileURLToPath(import.meta.url), name, String(row)];
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
      if (status !== 0) process.exitCode = 1;
    }
  };
  console.log(
    `Nodes in this process: messages for each second of processor time, of which checking and the nodes' own code; target ${count(SIMULATED_TARGET)}.\n` +
      '20 clients (25 for 25 nodes, 100 for the last), 20 s, exponential latency of 10 ms, partitions every 2 s.\n' +
      `${' '.repeat(35)} messages/s checking nodes  values/    peak      a\n` +
      `${' '.repeat(61)} message  memory   test`,
  );
  each('simulated', SIMULATED);
  console.log(
    `\nFive Node processes: messages for each second on the clock; target ${count(PROCESSES_TARGET)}. 250 clients, ${PROCESSES_MS / 1000} s.`,
  );
  each('processes', PROCESSES);
}
