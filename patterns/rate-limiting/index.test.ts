import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseParameters, Refused } from '@dstudio/kernel';
import { judgeClaim, runSeed } from '@dstudio/simulator';
import { checkDeterminism, checkGolden } from '@dstudio/simulator/node';
import fc from 'fast-check';
import { Outcome } from '../policy.ts';
import { createMachine, Directive } from '../resilience-pipeline/machine.ts';
import {
  type Algorithm,
  algorithms,
  createGate,
  createLayer,
  createLimiter,
  KeyedLimiter,
  policy,
  type Quota,
} from './index.ts';
import { lab } from './lab.ts';

interface Ask {
  readonly at_ms: number;
  readonly cost: number;
}

const quotas = fc.record({
  limit: fc.integer({ min: 1, max: 12 }),
  window_ms: fc.constantFrom(7, 64, 100, 333.3, 1000),
});

/** Requests in order of time, in bursts and with pauses, on a young clock or on the time of day. */
const stories = fc
  .record({
    start_ms: fc.constantFrom(0, 123.456, 1_700_000_000_000),
    steps: fc.array(
      fc.record({
        after_ms: fc.oneof(
          fc.constant(0),
          fc.double({ min: 0, max: 30, noNaN: true }),
          fc.double({ min: 0, max: 250, noNaN: true }),
          fc.double({ min: 0, max: 1500, noNaN: true }),
        ),
        cost: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 14 })),
      }),
      { maxLength: 60, size: 'max' },
    ),
  })
  .map(({ start_ms, steps }) => {
    let at_ms = start_ms;
    return steps.map(({ after_ms, cost }) => ({ at_ms: (at_ms += after_ms), cost }));
  });

const admitted = (algorithm: Algorithm, quota: Quota, story: readonly Ask[]): readonly Ask[] => {
  const limiter = createLimiter(algorithm, quota);
  return story.filter(({ at_ms, cost }) => limiter.take(at_ms, cost).allowed);
};

/** Calls `check` with the length and the sum of every stretch that begins and ends with a request. */
const eachStretch = (
  asks: readonly Ask[],
  check: (length_ms: number, units: number, from_ms: number) => void,
): void => {
  asks.forEach((first, from) => {
    let units = 0;
    for (const { at_ms, cost } of asks.slice(from)) {
      units += cost;
      check(at_ms - first.at_ms, units, first.at_ms);
    }
  });
};

describe('bounds', () => {
  for (const algorithm of ['token-bucket', 'gcra'] as const) {
    it(`${algorithm}: in any T at most limit + T * limit / window`, () => {
      fc.assert(
        fc.property(quotas, stories, (quota, story) => {
          const perMs = quota.limit / quota.window_ms;
          eachStretch(admitted(algorithm, quota, story), (length_ms, units) => {
            assert.ok(units <= quota.limit + (length_ms + 0.002) * perMs);
          });
        }),
      );
    });
  }

  it('sliding-log: in any window at most limit', () => {
    fc.assert(
      fc.property(quotas, stories, (quota, story) => {
        eachStretch(admitted('sliding-log', quota, story), (length_ms, units) => {
          if (length_ms < quota.window_ms - 0.002) assert.ok(units <= quota.limit);
        });
      }),
    );
  });

  it('sliding-window: in each fixed window at most limit, in n windows at most (n + 1) * limit', () => {
    fc.assert(
      fc.property(quotas, stories, (quota, story) => {
        const asks = admitted('sliding-window', quota, story);
        const start_ms = story[0]?.at_ms ?? 0;
        const sums = new Map<number, number>();
        for (const { at_ms, cost } of asks) {
          const index = Math.floor((at_ms - start_ms) / quota.window_ms);
          const sum = (sums.get(index) ?? 0) + cost;
          assert.ok(sum <= quota.limit);
          sums.set(index, sum);
        }
        eachStretch(asks, (length_ms, units) => {
          assert.ok(units <= (Math.ceil(length_ms / quota.window_ms + 1e-9) + 1) * quota.limit);
        });
      }),
    );
  });

  it('sliding-window: nearly twice the limit passes when a burst stands at the seam', () => {
    const limiter = createLimiter('sliding-window', { limit: 10, window_ms: 100 });
    const take = (at_ms: number) => {
      let count = 0;
      while (limiter.take(at_ms).allowed) count += 1;
      return count;
    };
    limiter.take(0);
    assert.equal(take(99), 9);
    assert.equal(take(190), 9);
  });

  it('lets the whole limit through at once, and not one more while the clock stands still', () => {
    fc.assert(
      fc.property(quotas, fc.constantFrom(...algorithms), fc.nat(50), (quota, algorithm, more) => {
        const story = Array.from({ length: quota.limit + more }, () => ({ at_ms: 5, cost: 1 }));
        assert.equal(admitted(algorithm, quota, story).length, quota.limit);
      }),
    );
  });

  it('takes a clock that goes back for one that stands still', () => {
    for (const algorithm of algorithms) {
      const limiter = createLimiter(algorithm, { limit: 2, window_ms: 100 });
      assert.ok(limiter.take(1000).allowed);
      assert.ok(limiter.take(500).allowed);
      assert.ok(!limiter.take(-1e6).allowed);
      assert.ok(!limiter.take(1000).allowed);
      assert.ok(limiter.take(1200).allowed);
    }
  });
});

describe('verdicts', () => {
  it('gcra decides as the token bucket of the same quota does', () => {
    fc.assert(
      fc.property(quotas, stories, (quota, story) => {
        const gcra = createLimiter('gcra', quota);
        const bucket = createLimiter('token-bucket', quota);
        for (const { at_ms, cost } of story) {
          const ours = gcra.take(at_ms, cost);
          const theirs = bucket.take(at_ms, cost);
          assert.equal(ours.allowed, theirs.allowed);
          assert.ok(Math.abs(ours.reset_ms - theirs.reset_ms) < 0.001);
          if (ours.retryAfter_ms < Number.POSITIVE_INFINITY) {
            assert.ok(Math.abs(ours.retryAfter_ms - theirs.retryAfter_ms) < 0.001);
          } else assert.equal(theirs.retryAfter_ms, Number.POSITIVE_INFINITY);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is right about when to ask again: not before, but then for sure', () => {
    fc.assert(
      fc.property(quotas, stories, fc.constantFrom(...algorithms), (quota, story, algorithm) => {
        const after = (count: number) => {
          const limiter = createLimiter(algorithm, quota);
          for (const { at_ms, cost } of story.slice(0, count)) limiter.take(at_ms, cost);
          return limiter;
        };
        const limiter = after(0);
        story.forEach(({ at_ms, cost }, index) => {
          const { allowed, retryAfter_ms } = limiter.take(at_ms, cost);
          if (allowed) assert.equal(retryAfter_ms, 0);
          else if (cost > quota.limit) assert.equal(retryAfter_ms, Number.POSITIVE_INFINITY);
          else {
            assert.ok(retryAfter_ms > 0);
            assert.ok(after(index + 1).take(at_ms + retryAfter_ms, cost).allowed, 'then');
            const early_ms = at_ms + retryAfter_ms - 0.01;
            if (early_ms > at_ms) {
              assert.ok(!after(index + 1).take(early_ms, cost).allowed, 'not before');
            }
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  it('sliding-log: waits for the oldest request that still counts', () => {
    const limiter = createLimiter('sliding-log', { limit: 4, window_ms: 100 });
    for (const at_ms of [0, 30, 60, 90, 105]) assert.ok(limiter.take(at_ms).allowed);
    assert.equal(limiter.take(106).retryAfter_ms, 24);
    assert.equal(limiter.take(106, 2).retryAfter_ms, 54);
  });

  it('is right about what remains, and whole again after the reset', () => {
    fc.assert(
      fc.property(quotas, stories, fc.constantFrom(...algorithms), (quota, story, algorithm) => {
        const limiter = createLimiter(algorithm, quota);
        for (const { at_ms, cost } of story) limiter.take(at_ms, cost);
        const last = story.at(-1);
        if (last === undefined) return;
        const { remaining } = limiter.take(last.at_ms, quota.limit + 1);
        if (remaining > 0) assert.ok(limiter.take(last.at_ms, remaining).allowed);
        const { allowed, reset_ms } = limiter.take(last.at_ms, 1);
        assert.ok(!allowed);
        const longest_ms = algorithm === 'sliding-window' ? 2 * quota.window_ms : quota.window_ms;
        assert.ok(reset_ms <= longest_ms + 0.001);
        assert.equal(limiter.take(last.at_ms + reset_ms, 1).remaining, quota.limit - 1);
      }),
      { numRuns: 200 },
    );
  });
});

describe('fractions', () => {
  it('leave nothing behind: the whole limit is there again', () => {
    const costs = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
      maxLength: 40,
      size: 'max',
    });
    fc.assert(
      fc.property(costs, fc.constantFrom(...algorithms), (some, algorithm) => {
        const limiter = createLimiter(algorithm, { limit: 9, window_ms: 100 });
        for (const cost of some) limiter.take(0, cost);
        assert.ok(limiter.take(200, 9).allowed);
      }),
      { numRuns: 400 },
    );
  });
});

describe('keyed limiter', () => {
  const settings = { algorithm: 'gcra', limit: 2, window_ms: 100, keys_max: 2 } as const;

  it('gives each key a budget of its own', () => {
    const limiter = new KeyedLimiter(settings);
    assert.deepEqual(
      ['a', 'a', 'a', 'b'].map((key) => limiter.take(key, 0).allowed),
      [true, true, false, true],
    );
  });

  it('forgets the key that was idle longest, and counts what that forgave', () => {
    const limiter = new KeyedLimiter(settings);
    limiter.take('a', 0);
    limiter.take('b', 10);
    limiter.take('a', 20);
    limiter.take('c', 200);
    assert.equal(limiter.forgiven, 0, 'b was whole again');
    limiter.take('d', 201);
    limiter.take('e', 202);
    assert.equal(limiter.forgiven, 1, 'c was not');
    assert.equal(limiter.size, 2);
  });

  it('never remembers more keys than it may', () => {
    const asks = fc.array(fc.tuple(fc.nat(20), fc.nat(5)), { maxLength: 100 });
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 6 }), (story, keys_max) => {
        const limiter = new KeyedLimiter({ ...settings, keys_max });
        let now = 0;
        for (const [key, after_ms] of story) {
          limiter.take(`${key}`, (now += after_ms));
          assert.ok(limiter.size <= keys_max);
        }
      }),
    );
  });
});

describe('attached', () => {
  it('turns requests away as they arrive', () => {
    const gate = createGate(createLimiter('gcra', { limit: 1, window_ms: 100 }));
    const load = { running: 0, queued: 0, concurrency: 1 };
    assert.deepEqual(
      [0, 50, 100].map((now) => gate.arrive(now, load)),
      [true, false, true],
    );
  });

  it('refuses a call over the limit and says when to come back', () => {
    const limiter = createLimiter('token-bucket', { limit: 1, window_ms: 100 });
    const machine = createMachine([createLayer(limiter)]);
    assert.equal(machine.start(machine.newCall(0), 0), Directive.invoke);
    const call = machine.newCall(40);
    assert.equal(machine.start(call, 40), Directive.done);
    assert.equal(call.outcome, Outcome.refused);
    assert.ok(call.error instanceof Refused);
    assert.equal(call.error.retryAfter_ms, 60);
  });

  it('offers candidates that its own parameters accept', () => {
    for (const candidate of policy.candidates) {
      assert.ok(parseParameters(policy.parameters, candidate).ok);
    }
  });
});

describe('bad input', () => {
  it('says what is wrong', () => {
    for (const algorithm of algorithms) {
      assert.throws(() => createLimiter(algorithm, { limit: 0.5, window_ms: 1 }), /limit is 0.5/);
      assert.throws(() => createLimiter(algorithm, { limit: 1, window_ms: 0 }), /window_ms is 0/);
      const limiter = createLimiter(algorithm, { limit: 1, window_ms: 1 });
      for (const cost of [0, -1, Number.NaN]) {
        assert.throws(() => limiter.take(0, cost), RangeError);
      }
    }
    const settings = { algorithm: 'gcra', limit: 1, window_ms: 1, keys_max: 0 } as const;
    assert.throws(() => new KeyedLimiter(settings), /size_max is 0/);
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
