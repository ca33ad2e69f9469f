import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseParameters } from '@dstudio/kernel';
import { judgeClaim, runSeed } from '@dstudio/simulator';
import { checkDeterminism, checkGolden } from '@dstudio/simulator/node';
import fc from 'fast-check';
import { Outcome } from '../policy.ts';
import { createMachine, Directive } from '../resilience-pipeline/machine.ts';
import { BreakerLayer, type BreakerSettings, CircuitBreaker, policy } from './index.ts';
import { lab } from './lab.ts';

const settings: BreakerSettings = {
  window: 'count',
  calls: 10,
  span_ms: 1_000,
  minimum_calls: 4,
  failure_rate: 0.5,
  slow_after_ms: 100,
  slow_rate: 0.75,
  open_ms: 500,
  trials: 3,
  successes: 2,
};

const breakerOf = (changes: Partial<BreakerSettings> = {}): CircuitBreaker =>
  new CircuitBreaker({ ...settings, ...changes });

/** One letter a call: `o` answered, `f` failed, `s` answered slowly, `x` cancelled. */
const play = (breaker: CircuitBreaker, calls: string, now_ms: number): void => {
  for (const call of calls) {
    assert.ok(breaker.tryEnter(now_ms), `${call} was refused`);
    if (call === 'o') breaker.success(now_ms, now_ms + 1);
    else if (call === 's') breaker.success(now_ms, now_ms + 101);
    else if (call === 'f') breaker.failure(now_ms, now_ms + 1);
    else breaker.cancelled(now_ms);
  }
};

/** An open breaker, which is so since 1. */
const opened = (changes: Partial<BreakerSettings> = {}): CircuitBreaker => {
  const breaker = breakerOf(changes);
  play(breaker, 'ffff', 0);
  assert.equal(breaker.state, 'open');
  return breaker;
};

describe('circuit breaker', () => {
  it('opens at the failure rate, once there are enough calls', () => {
    const breaker = breakerOf();
    play(breaker, 'fffo', 0);
    assert.equal(breaker.state, 'closed', 'the fourth call was no failure');
    play(breaker, 'f', 0);
    assert.equal(breaker.state, 'open');
    const calm = breakerOf();
    play(calm, 'fff', 0);
    assert.equal(calm.state, 'closed', 'three calls are too few');
    play(breakerOf(), 'oofoofoofoof', 0); // a third
  });

  it('forgets what has left the window', () => {
    const byCount = breakerOf({ calls: 4, failure_rate: 0.75 });
    play(byCount, 'ffoooofof', 0);
    assert.equal(byCount.state, 'closed');
    const byTime = breakerOf({ window: 'time' });
    play(byTime, 'fff', 0);
    play(byTime, 'f', 1_100);
    assert.equal(byTime.state, 'closed');
    play(byTime, 'fff', 1_150);
    assert.equal(byTime.state, 'open');
  });

  it('opens when too many calls are slow, though all are answered', () => {
    const breaker = breakerOf();
    play(breaker, 'osss', 0);
    assert.equal(breaker.state, 'open');
    const off = breakerOf({ slow_after_ms: Number.POSITIVE_INFINITY });
    play(off, 'ssssssssssss', 0);
    assert.equal(off.state, 'closed');
  });

  it('does not count what was cancelled', () => {
    const breaker = breakerOf();
    play(breaker, 'fffxxxxxxx', 0);
    assert.equal(breaker.state, 'closed');
  });

  it('refuses while it is open, then lets so many trials through and closes', () => {
    const breaker = opened();
    const states: string[] = [];
    breaker.onChange = (state, now_ms) => states.push(`${state} ${now_ms}`);
    assert.equal(breaker.retry_ms, 501);
    assert.ok(!breaker.tryEnter(500));
    const enters = [501, 501, 501, 501].map((now_ms) => breaker.tryEnter(now_ms));
    assert.deepEqual(enters, [true, true, true, false]);
    breaker.success(501, 510);
    breaker.failure(501, 511);
    assert.equal(breaker.state, 'half-open');
    breaker.success(501, 512);
    assert.deepEqual(states, ['half-open 501', 'closed 512']);
    play(breaker, 'fff', 600);
    assert.equal(breaker.state, 'closed', 'it began to count anew');
  });

  it('opens again as soon as the trials can no longer succeed; slow ones do not', () => {
    const breaker = opened();
    for (let trial = 0; trial < 3; trial += 1) breaker.tryEnter(501);
    breaker.failure(501, 502);
    breaker.success(501, 700);
    assert.equal(breaker.state, 'open');
    assert.ok(!breaker.tryEnter(1_199));
    assert.ok(breaker.tryEnter(1_200));
  });

  it('gives a cancelled trial to another call', () => {
    const breaker = opened({ trials: 1, successes: 1 });
    assert.ok(breaker.tryEnter(600));
    assert.ok(!breaker.tryEnter(600));
    breaker.cancelled(600);
    assert.ok(breaker.tryEnter(601));
  });

  it('does not take answers to older calls for trials', () => {
    const breaker = breakerOf({ trials: 1, successes: 1 });
    breaker.tryEnter(0);
    play(breaker, 'ffff', 1);
    assert.ok(breaker.tryEnter(600));
    breaker.success(0, 601);
    assert.equal(breaker.state, 'half-open');
    breaker.cancelled(0);
    assert.ok(!breaker.tryEnter(602), 'an older call gives no trial back');
  });

  it('opens again when trials never end', () => {
    const breaker = opened({ trials: 1, successes: 1 });
    assert.ok(breaker.tryEnter(600));
    assert.ok(!breaker.tryEnter(1_099));
    assert.ok(!breaker.tryEnter(1_100));
    assert.equal(breaker.state, 'open');
    assert.ok(breaker.tryEnter(1_600));
  });

  it('never has more trials under way than allowed, and never stays shut for ever', () => {
    const step = fc.record({
      wait_ms: fc.constantFrom(0, 1, 50, 400),
      end: fc.constantFrom('none', 'success', 'failure', 'cancelled'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const breaker = breakerOf({ minimum_calls: 2 });
        let underWay: { at_ms: number; epoch: number }[] = [];
        let epoch = 0;
        breaker.onChange = () => {
          epoch += 1;
        };
        let now_ms = 0;
        for (const { wait_ms, end } of steps) {
          now_ms += wait_ms;
          if (breaker.tryEnter(now_ms)) underWay.push({ at_ms: now_ms, epoch });
          const trials = underWay.filter((call) => call.epoch === epoch);
          if (breaker.state === 'half-open') assert.ok(trials.length <= settings.trials);
          if (end === 'none' || underWay.length === 0) continue;
          const [first] = underWay;
          underWay = underWay.slice(1);
          const at_ms = first?.at_ms ?? 0;
          if (end === 'success') breaker.success(at_ms, now_ms);
          else if (end === 'failure') breaker.failure(at_ms, now_ms);
          else breaker.cancelled(at_ms);
        }
        // Whatever happened and whoever hangs: within two lengths of openness somebody gets in.
        const enters = [1, 2, 3].map((k) => breaker.tryEnter(now_ms + k * settings.open_ms));
        assert.ok(enters.includes(true));
      }),
    );
  });

  it('says what is wrong with its settings', () => {
    assert.throws(() => breakerOf({ calls: 0 }), RangeError);
    assert.throws(() => breakerOf({ minimum_calls: 0 }), /minimum_calls is 0/);
    assert.throws(() => breakerOf({ failure_rate: 0 }), /failure_rate is 0/);
    assert.throws(() => breakerOf({ slow_rate: 1.1 }), /slow_rate is 1.1/);
    assert.throws(() => breakerOf({ open_ms: 0 }), /open_ms is 0/);
    assert.throws(() => breakerOf({ successes: 4 }), /successes is 4; .* to 3/);
  });
});

describe('breaker layer', () => {
  it('counts failures and timeouts, not refusals further in nor what was given up', () => {
    for (const [outcome, state] of [
      [Outcome.failed, 'open'],
      [Outcome.timedOut, 'open'],
      [Outcome.refused, 'closed'],
      [Outcome.degraded, 'closed'],
    ] as const) {
      const layer = new BreakerLayer(settings);
      const machine = createMachine([layer]);
      for (let i = 0; i < 4; i += 1) {
        const call = machine.newCall(0);
        machine.start(call, 0);
        call.outcome = outcome;
        machine.settle(call, 1);
      }
      assert.equal(layer.breaker.state, state);
      const call = machine.newCall(2);
      const directive = machine.start(call, 2);
      assert.equal(directive, state === 'open' ? Directive.done : Directive.invoke);
      if (state !== 'open') continue;
      assert.equal(call.outcome, Outcome.refused);
      assert.equal(call.error, 'the circuit is open');
    }
  });

  it('offers candidates that its own parameters accept', () => {
    for (const candidate of policy.candidates) {
      const parsed = parseParameters(policy.parameters, candidate);
      assert.ok(parsed.ok);
      assert.equal(policy.refuse?.(parsed.values), undefined);
      policy.create(parsed.values, {
        random: { next: () => 0, below: () => 0, fork: () => never() },
      });
    }
    const refusal = (input: object): string | undefined => {
      const parsed = parseParameters(policy.parameters, input);
      return parsed.ok ? policy.refuse?.(parsed.values) : 'unparsed';
    };
    assert.match(refusal({ trials: 2, successes: 3 }) ?? '', /never close/);
    assert.match(refusal({ calls: 5, minimum_calls: 6 }) ?? '', /never open/);
    assert.equal(refusal({ calls: 5, minimum_calls: 6, window: 'time' }), undefined);
  });
});

const never = (): never => {
  throw new Error('a breaker needs no randomness');
};

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
