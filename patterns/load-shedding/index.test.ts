import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseParameters, Refused } from '@dstudio/kernel';
import { judgeClaim, runSeed } from '@dstudio/simulator';
import { checkDeterminism, checkGolden } from '@dstudio/simulator/node';
import fc from 'fast-check';
import type { Gate } from '../policy.ts';
import { ControlledDelay, createAdmission, policy } from './index.ts';
import { lab } from './lab.ts';

const settings = { target_ms: 5, interval_ms: 100, queue: 2 };

describe('controlled delay', () => {
  it('lets a burst pass: a queue that empties within the interval is no standing one', () => {
    const gate = new ControlledDelay(settings);
    for (let at = 0; at < 400; at += 10) {
      // Long waits, and once in each interval none.
      assert.ok(gate.begin(at, at % 100 === 50 ? 0 : 80));
      assert.ok(!gate.overloaded);
    }
  });

  it('sheds what waited more than twice the target while the queue stands', () => {
    const gate = new ControlledDelay(settings);
    assert.ok(gate.begin(0, 20));
    assert.ok(gate.begin(50, 30), 'not yet a whole interval');
    assert.ok(gate.begin(100, 40), 'the first of an interval is let through');
    assert.ok(gate.overloaded);
    assert.ok(!gate.begin(101, 10.5));
    assert.ok(gate.begin(102, 10));
    assert.ok(gate.begin(103, 0));
    // The queue has been empty: after this interval all is well again.
    assert.ok(!gate.begin(150, 50));
    assert.ok(gate.begin(200, 50));
    assert.ok(!gate.overloaded);
    assert.ok(gate.begin(201, 50));
  });

  it('turns away at the door when all workers are busy and enough wait for each', () => {
    const gate = new ControlledDelay(settings);
    assert.ok(gate.arrive(0, { running: 3, queued: 99, concurrency: 4 }));
    assert.ok(gate.arrive(0, { running: 4, queued: 7, concurrency: 4 }));
    assert.ok(!gate.arrive(0, { running: 4, queued: 8, concurrency: 4 }));
  });

  const begins = fc.array(
    fc.record({
      after_ms: fc.double({ min: 0, max: 60, noNaN: true }),
      waited_ms: fc.double({ min: 0, max: 200, noNaN: true }),
    }),
    { maxLength: 200 },
  );

  it('never sheds what waited no more than twice the target', () => {
    fc.assert(
      fc.property(begins, (story) => {
        const gate = new ControlledDelay(settings);
        let now = 0;
        for (const { after_ms, waited_ms } of story) {
          now += after_ms;
          if (!gate.begin(now, waited_ms)) assert.ok(waited_ms > 10);
        }
      }),
    );
  });

  it('sheds nothing while each interval sees one short wait, and much when none does', () => {
    const shed = (calm_ms: number, story: readonly { after_ms: number; waited_ms: number }[]) => {
      const gate = new ControlledDelay(settings);
      let now = 0;
      let count = 0;
      for (const { after_ms, waited_ms } of story) {
        now += after_ms;
        if (!gate.begin(now, waited_ms + 11)) count += 1;
        if (!gate.begin(now, calm_ms)) count += 1;
      }
      return { count, now };
    };
    fc.assert(
      fc.property(begins, (story) => {
        assert.equal(shed(5, story).count, 0);
        const standing = shed(11, story);
        // One gets through each interval, and all do in the first.
        const spared = 2 * story.length - standing.count;
        const early = story.filter((_, index) => {
          const until = story.slice(0, index + 1).reduce((sum, step) => sum + step.after_ms, 0);
          return until < (story[0]?.after_ms ?? 0) + 100;
        }).length;
        assert.ok(spared <= 2 * early + 1 + standing.now / 100);
      }),
    );
  });

  it('says what is wrong with its settings', () => {
    assert.throws(() => new ControlledDelay({ ...settings, target_ms: 0 }), /target_ms is 0/);
    assert.throws(() => new ControlledDelay({ ...settings, interval_ms: -1 }), /interval_ms is -1/);
    assert.throws(() => new ControlledDelay({ ...settings, queue: Number.NaN }), /queue is NaN/);
  });

  it('offers candidates that its own parameters accept', () => {
    for (const candidate of policy.candidates) {
      assert.ok(parseParameters(policy.parameters, candidate).ok);
    }
  });
});

/** A piece of work that ends when it is told to. */
const piece = () => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { work: () => promise, resolve, reject };
};

describe('admission', () => {
  const open: Gate = { name: 'open', arrive: () => true };

  it('runs so much at once, first come first served', async () => {
    const admit = createAdmission({ gate: open, clock: { now: () => 0 }, concurrency: 1 });
    const order: string[] = [];
    const first = piece();
    const answers = ['a', 'b', 'c'].map((name, index) =>
      admit(async () => {
        order.push(name);
        return index === 0 ? first.work() : name;
      }),
    );
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual(order, ['a']);
    first.resolve('a');
    assert.deepEqual(await Promise.all(answers), ['a', 'b', 'c']);
    assert.deepEqual(order, ['a', 'b', 'c']);
  });

  it('asks the gate on arrival and as work begins, and tells it how work ended', async () => {
    let now = 0;
    const heard: string[] = [];
    const gate: Gate = {
      name: 'picky',
      arrive: (_now_ms, load) => load.queued < 2,
      begin: (_now_ms, waited_ms) => waited_ms < 50,
      finish: (_now_ms, ok, took_ms) => heard.push(`${ok} ${took_ms}`),
    };
    const admit = createAdmission({ gate, clock: { now: () => now }, concurrency: 1 });
    const first = piece();
    const answers = [admit(first.work), admit(async () => 'late'), admit(async () => 'late')];
    const settled = Promise.allSettled(answers);
    await assert.rejects(
      admit(async () => 'never'),
      (error) => {
        assert.ok(error instanceof Refused);
        return error.by === 'picky' && /on arrival/.test(error.message);
      },
    );
    now = 60;
    first.reject(new Error('broken'));
    const results = await settled;
    assert.deepEqual(
      results.map((result) => (result.status === 'rejected' ? String(result.reason.code) : 'ok')),
      ['undefined', 'REFUSED', 'REFUSED'],
    );
    assert.deepEqual(heard, ['false 60', 'false 60', 'false 60']);
    assert.equal(await admit(async () => 'again'), 'again');
    assert.equal(heard.at(-1), 'true 0');
  });

  it('frees the worker when work throws before it returns a promise', async () => {
    const admit = createAdmission({ gate: open, clock: { now: () => 0 }, concurrency: 1 });
    await assert.rejects(
      admit(() => {
        throw new Error('at once');
      }),
      /at once/,
    );
    assert.equal(await admit(async () => 'next'), 'next');
  });

  it('says what is wrong with its settings', () => {
    assert.throws(
      () => createAdmission({ gate: open, clock: { now: () => 0 }, concurrency: 0 }),
      /concurrency is 0/,
    );
  });
});

describe('lab', () => {
  it('does what its golden file says, the same way each time', async () => {
    await checkGolden(lab, new URL('./lab.golden.txt', import.meta.url));
    checkDeterminism(lab);
  });

  it('keeps its claims', () => {
    const { measures } = runSeed(lab, 7);
    for (const claim of lab.claims) assert.ok(judgeClaim(claim, measures).holds, claim.text);
  });
});
