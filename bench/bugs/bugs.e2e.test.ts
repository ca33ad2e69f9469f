import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runScenario } from '@dstudio/simulator';
import { host } from '@dstudio/simulator/node';
import { launchBrowser, NO_BROWSER } from '../../tools/browser.ts';
import { serveSources } from '../../tools/serve-sources.ts';
import { bugs } from './index.ts';

const SEEDS = [1, 2, 3];

/** Runs in the page: the hash of every scenario in each seed, by name. */
const inPage = `(async () => {
  const { bugs } = await import('/bench/bugs/index.ts');
  const { runScenario } = await import('/simulator/index.ts');
  const { host } = await import('/simulator/web/index.ts');
  const hashes = {};
  for (const bug of bugs) {
    for (const right of [false, true]) {
      const scenario = bug.scenario(right);
      for (const seed of ${JSON.stringify(SEEDS)}) {
        const { hash, failure } = await runScenario(scenario, { seed, host });
        hashes[scenario.name + ' ' + seed] = hash + ' ' + (failure?.name ?? 'passes');
      }
    }
  }
  return hashes;
})()`;

test('every scenario runs twice in Node and once in Chromium, with one outcome', async (t) => {
  const hashes = async (): Promise<Record<string, string>> => {
    const found: Record<string, string> = {};
    for (const bug of bugs) {
      for (const right of [false, true]) {
        const scenario = bug.scenario(right);
        for (const seed of SEEDS) {
          const { hash, failure } = await runScenario(scenario, { seed, host });
          found[`${scenario.name} ${seed}`] = `${hash} ${failure?.name ?? 'passes'}`;
        }
      }
    }
    return found;
  };
  const first = await hashes();
  assert.deepEqual(await hashes(), first);
  const browser = await launchBrowser();
  if (browser === undefined) return t.skip(NO_BROWSER);
  const sources = await serveSources();
  try {
    const page = await browser.newPage();
    await page.goto(sources.origin);
    assert.deepEqual(await page.evaluate(inPage), first);
  } finally {
    sources.close();
    await browser.close();
  }
});
