import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { capsuleOf, printCapsule } from '@dstudio/simulator';
import { temporaryFolder } from './testing.ts';

/** Ctrl-C ends every command that may take long, as a person presses it. */

const BIN = fileURLToPath(new URL('./bin.mjs', import.meta.url));
const node = (name: string): string =>
  fileURLToPath(new URL(`../maelstrom/fixtures/${name}.ts`, import.meta.url));

const SYSTEM = `dstudio: system/1
entries: { web/handle: { rate: 500/s } }
services: { web: { replicas: 4, concurrency: 8, operations: { handle: { time: 5ms } } } }
`;

const ENDLESS = `export const scenario = {
  name: 'endless', lane: 'callback', length_ms: 10, faults: {}, sometimes: [],
  build: () => ({ check() { for (;;); } }),
};
`;

const MAELSTROM = ['maelstrom', 'test', '-w', 'echo', '--time-limit', '80000'];

interface Stopped {
  /** What has to be in the folder before it is stopped. */
  readonly left?: string;
  /** What it has to say on stderr before it is stopped; else it is given a second to be at work. */
  readonly until?: RegExp;
  /** What it says then of what it has. */
  readonly says?: RegExp;
}

const JUDGED = /It was stopped before its time\.|Stopped before it was judged\./;

const COMMANDS: readonly (readonly [what: string, args: readonly string[], of?: Stopped])[] = [
  ['a pattern', ['prove', 'circuit-breaker', '--seeds', '1000000']],
  ['a system', ['prove', 'shop.yaml', '--seeds', '1000']],
  ['a seeded bug', ['prove', 'bug:dual-write-right', '--seeds', '1000000']],
  ['a scenario that never ends', ['prove', 'endless.scenario.js']],
  ['a module that never ends', ['prove', 'loads.scenario.js']],
  ['a search for patterns', ['recommend', 'shop.yaml', '--seeds', '100', '--budget', '10000000']],
  ['a replay that never ends', ['replay', 'endless.json', '--from', 'endless.scenario.js']],
  ['a history that is still written', ['check-history', '--model', 'register', '-']],
  ['a system that is still written', ['prove', '-']],
  [
    'a test of a program',
    [...MAELSTROM, '--log-net-recv', '--bin', node('../node/serve'), '--', node('echo')],
    { until: /"echo_ok"/, says: JUDGED },
  ],
  [
    'a simulated test',
    [...MAELSTROM, '--rate', '1000', '--module', node('echo')],
    { left: 'store', says: JUDGED },
  ],
  [
    'a node that never ends',
    [...MAELSTROM, '--module', node('echo-loops')],
    { left: 'store', says: /^Stopped before it was judged\.$/m },
  ],
  [
    'many tests',
    [...MAELSTROM, '--rate', '1000', '--test-count', '100000', '--module', node('echo')],
    { says: /^Stopped after \d+ seeds? from 1 on, .*: none fails\.$/m },
  ],
];

/** Says on stderr when Ctrl-C is listened to: before that, nothing of ours could end it. */
const SAYS = `data:text/javascript,process.on('newListener', (name) => {
  if (name === 'SIGINT') process.stderr.write('listening\\n');
});`;

for (const [what, args, { left, until, says = /./ } = {}] of COMMANDS) {
  test(`Ctrl-C ends ${what}, with 130`, async () => {
    using folder = temporaryFolder();
    const file = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
    file('shop.yaml', SYSTEM);
    file('endless.scenario.js', ENDLESS);
    file('loads.scenario.js', 'for (;;);');
    const capsule = capsuleOf({
      scenario: 'scenario:endless',
      parameters: {},
      variant: 'x',
      seed: 1,
      choices: [],
      hash: '0'.repeat(16),
    });
    file('endless.json', printCapsule(capsule));
    const child = spawn(process.execPath, ['--import', SAYS, BIN, ...args], {
      cwd: folder.path,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk));
    const ended = once(child, 'close');
    try {
      while (
        !err.includes('listening') ||
        until?.test(err) === false ||
        (left !== undefined && !existsSync(join(folder.path, left)))
      ) {
        assert.equal(child.exitCode, null, err);
        await setTimeout(50);
      }
      if (until === undefined) await setTimeout(1000);
      assert.equal(child.exitCode, null, `it ended before it was stopped: ${err}`);
      child.kill('SIGINT');
      const [code, signal] = await ended;
      assert.deepEqual([code, signal], [130, null], err);
      assert.doesNotMatch(err, /defect/);
      assert.match(out + err, says);
    } finally {
      child.kill('SIGKILL');
    }
  });
}
