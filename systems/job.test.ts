import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { askFigures, jobOf } from './asks.ts';
import { against, certainlyMissed } from './certain.ts';
import { listCells } from './faults.ts';
import { call, service, system } from './fixture.ts';
import { run } from './job.ts';
import { brokenIn } from './judge.ts';
import { Answer, RequestLog } from './record.ts';
import type { Job } from './report.ts';
import { requestsDuring, simulate } from './simulate.ts';
import type { Objectives } from './system.ts';

const timing = {
  warmup_ms: 200,
  fault_ms: 600,
  restart_ms: 400,
  detection_ms: 100,
  after_ms: 600,
  window_ms: 200,
};

/** Small systems at the edge: of three services and one or two entries, some with too few workers. */
const arbitraryJob: fc.Arbitrary<Omit<Job, 'want'>> = fc
  .record({
    workers: fc.integer({ min: 1, max: 4 }),
    mean_ms: fc.constantFrom(1, 5, 20),
    rate_per_s: fc.constantFrom(10, 100, 300),
    replicas: fc.integer({ min: 1, max: 2 }),
    patience_ms: fc.constantFrom(150, 2_000),
    objectives: fc.record({
      availability: fc.constantFrom(0, 0.5, 0.99, 1),
      latency_share: fc.constantFrom(0, 0.5, 0.95, 1),
      latency_ms: fc.constantFrom(10, 100, 300),
    }),
    place: fc.nat(),
    seeds: fc.uniqueArray(fc.nat(1_000), { minLength: 1, maxLength: 3 }),
  })
  .map(({ workers, mean_ms, rate_per_s, replicas, patience_ms, objectives, place, seeds }) => {
    const operation = { time: { shape: 'exponential', mean_ms, spread: 1 } } as const;
    const given = system(
      [
        service('front', [call('back')]),
        service('back', [call('store')], { concurrency: workers, queue: 20, replicas, operation }),
        service('store', [], { operation }),
      ],
      {
        objectives,
        entries: ['front', 'store'].map((name) => ({
          service: name,
          operation: 'handle',
          rate_per_s,
          patience_ms,
        })),
      },
    );
    const cells = listCells(given);
    const fault = cells[place % (cells.length + 1)]?.fault;
    return { system: given, fault, timing, seeds };
  });

describe('a job that wants the verdict alone', () => {
  it('finds what whole runs find', () => {
    let early = 0;
    fc.assert(
      fc.property(arbitraryJob, (job) => {
        const { figures } = run({ ...job, want: 'figures' });
        const together = run({ ...job, want: 'together' });
        assert.equal(together.breaks, brokenIn(figures, job.system.objectives).length > 0);
        const any = run({ ...job, want: 'any' });
        const at = figures.findIndex(({ broken }) => broken.length > 0);
        assert.deepEqual(
          [any.breaks, any.runs],
          [at >= 0, at < 0 ? job.seeds.length : at + 1],
          'the first seed that breaks is the last that runs',
        );
        if (together.runs < job.seeds.length) early += 1;
      }),
      { numRuns: 150, seed: 5 },
    );
    assert.ok(early > 20, `${early} ended early`);
  });

  it('leaves out the seeds that can change nothing', () => {
    // One worker that needs five times as long as it has.
    const operation = { time: { shape: 'constant', mean_ms: 50, spread: 1 } } as const;
    const given = system([service('front', [], { concurrency: 1, operation })]);
    const job = { fault: undefined, timing, seeds: [1, 2, 3], want: 'together' } as const;
    assert.deepEqual(run({ ...job, system: given }), { breaks: true, figures: [], runs: 1 });
    // With nothing owed each run comes to its end, and holds.
    const free = { ...given, objectives: { availability: 0, latency_share: 0, latency_ms: 1 } };
    assert.deepEqual(run({ ...job, system: free }), { breaks: false, figures: [], runs: 3 });
  });

  it('ends a run as soon as nothing can save it', () => {
    const given = system([service('front', [call('back')]), service('back')]);
    let asked_ms = 0;
    const ended = simulate(given, {
      seed: 1,
      fault: { kind: 'crash', service: 'back' },
      timing,
      enough: (log, now_ms) => {
        asked_ms = now_ms;
        const now = against(log, 200, 600, now_ms, given.objectives);
        return certainlyMissed(
          requestsDuring(given, { seed: 1, fault: undefined, timing }),
          now,
          given.objectives,
        );
      },
    });
    assert.equal(asked_ms, 300, 'a tenth of a second into the fault');
    assert.ok(ended.log.length < 100);
  });
});

describe('askFigures', () => {
  it('puts the figures of many seeds in order, whatever the order of the answers', () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1);
    const given = system([service('front')]);
    let found: readonly number[] = [];
    const asks = askFigures({ system: given, cell: undefined, seeds }, (figures) => {
      found = figures.map(({ seed }) => seed);
    });
    assert.ok(asks.length > 1 && asks.every((ask) => ask.want === 'figures'));
    for (const ask of asks.toReversed()) {
      assert.deepEqual(found, []);
      ask.done(run(jobOf(ask, timing)));
    }
    assert.deepEqual(found, seeds);
  });
});

describe('requestsDuring', () => {
  it('counts what a run will see, without the run', () => {
    fc.assert(
      fc.property(arbitraryJob, ({ system: given, fault, seeds: [seed = 1] }) => {
        const { log, faultStart_ms, faultEnd_ms } = simulate(given, { seed, fault, timing });
        const seen = log.from(faultEnd_ms) - log.from(faultStart_ms);
        assert.equal(requestsDuring(given, { seed, fault, timing }), seen);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe('certainlyMissed', () => {
  const owed: Objectives = { availability: 0.9, latency_share: 0.8, latency_ms: 100 };

  it('waits until no end of the open requests could hold the objectives', () => {
    const missed = (failed: number, slow: number, late: number) =>
      certainlyMissed(10, { failed, slow, late }, owed);
    assert.deepEqual([missed(1, 0, 0), missed(2, 0, 0)], [false, true]);
    assert.deepEqual([missed(0, 2, 0), missed(0, 3, 0)], [false, true]);
    // Of three late ones one may fail and two be slow, and 7 of 9 answers are too few.
    assert.deepEqual([missed(0, 0, 2), missed(0, 0, 3)], [false, true]);
    assert.deepEqual([missed(1, 0, 1), missed(1, 1, 1)], [false, true]);
  });

  it('counts only what is certain by now', () => {
    const log = new RequestLog();
    for (const at_ms of [0, 100, 200, 300, 400]) log.open(at_ms);
    log.close(0, Answer.failed, 5);
    log.close(1, Answer.full, 150);
    log.close(2, Answer.degraded, 50);
    assert.deepEqual(against(log, 0, 1_000, 401, owed), { failed: 1, slow: 1, late: 1 });
    assert.deepEqual(against(log, 100, 400, 401, owed), { failed: 0, slow: 1, late: 1 });
    assert.deepEqual(against(log, 0, 1_000, 400, owed), { failed: 1, slow: 1, late: 0 });
  });
});
