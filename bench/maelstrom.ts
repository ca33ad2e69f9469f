/**
 * How many messages a second the harness delivers: to nodes in this process, checking included, and to
 * five Node processes. Prints one line for each and exits with 1 when one is below its target.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  judge,
  type NodeDefinition,
  simulate,
  type TestOptions,
  testOptions,
} from '@dstudio/maelstrom';
import { commandOf, runProcesses } from '@dstudio/maelstrom/node';

const SIMULATED_TARGET = 300_000;
const PROCESSES_TARGET = 15_000;
const SEEDS = 10;

const fixture = (name: string): URL => new URL(`../maelstrom/fixtures/${name}.ts`, import.meta.url);

type Given = Pick<TestOptions, 'workload'> & Partial<TestOptions>;

const report = (what: string, rate: number, target: number, note: string): void => {
  const held = rate >= target;
  console.log(
    `${what.padEnd(34)} ${Math.round(rate).toLocaleString('en-US').padStart(10)} messages/s  target ${target.toLocaleString('en-US')} ${held ? 'held' : 'MISSED'}  ${note}`,
  );
  if (!held) process.exitCode = 1;
};

/** Messages for each second of processor time, garbage collection on its own threads included. */
const simulated = async (name: string, given: Given): Promise<void> => {
  const { default: node }: { default: NodeDefinition } = await import(fixture(name).href);
  let messages = 0;
  let wrong = 0;
  const one = (seed: number): void => {
    const options = testOptions({
      timeLimit_ms: 20_000,
      latency_ms: 10,
      latencyDist: 'exponential',
      nemesis: ['partition'],
      nemesisInterval_ms: 2000,
      ...given,
      seed,
    });
    const results = judge(simulate(node, options));
    messages += results.net.all.received;
    if (results.valid !== true) wrong++;
  };
  one(0);
  messages = 0;
  const before = process.cpuUsage();
  for (let seed = 1; seed <= SEEDS; seed++) one(seed);
  const { user, system } = process.cpuUsage(before);
  const note = wrong === 0 ? '' : `${wrong} runs not valid`;
  report(
    `in process, ${given.workload}`,
    (messages * 1e6) / (user + system),
    SIMULATED_TARGET,
    note,
  );
};

/** Messages for each second on the clock: processes share the machine's cores. */
const processes = async (name: string, given: Given): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'maelstrom-bench-'));
  try {
    const serve = fileURLToPath(import.meta.resolve('@dstudio/maelstrom/serve'));
    const options = testOptions({
      timeLimit_ms: 4000,
      recovery_ms: 500,
      concurrency: 250,
      ...given,
    });
    const command = commandOf(serve, [fileURLToPath(fixture(name))]);
    const results = judge(await runProcesses(options, command, { folder }));
    const rate = results.net.all.received / (options.timeLimit_ms / 1000);
    const note = results.valid === true ? '' : results.summary;
    report(`5 processes, ${given.workload}`, rate, PROCESSES_TARGET, note);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

await simulated('echo', { workload: 'echo', rate: 2000 });
await simulated('unique-ids', { workload: 'unique-ids', rate: 2000 });
await simulated('counter', { workload: 'g-counter', rate: 1000 });
await simulated('broadcast', { workload: 'broadcast', rate: 10, concurrency: 10, nodeCount: 25 });
await processes('echo', { workload: 'echo', rate: 50_000 });
await processes('broadcast', { workload: 'broadcast', rate: 2500 });
