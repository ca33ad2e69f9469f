import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Execute,
  JobFailed,
  printSuite,
  runScenario,
  runSuite,
  runSuitePart,
  type Scenario,
  type SuiteJob,
  type SuitePart,
  type SuiteReport,
} from './index.ts';
import { host } from './node/index.ts';
import { replicated } from './replicated.scenario.ts';

test('a suite finds the seeds that fail, and its twin passes', async () => {
  const bad = await runSuite(replicated(0), { seeds: 200 });
  assert.ok(bad.failures.length > 5, printSuite(bad));
  assert.ok(bad.failures.every(({ failure }) => failure.name === 'lost write'));
  const good = await runSuite(replicated(1), { seeds: 200 });
  assert.deepEqual(good.failures, []);
});

test('a suite that never reached something fails with its name', async () => {
  const report = await runSuite(replicated(1), { seeds: 20 });
  assert.deepEqual(report.missing, ['paused']);
  assert.equal(report.ok, false);
  assert.match(printSuite(report), /paused: never\n {2}never reached: paused/);
  const unlisted: Scenario = {
    ...replicated(1),
    build(run) {
      run.sometimes('typo');
      return undefined;
    },
  };
  await assert.rejects(runScenario(unlisted, { seed: 1 }), /not in the scenario's list/);
  await assert.rejects(runSuite(replicated(1), { seeds: 0 }), /a suite of 0 seeds/);
});

test('a suite can be stopped, tells how far it is, and ends at the first failure', async () => {
  const progress: number[] = [];
  const report = await runSuite(replicated(0), {
    seeds: 5000,
    host,
    stopAtFailure: true,
    onProgress: (done) => progress.push(done),
  });
  assert.equal(report.failures.length, 1);
  assert.ok(report.seeds < 5000);
  const controller = new AbortController();
  const stopped = runSuite(replicated(1), {
    seeds: 5000,
    host,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await assert.rejects(stopped, /enough/);
});

/** As threads would: jobs end in the order of these numbers. */
const shuffled =
  (scenario: Scenario, order: readonly number[]): Execute<SuiteJob, SuitePart> =>
  async (jobs, { signal, onResult } = {}) => {
    const ranked = jobs
      .map((job, index) => ({ job, index, rank: order[index % order.length] ?? 0 }))
      .sort((a, b) => a.rank - b.rank);
    const parts: SuitePart[] = [];
    for (const { job, index } of ranked) {
      signal?.throwIfAborted();
      const part = await runSuitePart(scenario, job);
      parts[index] = part;
      onResult?.(part, index);
    }
    return parts;
  };

test('the report is the same in whatever order the seeds end, and so is the lowest that fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(100), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 130 }),
      fc.nat(1000),
      fc.boolean(),
      async (order, seeds, first, stopAtFailure) => {
        const scenario = replicated(0);
        const options = { seeds, first, stopAtFailure };
        const here = await runSuite(scenario, options);
        let before = 0;
        const onProgress = (_: number, __: number, soFar: SuiteReport): void => {
          assert.ok(soFar.seeds >= before && soFar.failures.every(({ seed }) => seed >= first));
          before = soFar.seeds;
        };
        const execute = shuffled(scenario, order);
        assert.deepEqual(await runSuite(scenario, { ...options, execute, onProgress }), here);
      },
    ),
    { numRuns: 20 },
  );
});

/** Fails with every seed that a list of wrong ones holds. */
const fails = (wrong: (seed: number) => boolean): Scenario => ({
  ...replicated(0),
  sometimes: [],
  build: (run) => ({
    check() {
      if (wrong(run.seed)) run.fail('wrong', `seed ${run.seed}`);
    },
  }),
});

test('a suite of many seeds counts every failure, and keeps the lowest thousand', async () => {
  const report = await runSuite(
    fails((seed) => seed % 2 === 1),
    { seeds: 10_100 },
  );
  assert.equal(report.seeds, 10_100);
  assert.equal(report.failed, 5050);
  assert.deepEqual(
    report.failures.map(({ seed }) => seed),
    Array.from({ length: 1000 }, (_, i) => 2 * i + 1),
  );
  assert.match(printSuite(report), /10100 seeds, 5050 failed[^]*and 5040 more/);
  const late = await runSuite(
    fails((seed) => seed > 10_010),
    { seeds: 20_000, stopAtFailure: true },
  );
  assert.deepEqual([late.seeds, late.failures.map(({ seed }) => seed)], [10_011, [10_011]]);
});

test('what a suite cannot run is said with its seed', async () => {
  const scenario: Scenario = {
    ...replicated(0),
    build(run) {
      if (run.seed === 37) throw new TypeError('no such thing');
      return undefined;
    },
  };
  await assert.rejects(runSuite(scenario, { seeds: 100 }), (error) => {
    assert.ok(error instanceof JobFailed);
    assert.match(
      error.message,
      /replicated-0 cannot be built with seed 37: build threw TypeError: no such thing, at /,
    );
    return true;
  });
  await assert.rejects(runSuite(scenario, { seeds: 1, first: -1 }), /from seed -1 on/);
});

test('what sometimes happens may have any name', async () => {
  const names = ['constructor', 'toString', '__proto__'];
  const scenario: Scenario = {
    name: 'names',
    lane: 'callback',
    length_ms: 1,
    faults: {},
    sometimes: names,
    build(run) {
      for (const name of names) if (run.seed > 1 || name === 'toString') run.sometimes(name);
      return undefined;
    },
  };
  const { reached, missing } = await runSuite(scenario, { seeds: 3 });
  assert.deepEqual(Object.entries(reached), [
    ['constructor', 2],
    ['toString', 3],
    ['__proto__', 2],
  ]);
  assert.deepEqual(missing, []);
});

test('a suite says up to which seed it can go', async () => {
  await assert.rejects(runSuite(replicated(1), { seeds: 1000, first: Number.MAX_SAFE_INTEGER }), {
    message: new RegExp(`give a whole number from 0 to ${Number.MAX_SAFE_INTEGER - 1000}`),
  });
});
