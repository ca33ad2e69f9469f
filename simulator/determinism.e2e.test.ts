import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBrowser } from '../tools/in-browser.ts';
import { type Outcome, scenario } from './determinism.scenario.ts';
import { host } from './node/index.ts';

const root = new URL('../', import.meta.url);
const worker = new URL('./web/fixtures/determinism.worker.ts', import.meta.url);
const workerPath = `/${worker.href.slice(root.href.length)}`;

/** Runs in the page: seeds on two Web Workers, through the pool that the studio uses. */
const onWorkers = `(async () => {
  const { createPool } = await import('/simulator/web/index.ts');
  const pool = createPool({ spawn: () => new Worker('${workerPath}', { type: 'module' }), size: 2 });
  try {
    return await pool.execute([1, 1, 2]);
  } finally {
    pool.close();
  }
})()`;

test('Node and Chromium agree on every event, twice', async (t) => {
  await inBrowser(t, async (page) => {
    // The worker answers with what the scenario returns.
    const [first, again, other] = (await page.evaluate(onWorkers)) as readonly Outcome[];
    assert.deepEqual(again, first);
    assert.deepEqual(first, await scenario(1, host));
    assert.deepEqual(other, await scenario(2, host));
  });
});

/** Runs in the page, on its own thread. */
const inPage = `(async () => {
  const { createWorld } = await import('/simulator/index.ts');
  const { host } = await import('/simulator/web/index.ts');
  const world = createWorld({ seed: 1, host });
  const landed = [];
  world.node('a', async ({ clock }) => {
    for (let depth = 1; depth <= 50; depth++) {
      await clock.sleep(1);
      const dive = async (left) => left > 0 && dive(left - 1);
      await dive(depth);
      landed.push(world.now);
    }
    try {
      Math.random();
    } catch (error) {
      landed.push(error.name, error.place);
    }
  });
  for (let i = 0; i < 600; i++) world.at(i / 10 + 1e-3, () => {});
  await world.runAsync({ until_ms: 60 });
  return [...landed, typeof Math.random()];
})()`;

test('in Chromium, chains of any depth finish before time moves, and the guard stands', async (t) => {
  await inBrowser(t, async (page) => {
    const landed: unknown = await page.evaluate(inPage);
    assert.ok(Array.isArray(landed));
    assert.deepEqual(
      landed.slice(0, 50),
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
    assert.equal(landed[50], 'AmbientUse');
    assert.match(String(landed[51]), /:\d+:\d+/);
    assert.equal(landed[52], 'number');
  });
});
