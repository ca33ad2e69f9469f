import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runSuite, type Scenario, type SuiteReport } from '../index.ts';
import { scenarios } from './fixtures/ends.scenario.ts';
import { createScenarioPool, listScenarios } from './index.ts';

const module = new URL('./fixtures/ends.scenario.ts', import.meta.url);

const prove = async (
  from: URL,
  scenario: Scenario,
  seeds: number,
  hang_ms?: number,
): Promise<SuiteReport> => {
  const pool = createScenarioPool(from, scenario.name, 2, hang_ms);
  try {
    return await runSuite(scenario, { seeds, execute: pool.execute });
  } finally {
    pool.close();
  }
};

const WAYS: readonly (readonly [name: string, seed: number, failure: string, why: RegExp])[] = [
  [
    'exits',
    7,
    'ended its thread',
    /^its thread ended with code 3: something called process\.exit$/,
  ],
  [
    'floats',
    7,
    'uncaught',
    /^a promise was rejected and nobody handles it: nobody hears \(at file:.*ends\.scenario\.ts:\d+:\d+\); await it/,
  ],
  ['floats in the last seed of a job', 25, 'uncaught', /nobody hears/],
  ['floats what is no error', 7, 'uncaught', /nobody handles it: \{"reason":1\}; await it/],
  ['throws on its own', 7, 'uncaught', /^nobody catches$/],
  ['reads the clock on its own', 7, 'uncaught', /^Date\.now was used inside a simulated run, at /],
];

for (const [name, seed, failure, why] of WAYS) {
  test(`a node that ${name} fails its seed by number, and all others are kept`, async () => {
    const scenario = scenarios.find((one) => one.name === name) ?? assert.fail();
    const report = await prove(module, scenario, 60);
    const expected = [3, 13, 23, 33, 43, 53, seed].sort((a, b) => a - b);
    assert.deepEqual([report.seeds, ...report.failures.map((one) => one.seed)], [60, ...expected]);
    const found = report.failures.find((one) => one.seed === seed)?.failure;
    assert.equal(found?.name, failure);
    assert.match(found?.message ?? '', why);
  });
}

test('a suite that stops at its first failure stops at a seed with one that nobody handles', async () => {
  const pool = createScenarioPool(module, 'floats', 2);
  try {
    const { execute } = pool;
    const scenario = scenarios[1] ?? assert.fail();
    const options = { seeds: 20, first: 4, stopAtFailure: true, execute };
    const { seeds, failures } = await runSuite(scenario, options);
    assert.deepEqual([seeds, failures.map(({ seed }) => seed)], [4, [7]]);
  } finally {
    pool.close();
  }
});

/** A scenario whose node lies in another folder; each of its events takes some milliseconds. */
const SCENARIO = `import { boot } from '../lib/node.js';
const of = (name) => ({ name, lane: 'callback', length_ms: 100, faults: {}, sometimes: [],
  build(run) { run.node('a', (env) => boot(env, name)); } });
export const scenarios = [of('takes its time'), of('loops')];
`;
const NODE = `const sign = new Int32Array(new SharedArrayBuffer(4));
export const boot = (env, what) => {
  const tick = () => { Atomics.wait(sign, 0, 0, 10); env.clock.after(1, tick); };
  env.clock.after(1, what === 'loops' ? function spin() { for (;;); } : tick);
};
`;

test('a run whose node lies in another folder is ended when it stands still, and only then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dstudio-'));
  try {
    for (const [name, text] of [
      ['sc/my.scenario.js', SCENARIO],
      ['lib/node.js', NODE],
      ['package.json', '{"type":"module"}'],
    ] as const) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const far = pathToFileURL(join(folder, 'sc/my.scenario.js'));
    const [slow, loops] = await listScenarios(far, 'x.js');
    const { seeds, failed } = await prove(far, slow ?? assert.fail(), 1, 450);
    assert.deepEqual([seeds, failed], [1, 0]);
    const { failures } = await prove(far, loops ?? assert.fail(), 1, 450);
    assert.equal(failures[0]?.failure.name, 'never ends');
    assert.match(
      failures[0]?.failure.message ?? '',
      /^(it|node a) does not come back and probably loops for ever, in spin \(.*node\.js:\d+:\d+\)$/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
