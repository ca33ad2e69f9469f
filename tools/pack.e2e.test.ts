import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { publint } from 'publint';
import { pack } from './pack.ts';
import { ROOT } from './setup.mjs';

/** The packages as a stranger gets them: packed, installed into an empty project, used. */

const folder = mkdtempSync(join(tmpdir(), 'dstudio-pack-'));
const project = join(folder, 'project');
after(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = `
import { pipeline } from '@dstudio/patterns/resilience-pipeline';

let attempts = 0;
const charge = pipeline('psp')
  .deadline('3s')
  .retry({ attempts: 3, budget: 0.1 })
  .breaker()
  .bulkhead()
  .timeout('800ms')
  .wrap(async (_context, order) => {
    attempts += 1;
    if (attempts === 1) throw new Error('try again');
    return { order, paid: true };
  });
console.log(JSON.stringify({ ...(await charge('a-1')), attempts }));
`;

/** A read of 1 while or after 1 is written, and a read of nothing after it. */
const JUDGE = `
import { checkHistory, parseHistory } from '@dstudio/checkers';

const line = (type, f, value) => JSON.stringify({ process: 0, type, f, value });
const history = (seen) =>
  [
    line('invoke', 'write', 1),
    line('ok', 'write', 1),
    line('invoke', 'read', null),
    line('ok', 'read', seen),
  ].join('\\n');
const verdicts = [1, null].map((seen) => checkHistory(parseHistory(history(seen)), 'register').validity);
console.log(JSON.stringify(verdicts));
`;

const CONSUMER = `
import { Refused, type Clock } from '@dstudio/kernel';
import { type Verdict, checkHistory, parseHistory } from '@dstudio/checkers';
import { pipeline } from '@dstudio/patterns/resilience-pipeline';

const charge = pipeline('psp')
  .deadline('3s')
  .timeout('800ms')
  .wrap(async (_context, order: { id: string; amount: number }) => order.amount);

export const paid: Promise<number> = charge({ id: 'a', amount: 3 });
export const isRefused = (error: unknown): error is Refused => error instanceof Refused;
export type Now = Clock['now'];
export const verdict: Verdict = checkHistory(parseHistory(''), 'register');
// @ts-expect-error: arguments are those of the wrapped function
charge(3);
// @ts-expect-error: the result is that of the wrapped function
export const wrong: Promise<string> = charge({ id: 'a', amount: 3 });
`;

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    cwd: project,
    encoding: 'utf8',
    shell: process.platform === 'win32' && program === 'npm',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('the packages are installed without a network and without scripts', () => {
  const tarballs = pack(join(folder, 'packed'));
  assert.equal(tarballs.length, 4);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "shop", "type": "module" }');
  const cache = join(folder, 'cache');
  run('npm', [
    'install',
    '--offline',
    '--ignore-scripts',
    '--no-audit',
    '--cache',
    cache,
    ...tarballs,
  ]);
});

test('publint finds nothing to mend in their manifests', async () => {
  for (const name of readdirSync(join(project, 'node_modules/@dstudio'))) {
    const { messages } = await publint({ pkgDir: join(project, 'node_modules/@dstudio', name) });
    assert.deepEqual(messages, [], name);
  }
});

test('the pipeline runs from an installed package', () => {
  writeFileSync(join(project, 'program.js'), PROGRAM);
  const output = run(process.execPath, ['program.js']);
  assert.deepEqual(JSON.parse(output), { order: 'a-1', paid: true, attempts: 2 });
});

test('the checkers judge a history without a simulator', () => {
  writeFileSync(join(project, 'judge.js'), JUDGE);
  assert.deepEqual(JSON.parse(run(process.execPath, ['judge.js'])), ['valid', 'invalid']);
});

test('its types are whole, for either way of resolving modules', () => {
  writeFileSync(join(project, 'consumer.ts'), CONSUMER);
  const tsc = join(ROOT, 'node_modules/typescript7/bin/tsc');
  // Without skipLibCheck: the shipped declarations themselves are checked as well.
  const common = ['--noEmit', '--strict', '--target', 'es2022', '--types', ''];
  const ways = [
    ['--module', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ];
  for (const way of ways) {
    run(process.execPath, [
      tsc,
      ...common,
      '--lib',
      'es2024,dom,esnext.disposable',
      ...way,
      'consumer.ts',
    ]);
  }
});

test('no lab, no test and no TypeScript source is in the packages', () => {
  const listed = run(process.execPath, [
    '-e',
    "console.log(require('node:fs').readdirSync('node_modules/@dstudio', { recursive: true }).join('\\n'))",
  ]).split('\n');
  assert.ok(listed.includes(join('patterns', 'timeout', 'index.js')));
  const astray = listed.filter((file) => /lab|[.]test[.]|(?<![.]d)[.]ts$/.test(file));
  assert.deepEqual(astray, []);
});
