import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import { auditDeterminism, JobFailed, replayScenario, runSuite, shrink } from '../index.ts';
import { replicated } from '../replicated.scenario.ts';
import { hangs } from './fixtures/hangs.scenario.ts';
import { createScenarioPool, loadScenarios } from './index.ts';

const module = new URL('../replicated.scenario.ts', import.meta.url);
const hanging = new URL('./fixtures/hangs.scenario.ts', import.meta.url);

test('a suite gives one report on any number of threads', async () => {
  const scenario = replicated(0);
  const pools = [1, 2].map((size) => createScenarioPool(module, scenario.name, size));
  try {
    for (const stopAtFailure of [false, true]) {
      const here = await runSuite(scenario, { seeds: 110, first: 7, stopAtFailure });
      for (const { execute } of pools) {
        const options = { seeds: 110, first: 7, stopAtFailure, execute };
        assert.deepEqual(await runSuite(scenario, options), here);
      }
    }
  } finally {
    for (const pool of pools) pool.close();
  }
});

test('threads audit and shrink and replay as this one does, and can be told to stop', async () => {
  const scenario = replicated(0);
  const pool = createScenarioPool(module, scenario.name, 1);
  try {
    assert.deepEqual(await pool.audit([1]), await auditDeterminism(scenario, [1]));
    const { failures } = await runSuite(scenario, { seeds: 100 });
    const seed = failures[0]?.seed ?? 0;
    const well = Array.from({ length: 100 }, (_, i) => i + 1).find((one) =>
      failures.every((failure) => failure.seed !== one),
    );
    await assert.rejects(pool.shrink({ seed: well ?? 0 }), /does not fail/);
    const there = await pool.shrink({ seed });
    assert.deepEqual(there, await shrink(scenario, { seed }));
    assert.deepEqual(
      await pool.replay(there.capsule),
      await replayScenario(there.capsule, scenario),
    );
    const cut = await pool.shrink({ seed, signal: AbortSignal.abort() });
    assert.deepEqual([cut.complete, cut.runs], [false, 1]);
    assert.equal(cut.failure.name, there.failure.name);
  } finally {
    pool.close();
  }
  const missing = createScenarioPool(module, 'nobody', 1);
  await assert.rejects(missing.audit([1]), /has no scenario 'nobody'/);
  missing.close();
});

test('a node that hangs ends with the signal', async () => {
  const pool = createScenarioPool(hanging, hangs.name, 1);
  const controller = new AbortController();
  try {
    const running = runSuite(hangs, {
      seeds: 100,
      execute: pool.execute,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await assert.rejects(running, /enough/);
  } finally {
    pool.close();
  }
});

test('shrinking that hangs tells how far it is, and ends some time after the signal', async () => {
  const pool = createScenarioPool(hanging, 'hangs when shrunk', 1);
  const controller = new AbortController();
  const told: (readonly [runs: number, choices: number])[] = [];
  try {
    const shrinking = pool.shrink({
      seed: 1,
      signal: controller.signal,
      grace_ms: 1,
      onProgress: (runs, choices) => {
        told.push([runs, choices]);
        if (runs > 0) controller.abort();
      },
    });
    await assert.rejects(shrinking, (error) => {
      assert.ok(error instanceof JobFailed && error.cause instanceof Error);
      assert.equal(error.cause.message, 'a run of it did not end');
      return true;
    });
  } finally {
    pool.close();
  }
  // The run from all its choices, which are three operations and a node; the next one hangs.
  assert.deepEqual(told.at(-1), [2, 4]);
});

test('a module is loaded with its scenarios, or refused with its name', async () => {
  assert.deepEqual(
    (await loadScenarios(module, 'x.ts')).map(({ name }) => name),
    ['replicated-0', 'replicated-1'],
  );
  for (const [code, message] of [
    ['throw new Error("boo")', /^x\.ts: this module cannot be loaded: Error: boo/],
    ['export const = 1', /^x\.ts: this module cannot be loaded: SyntaxError/],
    ['export const other = 1', /^x\.ts: this module exports no scenario/],
  ] as const) {
    const url = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
    await assert.rejects(loadScenarios(url, 'x.ts'), (error) => {
      assert.ok(error instanceof InvalidInput);
      assert.match(error.message, message);
      return true;
    });
  }
});
