import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchBrowser, NO_BROWSER } from '../tools/browser.ts';
import { serveSources } from '../tools/serve-sources.ts';
import { type Outcome, scenario } from './determinism.scenario.ts';
import { host } from './node/index.ts';

/** Runs in the page: seeds on two Web Workers, through the pool that the studio uses. */
const onWorkers = `(async () => {
  const { createPool } = await import('/simulator/web/index.ts');
  const worker = '/simulator/web/fixtures/determinism.worker.ts';
  const pool = createPool({ spawn: () => new Worker(worker, { type: 'module' }), size: 2 });
  try {
    return await pool.execute([1, 1, 2]);
  } finally {
    pool.close();
  }
})()`;

test('Node and Chromium agree on every event, twice', async (t) => {
  const browser = await launchBrowser();
  if (browser === undefined) return t.skip(NO_BROWSER);
  const sources = await serveSources();
  try {
    const page = await browser.newPage();
    await page.goto(sources.origin);
    const [first, again, other] = (await page.evaluate(onWorkers)) as readonly Outcome[];
    assert.deepEqual(again, first);
    assert.deepEqual(first, await scenario(1, host));
    assert.deepEqual(other, await scenario(2, host));
  } finally {
    sources.close();
    await browser.close();
  }
});
