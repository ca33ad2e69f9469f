import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom, InvalidInput, Refused, TimedOut } from '@dstudio/kernel';
import { ambient } from '@dstudio/kernel/ambient';
import { createWorld, judgeClaim, runSeed } from '@dstudio/simulator';
import { checkDeterminism, checkGolden, host } from '@dstudio/simulator/node';
import { Outcome } from '../policy.ts';
import { type PipelineEvent, pipeline } from './index.ts';
import { lab } from './lab.ts';

/** Runs async code against a simulated clock until nothing is left to happen. */
const simulated = async (
  body: (tools: {
    env: {
      clock: ReturnType<ReturnType<typeof createWorld>['node']>['env']['clock'];
      random: ReturnType<typeof createRandom>;
    };
    sleep: (delay_ms: number, signal?: AbortSignal) => Promise<void>;
    now: () => number;
  }) => Promise<void>,
): Promise<void> => {
  const world = createWorld({ seed: 1, host });
  const { env } = world.node('caller');
  const sleep = (delay_ms: number, signal?: AbortSignal) => env.clock.sleep(delay_ms, signal);
  let failure: { error: unknown } | undefined;
  let ended = false;
  body({ env: { clock: env.clock, random: createRandom(7) }, sleep, now: () => env.clock.now() })
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(() => {
      ended = true;
    });
  await world.runAsync({ until_ms: 60_000 });
  if (failure !== undefined) throw failure.error;
  assert.ok(ended, 'a promise never settled');
};

describe('pipeline', () => {
  it('gives what the function gives, and infers its types', async () => {
    const twice = pipeline('double')
      .deadline('3s')
      .retry()
      .breaker()
      .bulkhead()
      .timeout('800ms')
      .wrap(async (ctx, value: number, unit: string) => `${value * 2}${unit}#${ctx.attempt}`);
    const answer: string = await twice(21, 'm');
    assert.equal(answer, '42m#1');
    // @ts-expect-error a number is wanted
    await twice('21', 'm');
  });

  it('rejects with what the function threw', async () => {
    const error = new Error('no such order');
    const sync = pipeline('a').wrap(() => {
      throw error;
    });
    await assert.rejects(sync(), error);
    await assert.rejects(pipeline('b').wrap(async () => Promise.reject(error))(), error);
  });

  it('tries again after a delay, each time with a signal of its own', () =>
    simulated(async ({ env, now }) => {
      const seen: { attempt: number; signal: AbortSignal; at_ms: number }[] = [];
      const flaky = pipeline('flaky', { env })
        .retry({ attempts: 3, base: 100, jitter: 'none' })
        .wrap(async (ctx) => {
          seen.push({ attempt: ctx.attempt, signal: ctx.signal, at_ms: now() });
          if (ctx.attempt < 3) throw new Error('not yet');
          return 'there';
        });
      assert.equal(await flaky(), 'there');
      assert.deepEqual(
        seen.map(({ attempt, at_ms }) => [attempt, at_ms]),
        [
          [1, 0],
          [2, 100],
          [3, 300],
        ],
      );
      assert.equal(new Set(seen.map(({ signal }) => signal)).size, 3);
      assert.ok(seen.every(({ signal }) => !signal.aborted));
    }));

  it('rejects with TimedOut, aborts the attempt with it, and ignores the late answer', () =>
    simulated(async ({ env, sleep, now }) => {
      let signal: AbortSignal | undefined;
      let late: (() => AbortSignal) | undefined;
      const slow = pipeline('slow', { env })
        .retry({ attempts: 2, base: 0 })
        .timeout('50ms')
        .wrap(async (ctx) => {
          if (ctx.attempt === 1) signal = ctx.signal;
          else late = () => ctx.signal;
          await sleep(70);
          return 'late';
        });
      const error: unknown = await slow().catch((reason: unknown) => reason);
      assert.ok(error instanceof TimedOut);
      assert.equal(error.by, 'timeout');
      assert.equal(error.bound_ms, 50);
      assert.equal(now(), 100);
      assert.ok(signal?.reason instanceof TimedOut);
      // First read after the attempt was abandoned: it is aborted all the same.
      assert.equal(late?.().reason, error);
      await sleep(100);
    }));

  it('does not sleep past the deadline, and tells the callee what is left', () =>
    simulated(async ({ env, now }) => {
      const left: number[] = [];
      const failing = pipeline('failing', { env })
        .deadline('250ms')
        .retry({ attempts: 10, base: 100, cap: 100, jitter: 'none' })
        .timeout('800ms')
        .wrap(async (ctx) => {
          left.push(ctx.remaining());
          assert.equal(ctx.deadline_ms, 250);
          throw new Error('down');
        });
      await assert.rejects(failing(), /down/);
      assert.deepEqual(left, [250, 150, 50]);
      assert.equal(now(), 200);
    }));

  it('rejects with the reason of the caller’s signal, before, during and between attempts', () =>
    simulated(async ({ env, sleep, now }) => {
      let begun = 0;
      let inner: AbortSignal | undefined;
      const call = pipeline('call', { env })
        .retry({ attempts: 3, base: 1_000, jitter: 'none' })
        .bulkhead({ concurrent: 1 })
        .wrap(async (ctx, fails: boolean) => {
          begun += 1;
          inner = ctx.signal;
          await sleep(20);
          if (fails) throw new Error('down');
        });
      const why = new Error('the user left');
      await assert.rejects(call.with({ signal: AbortSignal.abort(why) })(false), why);
      assert.equal(begun, 0);
      for (const [fails, after_ms] of [
        [false, 10],
        [true, 500],
      ] as const) {
        const controller = new AbortController();
        const start = now();
        const promise = call.with({ signal: controller.signal })(fails);
        void sleep(after_ms).then(() => controller.abort(why));
        await assert.rejects(promise, why);
        assert.equal(now() - start, after_ms);
        assert.equal(inner?.reason, fails ? undefined : why);
      }
      assert.equal(begun, 2);
      await call(false); // the only place in the bulkhead is free again
    }));

  it('takes nothing of a call that was given up over to the next one', () =>
    simulated(async ({ env, sleep, now }) => {
      const begun: number[] = [];
      const call = pipeline('call', { env })
        .retry({ attempts: 2, base: 1_000, jitter: 'none' })
        .wrap(async () => {
          begun.push(now());
          throw new Error('down');
        });
      const controller = new AbortController();
      const givenUp = call.with({ signal: controller.signal })();
      void sleep(500).then(() => controller.abort());
      await assert.rejects(givenUp, { name: 'AbortError' });
      await assert.rejects(call(), /down/);
      assert.deepEqual(begun, [0, 500, 1_500]);
    }));

  it('refuses with the layer’s name, and comes back when the callee does', () =>
    simulated(async ({ env, sleep }) => {
      let down = true;
      const call = pipeline('call', { env })
        .breaker({ calls: 4, minimum_calls: 4, open_for: '1s', trials: 1, successes: 1 })
        .wrap(async () => {
          if (down) throw new Error('down');
          return 'up';
        });
      for (let i = 0; i < 4; i += 1) await assert.rejects(call(), /down/);
      const error: unknown = await call().catch((reason: unknown) => reason);
      assert.ok(error instanceof Refused);
      assert.equal(error.by, 'circuit-breaker');
      down = false;
      await sleep(1_000);
      assert.equal(await call(), 'up');
    }));

  it('shares its state between the functions it wraps', async () => {
    const psp = pipeline('psp').bulkhead({ concurrent: 1, queue: 0 });
    const gate = Promise.withResolvers<string>();
    const charge = psp.wrap(() => gate.promise);
    const refund = psp.wrap(async () => 'refunded');
    const charging = charge();
    await assert.rejects(refund(), Refused);
    gate.resolve('charged');
    assert.equal(await charging, 'charged');
    assert.equal(await refund(), 'refunded');
  });

  it('lets waiting calls in, in order', () =>
    simulated(async ({ env, sleep, now }) => {
      const call = pipeline('call', { env })
        .bulkhead({ concurrent: 1, queue: 2, wait: '1s' })
        .wrap(async () => {
          await sleep(10);
          return now();
        });
      assert.deepEqual(await Promise.all([call(), call(), call()]), [10, 20, 30]);
    }));

  it('answers with the fallback, which gets the reason and the arguments', async () => {
    const price = pipeline('prices')
      .fallback((error, item: string) => `${item}: ${(error as Error).message}`)
      .wrap(async (_ctx, item: string, count: number): Promise<number> => {
        throw new Error(`no price of ${count} ${item}`);
      });
    const answer: string | number = await price('tea', 2);
    assert.equal(answer, 'tea: no price of 2 tea');
    const prices = pipeline('prices').fallback((_error, _item: string) => 0);
    const byNumber = async (_ctx: unknown, count: number): Promise<number> => count;
    // @ts-expect-error the fallback wants a string first
    prices.wrap(byNumber);
  });

  it('waits for a fallback that takes its time, and rejects when that fails', () =>
    simulated(async ({ env, sleep, now }) => {
      const slow = pipeline('slow', { env })
        .fallback(async (error, fails: boolean) => {
          assert.ok(error instanceof TimedOut);
          await sleep(5);
          if (fails) throw new Error('no fallback either');
          return 'stale';
        })
        .timeout('10ms')
        .wrap((_ctx, _fails: boolean) => sleep(1_000));
      assert.equal(await slow(false), 'stale');
      assert.equal(now(), 15);
      await assert.rejects(slow(true), /no fallback either/);
    }));

  it('keeps the host awake only while a call is under way', async () => {
    const log: string[] = [];
    const timer = {
      cancel: () => {},
      hold: () => void log.push('hold'),
      release: () => void log.push('release'),
    };
    const clock = {
      ...ambient.clock,
      timer: () => {
        log.push('timer');
        return timer;
      },
    };
    const call = pipeline('call', { env: { clock, random: createRandom(1) } })
      .deadline('10m')
      .wrap(async () => undefined);
    await Promise.all([call(), call()]);
    assert.deepEqual(log, ['timer', 'release']);
    await call();
    assert.deepEqual(log, ['timer', 'release', 'hold', 'release']);
  });

  it('takes what is no failure for an answer: neither tried again nor counted', async () => {
    let calls = 0;
    const find = pipeline('orders', { isFailure: (error) => !(error instanceof RangeError) })
      .retry({ attempts: 3 })
      .breaker({ calls: 2, minimum_calls: 2 })
      .wrap(async () => {
        calls += 1;
        throw new RangeError('no such order');
      });
    for (let i = 0; i < 5; i += 1) await assert.rejects(find(), /no such order/);
    assert.equal(calls, 5);
  });

  it('tells every decision', () =>
    simulated(async ({ env, sleep }) => {
      const events: PipelineEvent[] = [];
      const call = pipeline('told', { env, on: (event) => events.push(event) })
        .fallback(() => 'stale')
        .retry({ attempts: 2, base: 10, jitter: 'none' })
        .breaker({ calls: 2, minimum_calls: 2 })
        .bulkhead({ concurrent: 1, queue: 1, wait: '1s' })
        .timeout('50ms')
        .wrap((_ctx, took_ms: number) => sleep(took_ms));
      await Promise.all([call(5), call(5)]);
      assert.deepEqual(
        events
          .splice(0)
          .map(({ kind, ...event }) => `${'call' in event ? event.call : ''} ${kind}`),
        [
          '1 attempt',
          '2 parked',
          '1 answer',
          '2 woken',
          '1 done',
          '2 attempt',
          '2 answer',
          '2 done',
        ],
      );
      assert.equal(await call(99), 'stale');
      await call(1);
      const said = events.map((event) => {
        if (event.kind === 'layer') return `${event.by} ${event.what}`;
        if (event.kind === 'retry') return `retry in ${event.delay_ms}`;
        if (event.kind === 'done') return `done ${event.outcome}`;
        return 'by' in event ? `${event.kind} by ${event.by}` : event.kind;
      });
      assert.deepEqual(said, [
        'attempt',
        'timed-out by timeout',
        'circuit-breaker open',
        'retry in 10',
        'refused by circuit-breaker',
        'fallback by graceful-degradation',
        `done ${Outcome.degraded}`,
        'refused by circuit-breaker',
        'fallback by graceful-degradation',
        `done ${Outcome.degraded}`,
      ]);
    }));

  it('refuses settings that are none, with their name', () => {
    assert.throws(() => pipeline('psp').timeout('soon'), /pipeline 'psp': timeout: after: /);
    assert.throws(() => pipeline('psp').retry({ attempts: 0 }), InvalidInput);
    assert.throws(() => pipeline('psp').retry({ base: 100, cap: 10 }), /cap is below base/);
    assert.throws(() => pipeline('psp').breaker({ trials: 1, successes: 2 }), /never close/);
    // @ts-expect-error there is no such setting
    assert.throws(() => pipeline('psp').retry({ atempts: 2 }), /did you mean 'attempts'/);
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
