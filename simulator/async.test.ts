import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import type { Env } from '@dstudio/kernel';
import fc from 'fast-check';
import { AmbientUse, createWorld } from './index.ts';
import { host } from './node/index.ts';

/** Runs async code at 10 ms and, in the callback lane, a probe a hair later; returns what each saw. */
const landsAt = async (body: (env: Env) => Promise<void>): Promise<number> => {
  const world = createWorld({ seed: 1, host });
  const { env } = world.node('a');
  let landed = Number.NaN;
  const start = async (): Promise<void> => {
    await env.clock.sleep(10);
    await body(env);
    landed = world.now;
  };
  void start();
  for (let i = 1; i <= 20; i++) world.at(10 + i * 1e-3, () => {});
  await world.runAsync({ until_ms: 100 });
  return landed;
};

test('chains of any depth finish before time moves', async () => {
  for (let depth = 1; depth <= 50; depth++) {
    const chain = async (left: number): Promise<void> => {
      if (left > 0) await chain(left - 1);
    };
    assert.equal(await landsAt(() => chain(depth)), 10, `depth ${depth}`);
  }
});

test('so do all other ways to wait for nothing', async () => {
  const numbers = async function* (): AsyncGenerator<number> {
    for (let i = 0; i < 20; i++) {
      await undefined;
      yield i;
    }
  };
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    'Promise.all': () =>
      Promise.all(Array.from({ length: 20 }, async () => Promise.resolve().then(() => 1))),
    'Promise.race, allSettled, any': async () => {
      await Promise.race([Promise.resolve(1), new Promise(() => {})]);
      await Promise.allSettled([Promise.reject(new Error('x')), Promise.resolve(1)]);
      await Promise.any([Promise.reject(new Error('x')), Promise.resolve(1)]);
    },
    'for await': async () => {
      for await (const _ of numbers());
    },
    'yield star': async () => {
      const outer = async function* (): AsyncGenerator<number> {
        yield* numbers();
      };
      for await (const _ of outer());
    },
    'queueMicrotask chain': () =>
      new Promise<void>((resolve) => {
        const again = (left: number): void =>
          left === 0 ? resolve() : queueMicrotask(() => again(left - 1));
        again(50);
      }),
    thenables: async () => {
      const thenable = (left: number): PromiseLike<number> => ({
        // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
        // oxlint-disable-next-line unicorn/no-thenable -- a thenable is what is tested
        then: (resolve) => {
          const value = left === 0 ? 0 : thenable(left - 1);
          // A thenable may be resolved with another; its type says number only.
          return resolve?.(value as number) as never;
        },
      });
      await thenable(20);
    },
    'finally and catch': () =>
      Promise.reject(new Error('x'))
        .finally(() => Promise.resolve())
        .catch(() => Promise.resolve().finally(() => {})),
  };
  for (const [name, way] of Object.entries(ways)) {
    assert.equal(await landsAt(async () => void (await way())), 10, name);
  }
});

test('code started before the run, or in a callback, drains too', async () => {
  const world = createWorld({ seed: 1, host });
  const { env } = world.node('a');
  const seen: number[] = [];
  const late = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await undefined;
    seen.push(world.now);
    await env.clock.sleep(1);
    for (let i = 0; i < 10; i++) await undefined;
    seen.push(world.now);
  };
  void late();
  world.at(5, () => void late());
  world.at(5.001, () => {});
  env.clock.after(7, () => void late());
  await world.runAsync({ until_ms: 10 });
  assert.deepEqual(seen, [0, 1, 5, 6, 7, 8]);
});

test('sleeping tasks wake in the order of time, at the right time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 30 }), async (delays) => {
      const world = createWorld({ seed: 1, host });
      const { env } = world.node('a');
      const woke: string[] = [];
      for (const [i, delay] of delays.entries()) {
        void env.clock.sleep(delay).then(() => woke.push(`${world.now} ${i}`));
      }
      await world.runAsync({ until_ms: 100 });
      const expected = delays
        .map((delay, i) => ({ delay, i }))
        .sort((a, b) => a.delay - b.delay || a.i - b.i);
      assert.deepEqual(
        woke,
        expected.map(({ delay, i }) => `${delay} ${i}`),
      );
    }),
    { numRuns: 50 },
  );
});

test('the same seed gives the same hash, async', async () => {
  const run = async (seed: number): Promise<string> => {
    const world = createWorld({ seed, host });
    const { env } = world.node('a');
    const random = env.random.fork('delays');
    for (let i = 0; i < 10; i++) {
      void (async () => {
        for (let round = 0; round < 20; round++) await env.clock.sleep(random.next());
        world.record('task', `${i} done`);
      })();
    }
    await world.runAsync({ until_ms: 100 });
    return world.hash();
  };
  assert.equal(await run(1), await run(1));
  assert.notEqual(await run(1), await run(2));
});

test('an endless run gives the host its turns, reports and can be stopped', async () => {
  const world = createWorld({ seed: 1, host });
  const { env } = world.node('a');
  void (async () => {
    for (;;) await env.clock.sleep(1);
  })();
  const controller = new AbortController();
  const turns: number[] = [];
  let timers = 0;
  const timer = setInterval(() => timers++, 1);
  const reason = new Error('enough');
  await assert.rejects(
    world.runAsync({
      until_ms: Number.POSITIVE_INFINITY,
      signal: controller.signal,
      onProgress: (now_ms, processed) => {
        // Outside the run, the guard is down.
        turns.push(performance.now());
        assert.ok(now_ms > 0 && processed > 0);
        if (turns.length === 4) controller.abort(reason);
      },
    }),
    reason,
  );
  clearInterval(timer);
  assert.equal(turns.length, 4);
  assert.ok(timers >= 2, 'timers had their turns');
  const processed = world.processed;
  await world.runAsync({ until_ms: world.now + 5 });
  assert.equal(world.processed, processed + 5);
});

test('an aborted signal stops the run before it begins', async () => {
  const world = createWorld({ seed: 1, host });
  await assert.rejects(
    world.runAsync({ until_ms: 1, signal: AbortSignal.abort(new Error('no')) }),
    /no/,
  );
  await world.runAsync({ until_ms: 1 });
});

test('a handler that throws, and a boot that rejects, fail the run; the guard comes off', async () => {
  const world = createWorld({ seed: 1, host });
  world.at(1, () => {
    throw new Error('broken');
  });
  await assert.rejects(world.runAsync({ until_ms: 2 }), /broken/);
  performance.now();
  const other = createWorld({ seed: 1, host });
  other.node('a', async (env) => {
    await env.clock.sleep(1);
    throw new Error('cannot boot');
  });
  await assert.rejects(other.runAsync({ until_ms: 2 }), /cannot boot/);
  performance.now();
});

test('ambient use in async code throws there', async () => {
  const world = createWorld({ seed: 1, host });
  let caught: unknown;
  world.node('a', async (env) => {
    await env.clock.sleep(1);
    try {
      setTimeout(() => {}, 1);
    } catch (error) {
      caught = error;
    }
  });
  await world.runAsync({ until_ms: 2 });
  assert.ok(caught instanceof AmbientUse);
});

test('worlds can run side by side', async () => {
  const run = async (): Promise<string> => {
    const world = createWorld({ seed: 3, host });
    const { env } = world.node('a');
    for (let i = 0; i < 5; i++) {
      void (async () => {
        for (let round = 0; round < 200; round++) await env.clock.sleep(env.random.next());
      })();
    }
    await world.runAsync({ until_ms: 100 });
    return world.hash();
  };
  const [alone, ...together] = [await run(), ...(await Promise.all([run(), run(), run()]))];
  assert.deepEqual(together, [alone, alone, alone]);
  performance.now();
});

test('a world without a host, and awaiting in the callback lane, say what to do', async () => {
  const world = createWorld({ seed: 1 });
  await assert.rejects(world.runAsync({ until_ms: 1 }), /needs a host/);
  void world.node('a').env.clock.sleep(1);
  assert.throws(() => world.run({ until_ms: 2 }), /run a world of your own with runAsync/);
});

test('an aborted sleep rejects with the reason, at that time', async () => {
  const world = createWorld({ seed: 1, host });
  const { env } = world.node('a');
  const controller = new AbortController();
  const lasting = new AbortController();
  const reason = new Error('stop waiting');
  const seen: unknown[] = [];
  void env.clock.sleep(50, controller.signal).catch((error: unknown) => {
    seen.push(error, world.now);
  });
  void env.clock.sleep(5, lasting.signal).then(() => seen.push('slept'));
  world.at(10, () => controller.abort(reason));
  await world.runAsync({ until_ms: 100 });
  assert.deepEqual(seen, ['slept', reason, 10]);
  assert.equal(getEventListeners(lasting.signal, 'abort').length, 0);
  await assert.rejects(env.clock.sleep(1, controller.signal), reason);
});
