import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import { JobFailed, runSuite, type SuiteReport } from '../index.ts';
import { createScenarioPool, inTurn, Lost, listScenarios, NEVER_ENDS } from './index.ts';
import { wordsOf } from './watchdog.ts';

const module = new URL('./fixtures/stuck.scenario.ts', import.meta.url);
/** Short, but far longer than any step of these runs. */
const HANG_MS = 600;

const prove = async (
  name: string,
  { first = 1, seeds = 100, stopAtFailure = false } = {},
): Promise<SuiteReport> => {
  const [scenario] = (await listScenarios(module, 'x.ts')).filter((one) => one.name === name);
  const pool = createScenarioPool(module, name, 2, HANG_MS);
  try {
    const { execute } = pool;
    return await runSuite(scenario ?? assert.fail(), { first, seeds, stopAtFailure, execute });
  } finally {
    pool.close();
  }
};

const endless = ({ failures }: SuiteReport) =>
  failures.filter(({ failure }) => failure.name === NEVER_ENDS);

test('a seed that never comes back is one that fails, with its node and place, and all others are kept', async () => {
  const report = await prove('loops once');
  assert.deepEqual([report.seeds, report.failed, report.processed > 0], [100, 11, true]);
  assert.deepEqual(
    report.failures.map(({ seed }) => seed),
    [3, 13, 23, 33, 37, 43, 53, 63, 73, 83, 93],
  );
  const [one] = endless(report);
  assert.equal(one?.seed, 37);
  assert.match(
    one?.failure.message ?? '',
    /^node b does not come back and probably loops for ever, in forEver \(\/.*stuck\.scenario\.ts:\d+:\d+\)$/,
  );
  const first = await prove('loops once', { first: 34, stopAtFailure: true });
  assert.deepEqual([first.seeds, first.failures.map(({ seed }) => seed)], [4, [37]]);
});

test('when seed after seed does not come back, the rest is given up', async () => {
  const report = await prove('loops always');
  assert.equal(report.seeds, 2);
  assert.deepEqual(
    endless(report).map(({ seed }) => seed),
    [1, 26],
  );
});

test('code that awaits for ever, and time that stands still, are found as well', async () => {
  const [awaits] = endless(await prove('awaits for ever', { seeds: 2 }));
  assert.match(
    awaits?.failure.message ?? '',
    /^it does not come back( and probably loops for ever|: it loops)/,
  );
  assert.equal(awaits?.failure.at_ms, 2);
  const [still] = endless(await prove('stands still', { seeds: 2 }));
  assert.match(
    still?.failure.message ?? '',
    /^time stands still, for something happens again and again without delay, in again \(/,
  );
  assert.equal(still?.failure.at_ms, 3);
});

test('a run that takes its time, and whose time passes, is left alone', async () => {
  const { seeds, failed } = await prove('is slow', { seeds: 2 });
  assert.deepEqual([seeds, failed], [2, 0]);
});

test('all else that threads do for a scenario ends with what was lost', async () => {
  const pool = createScenarioPool(module, 'loops always', 1, HANG_MS);
  try {
    await assert.rejects(pool.audit([5]), (error) => {
      assert.ok(error instanceof JobFailed && error.cause instanceof Lost);
      assert.equal(error.cause.seed, 5);
      return true;
    });
  } finally {
    pool.close();
  }
  const loads = new URL('data:text/javascript,for(;;);');
  await assert.rejects(listScenarios(loads, 'x.ts', undefined, HANG_MS), (error) => {
    assert.ok(error instanceof InvalidInput);
    assert.match(error.message, /^x\.ts: this module cannot be loaded: it does not come back/);
    return true;
  });
});

test('where no place is found, nobody says that it loops', () => {
  // As when a module awaits, at its top level, what never comes.
  const nowhere = { place: undefined, node: undefined, position: undefined };
  assert.equal(
    wordsOf(nowhere, nowhere),
    'it does not come back: it loops, or waits for what never comes',
  );
  assert.equal(
    wordsOf({ ...nowhere, place: 'f (x.ts:1:2)' }, nowhere),
    'it does not come back and probably loops for ever, in f (x.ts:1:2)',
  );
});

test('work is begun in turn, some at a time, and none after an error or the signal', async () => {
  const begun: number[] = [];
  const stop = new AbortController();
  let most = 0;
  let now = 0;
  const work = async (index: number): Promise<void> => {
    begun.push(index);
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    if (index === 5) stop.abort();
  };
  await inTurn(10, 3, work);
  assert.deepEqual([begun.splice(0), most], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3]);
  const failing = async (index: number): Promise<void> => {
    await work(index);
    if (index === 4) throw new Error('four');
  };
  await assert.rejects(inTurn(100, 2, failing), /four/);
  assert.ok(begun.splice(0).length < 8);
  await inTurn(100, 1, work, stop.signal);
  assert.deepEqual(begun, []);
});
