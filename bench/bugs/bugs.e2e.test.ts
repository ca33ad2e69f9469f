import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Capsule,
  compareJournals,
  drawText,
  journalOf,
  printCapsule,
  printDivergence,
  replayScenario,
  runScenario,
  runSuite,
  shrink,
} from '@dstudio/simulator';
import { host } from '@dstudio/simulator/node';
import { inBrowser } from '../../tools/in-browser.ts';
import { bugs } from './index.ts';
import { scenarios } from './scenarios.ts';

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
    // The page answers with what `hashes` returns.
    const there = (await page.evaluate(inPage)) as typeof first;
    const odd = Object.keys(first).find((run) => there[run] !== first[run]);
    if (odd !== undefined) {
      const [name = '', seed = ''] = odd.split(' ');
      const scenario = scenarios.find((one) => one.name === name) ?? assert.fail(name);
      const journal = (await page.evaluate(journalInPage(name, seed))) as typeof here;
      const here = await journalOf(scenario, Number(seed), host);
      const parted = compareJournals(here, journal) ?? assert.fail(`${odd}: only the hash differs`);
      const divergence = { seed: Number(seed), when: 'elsewhere' as const, ...parted };
      assert.fail(`${name}, ${printDivergence(divergence)}`);
    }
    assert.deepEqual(there, first);
  });
});

/** Runs in the page: one run, event by event. */
const journalInPage = (name: string, seed: string): string => `(async () => {
  const { scenarios } = await import('/bench/bugs/scenarios.ts');
  const { journalOf } = await import('/simulator/index.ts');
  const { host } = await import('/simulator/web/index.ts');
  return journalOf(scenarios.find((one) => one.name === '${name}'), ${seed}, host);
})()`;

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
