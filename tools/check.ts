/**
 * `npm test`: types, format, lint, tidy rules and all tests, two at a time; or those named as
 * arguments. Prints a line for each, the whole output of those that fail, and the sum of the tests.
 * Exit code 0 when all hold, 1 when one does not, 2 for a name it does not know.
 */

import { availableParallelism } from 'node:os';
import { type Result, runTask, type Task } from './task.ts';
import { type Level, testFiles } from './test-files.ts';

const node = process.execPath;
const test = (level: Level, ...options: string[]): readonly string[] => {
  const files = testFiles(level);
  // Without a file named, node:test looks for its own.
  if (files.length === 0) files.push('no-test-file-found');
  const quiet = ['--disable-warning=ExperimentalWarning', '--test-reporter=./tools/reporter.ts'];
  const seed = '--import=./tools/property-seed.ts';
  return [node, seed, '--test', ...quiet, ...options, ...files];
};

/** The slow ones first, so that the quick ones fill the gaps. */
const TASKS: readonly Task[] = [
  // One process for all files: a process each costs 0.2 s, and there will be hundreds of files.
  { name: 'unit', command: test('unit', '--test-isolation=none') },
  { name: 'web', command: [node, 'cli/server/build-web.ts'] },
  // These start servers, browsers and processes of their own: apart, so that none disturbs another.
  { name: 'e2e', command: test('e2e', '--test-concurrency=2'), after: ['web'], weight: 2 },
  { name: 'types', command: [node, 'node_modules/typescript7/bin/tsc', '--noEmit'] },
  { name: 'floors', command: [node, 'tools/floors.ts'] },
  { name: 'unused', command: ['knip', '--no-progress', '--no-config-hints'] },
  { name: 'lint', command: ['oxlint', '--quiet'] },
  { name: 'format', command: ['biome', 'check', '--error-on-warnings', '--reporter=summary'] },
];

/** Names that stand for several tasks. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  lint: ['lint', 'format'],
  tidy: ['floors', 'unused'],
  e2e: ['web', 'e2e'],
};

const names = process.argv.slice(2).flatMap((name) => GROUPS[name] ?? [name]);
const unknown = names.find((name) => !TASKS.some((task) => task.name === name));
if (unknown !== undefined) {
  const known = [...new Set([...TASKS.map((task) => task.name), ...Object.keys(GROUPS)])];
  console.error(`There is no check '${unknown}'; there are: ${known.join(', ')}.`);
  process.exit(2);
}

const started = performance.now();
const chosen = TASKS.filter(({ name }) => names.length === 0 || names.includes(name));
summarise(await runAll(chosen));

/** Runs the tasks on the cores there are, two at least. */
async function runAll(tasks: readonly Task[]): Promise<readonly Result[]> {
  const waiting = [...tasks];
  const results: Result[] = [];
  const running = new Set<Promise<void>>();
  let free = Math.max(2, Math.min(4, availableParallelism()));

  const isOver = (name: string): boolean =>
    results.some((result) => result.name === name) || !tasks.some((task) => task.name === name);
  const isReady = ({ weight = 1, after = [] }: Task): boolean =>
    weight <= free && after.every(isOver);

  const begin = (task: Task): void => {
    const { weight = 1 } = task;
    free -= weight;
    const run = runTask(task).then((result) => {
      free += weight;
      results.push(result);
      report(result);
      running.delete(run);
    });
    running.add(run);
  };

  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.findIndex(isReady);
    const [task] = next < 0 ? [] : waiting.splice(next, 1);
    if (task === undefined) await Promise.race(running);
    else begin(task);
  }
  return results;
}

function report({ name, ok, seconds, output, tests }: Result): void {
  const took = `${seconds.toFixed(1).padStart(6)} s`;
  const note = tests === undefined ? '' : `   ${tests.passed} passed, ${tests.failed} failed`;
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(8)}${took}${note}`);
  const slow = /^slower than.*$/m.exec(output);
  if (ok && slow !== null) console.log(`        ${slow[0]}`);
  if (!ok) console.log(`\n${output.trimEnd().replace(/^/gm, '    ')}\n`);
}

function summarise(results: readonly Result[]): void {
  const failing = results.filter((result) => !result.ok);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    failing.length === 0
      ? `\nAll holds, in ${seconds} s.`
      : `\nAfter ${seconds} s, these fail: ${failing.map(({ name }) => name).join(', ')}. One alone: npm run check ${failing[0]?.name}`,
  );
  // A check without tests of its own counts as one.
  const passed = sum(results, ({ ok, tests }) => tests?.passed ?? Number(ok));
  const failed = sum(results, ({ ok, tests }) => Math.max(tests?.failed ?? 0, Number(!ok)));
  // A line of its own in this form is what scripts look for.
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failing.length === 0 ? 0 : 1;
}

function sum(results: readonly Result[], of: (result: Result) => number): number {
  return results.reduce((total, result) => total + of(result), 0);
}
