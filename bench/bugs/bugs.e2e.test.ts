import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Capsule,
  drawText,
  printCapsule,
  replayScenario,
  runScenario,
  runSuite,
  shrink,
} from '@dstudio/simulator';
import { host } from '@dstudio/simulator/node';
import { inBrowser } from '../../tools/in-browser.ts';
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
  await inBrowser(t, async (page) => {
    assert.deepEqual(await page.evaluate(inPage), first);
  });
});

/** One of each kind: messages alone, faults, a disk, a clock. */
const REPLAYED = [
  'retry-not-idempotent',
  'double-vote-after-restart',
  'log-without-checksum',
  'clock-orders-writes',
];

/** Runs in the page: what each capsule gives there. */
const replaysInPage = (capsules: readonly string[]): string => `(async () => {
  const { scenarios } = await import('/bench/bugs/scenarios.ts');
  const { drawText, parseCapsule, replayScenario } = await import('/simulator/index.ts');
  const { host } = await import('/simulator/web/index.ts');
  const outcomes = [];
  for (const text of ${JSON.stringify(capsules)}) {
    const capsule = parseCapsule(text);
    const scenario = scenarios.find(({ name }) => 'scenario:' + name === capsule.scenario);
    const { same, hash, failure, happenings } = await replayScenario(capsule, scenario, host);
    outcomes.push({ same, hash, failure, diagram: drawText(happenings) });
  }
  return outcomes;
})()`;

test('the capsule of a shrunk run replays in Chromium as in Node, diagram and all', async (t) => {
  await inBrowser(t, async (page) => {
    const capsules: Capsule[] = [];
    const expected: object[] = [];
    for (const slug of REPLAYED) {
      const scenario = bugs.find((bug) => bug.slug === slug)?.scenario(false) ?? assert.fail(slug);
      const { failures } = await runSuite(scenario, { seeds: 500, host, stopAtFailure: true });
      const { capsule, failure } = await shrink(scenario, { seed: failures[0]?.seed ?? 0, host });
      const { happenings } = await replayScenario(capsule, scenario, host);
      capsules.push(capsule);
      expected.push({ same: true, hash: capsule.hash, failure, diagram: drawText(happenings) });
    }
    const outcomes = await page.evaluate(replaysInPage(capsules.map(printCapsule)));
    assert.deepEqual(outcomes, expected);
  });
});
