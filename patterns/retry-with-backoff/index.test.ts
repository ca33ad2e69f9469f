import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom, parseParameters } from '@dstudio/kernel';
import { judgeClaim, runSeed } from '@dstudio/simulator';
import { checkDeterminism, checkGolden } from '@dstudio/simulator/node';
import fc from 'fast-check';
import { type Layer, Outcome, Step } from '../policy.ts';
import { createMachine, Directive, type Machine } from '../resilience-pipeline/machine.ts';
import {
  type Backoff,
  delayAfter,
  type Jitter,
  jitters,
  policy,
  Retry,
  RetryBudget,
  type RetrySettings,
} from './index.ts';
import { lab } from './lab.ts';

const settings: RetrySettings = {
  attempts: 3,
  base_ms: 100,
  cap_ms: 1_000,
  jitter: 'none',
  budget: 1,
  reserve: 10,
};

const machineOf = (changes: Partial<RetrySettings> = {}): Machine =>
  createMachine([new Retry({ ...settings, ...changes }, createRandom(1))]);

/** Ends every attempt of one call with `outcome`; returns the delays between the attempts. */
const exhaust = (machine: Machine, outcome: Outcome, deadline_ms?: number): readonly number[] => {
  const delays: number[] = [];
  const call = machine.newCall(0, deadline_ms);
  let now_ms = 0;
  let directive = machine.start(call, now_ms);
  while (directive === Directive.invoke) {
    call.outcome = outcome;
    directive = machine.settle(call, now_ms);
    if (directive === Directive.invoke) delays.push(0);
    if (directive !== Directive.sleep) continue;
    delays.push(call.delay_ms);
    now_ms += call.delay_ms;
    directive = machine.resume(call, now_ms);
  }
  assert.equal(directive, Directive.done);
  assert.equal(call.outcome, outcome);
  machine.free(call);
  return delays;
};

describe('backoff', () => {
  const of = (jitter: Jitter): Backoff => ({ jitter, base_ms: 100, cap_ms: 1_000 });

  it('doubles up to the cap', () => {
    const delays = [1, 2, 3, 4, 5, 40].map((attempt) => delayAfter(of('none'), attempt, 0, 0));
    assert.deepEqual(delays, [100, 200, 400, 800, 1_000, 1_000]);
  });

  it('spreads as each jitter says', () => {
    const range = (jitter: Jitter, attempt: number, previous_ms: number) =>
      [0, 1].map((uniform) => delayAfter(of(jitter), attempt, previous_ms, uniform));
    assert.deepEqual(range('full', 3, 0), [0, 400]);
    assert.deepEqual(range('equal', 3, 0), [200, 400]);
    assert.deepEqual(range('decorrelated', 1, 0), [100, 300]);
    assert.deepEqual(range('decorrelated', 3, 250), [100, 750]);
  });

  it('is never negative and never above the cap', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...jitters),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (jitter, a, b, attempt, uniform) => {
          const [base_ms, cap_ms] = [Math.min(a, b), Math.max(a, b)];
          const delay_ms = delayAfter({ jitter, base_ms, cap_ms }, attempt, b, uniform);
          assert.ok(delay_ms >= 0 && delay_ms <= cap_ms);
        },
      ),
    );
  });
});

describe('retry budget', () => {
  it('never lets more through than the reserve and the share, over any stretch', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.boolean(), { maxLength: 300 }),
        (share, reserve, steps) => {
          const budget = new RetryBudget(share, reserve);
          // For the stretch that begins at each step: how far retries are ahead of the share.
          let ahead = 0;
          let worst = 0;
          for (const deposits of steps) {
            if (deposits) {
              budget.deposit();
              ahead = Math.max(0, ahead - share);
            } else if (budget.withdraw()) {
              ahead += 1;
              worst = Math.max(worst, ahead);
            }
          }
          assert.ok(worst <= reserve + 1e-9);
        },
      ),
    );
  });

  it('fills again as calls come', () => {
    const budget = new RetryBudget(0.25, 1);
    assert.ok(budget.withdraw());
    for (let call = 0; call < 3; call += 1) budget.deposit();
    assert.ok(!budget.withdraw());
    budget.deposit();
    assert.ok(budget.withdraw());
  });

  it('says what is wrong with its settings', () => {
    assert.throws(() => new RetryBudget(-1, 1), /share is -1/);
    assert.throws(() => new RetryBudget(1, Number.NaN), /reserve is NaN/);
  });
});

describe('retry', () => {
  it('tries again what failed or ran out of time, as often as it may', () => {
    assert.deepEqual(exhaust(machineOf(), Outcome.failed), [100, 200]);
    assert.deepEqual(exhaust(machineOf(), Outcome.timedOut), [100, 200]);
    assert.deepEqual(exhaust(machineOf({ attempts: 1 }), Outcome.failed), []);
    assert.deepEqual(exhaust(machineOf({ base_ms: 0, cap_ms: 0 }), Outcome.failed), [0, 0]);
  });

  it('tries nothing again that was answered or refused', () => {
    for (const outcome of [Outcome.ok, Outcome.degraded, Outcome.refused]) {
      assert.deepEqual(exhaust(machineOf(), outcome), []);
    }
  });

  it('stops when the caller would not wait for the next attempt', () => {
    assert.deepEqual(exhaust(machineOf(), Outcome.failed, 250), [100]);
    assert.deepEqual(exhaust(machineOf(), Outcome.failed, 300), [100]);
    assert.deepEqual(exhaust(machineOf(), Outcome.failed, 301), [100, 200]);
  });

  it('stops when the budget is empty, and says so', () => {
    const retry = new Retry({ ...settings, budget: 0.5, reserve: 1 }, createRandom(1));
    const said: string[] = [];
    retry.tell = (what) => said.push(what);
    const machine = createMachine([retry]);
    assert.deepEqual(exhaust(machine, Outcome.failed), [100]);
    assert.deepEqual(exhaust(machine, Outcome.failed), []);
    assert.deepEqual(exhaust(machine, Outcome.failed), [100]);
    assert.deepEqual(said, Array(3).fill('the retry budget is empty'));
  });

  it('begins anew when a layer further out comes back', () => {
    let rounds = 0;
    const again: Layer = {
      name: 'again',
      enter: () => Step.pass,
      leave: (call) => {
        rounds += 1;
        call.delay_ms = 0;
        return rounds < 2 ? Step.again : Step.pass;
      },
    };
    const machine = createMachine([again, new Retry(settings, createRandom(1))]);
    assert.deepEqual(exhaust(machine, Outcome.failed), [100, 200, 0, 100, 200]);
  });

  it('decorrelates from the delay before', () => {
    const delays = exhaust(
      machineOf({ jitter: 'decorrelated', attempts: 10, cap_ms: 1e9, reserve: 100 }),
      Outcome.failed,
    );
    assert.equal(delays.length, 9);
    delays.forEach((delay_ms, i) => {
      assert.ok(delay_ms >= 100 && delay_ms <= 3 * (delays[i - 1] ?? 100));
    });
    assert.ok(Math.max(...delays) > 300, 'grows beyond what the first delay can be');
  });

  it('says what is wrong with its settings', () => {
    assert.throws(() => machineOf({ attempts: 0 }), /attempts is 0/);
    assert.throws(() => machineOf({ attempts: 1.5 }), /attempts is 1.5/);
    assert.throws(() => machineOf({ cap_ms: 1 }), /cap_ms 1/);
    assert.throws(() => machineOf({ budget: -1 }), /share is -1/);
  });

  it('offers candidates that its own parameters accept', () => {
    for (const candidate of policy.candidates) {
      const parsed = parseParameters(policy.parameters, candidate);
      assert.ok(parsed.ok);
      assert.equal(policy.refuse?.(parsed.values), undefined);
    }
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
