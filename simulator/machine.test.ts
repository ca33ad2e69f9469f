import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Env, InvalidInput } from '@dstudio/kernel';
import fc from 'fast-check';
import { createWorld } from './index.ts';
import { host } from './node/index.ts';

test('a process boots as an event, under the guard, with its own Env', () => {
  const world = createWorld({ seed: 1 });
  const seen: unknown[] = [];
  const node = world.node('a', (env, self) => {
    seen.push(env === self.env, env.network.address, world.now);
    assert.throws(() => crypto.randomUUID(), /env.random/);
  });
  assert.deepEqual(seen, []);
  world.run({ until_ms: 1 });
  assert.deepEqual(seen, [true, 'a', 0]);
  assert.equal(node.state, 'running');
});

test('what a boot returns is no failure, unless it is a promise that fails', () => {
  const world = createWorld({ seed: 1 });
  // The host's types let an arrow return anything where nothing is asked for.
  const boot: (env: Env) => void = (env) => env.network.address;
  world.node('a', boot);
  world.run({ until_ms: 1 });
  assert.equal(world.now, 1);
});

test('after a crash nothing of the process runs again, whenever it was started', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(30), fc.array(fc.nat(30), { maxLength: 20 }), async (at, delays) => {
      const world = createWorld({ seed: 1, host });
      const seen: number[] = [];
      const node = world.node('a', async (env) => {
        env.network.receive(() => seen.push(world.now));
        for (const delay of delays) {
          env.clock.after(delay, () => seen.push(world.now));
          void env.clock.sleep(delay).then(() => seen.push(world.now));
          void env.clock
            .sleep(delay, new AbortController().signal)
            .then(() => seen.push(world.now));
        }
        const file = await env.disk.open('x');
        for (;;) {
          await file.sync();
          seen.push(world.now);
        }
      });
      const other = world.node('b');
      for (let i = 0; i < 30; i++) {
        world.at(i, () => other.env.network.send('a', Uint8Array.of(1)));
      }
      world.at(at + 0.5, () => node.crash());
      await world.runAsync({ until_ms: 100 });
      assert.equal(node.state, 'crashed');
      assert.ok(seen.every((time) => time < at + 0.5));
      assert.equal(
        seen.filter((time) => time === 0).length,
        delays.filter((d) => d === 0).length * 3,
      );
    }),
    { numRuns: 50 },
  );
});

test('the Env of a dead process does nothing', async () => {
  const world = createWorld({ seed: 1, host });
  const node = world.node('a');
  const { env } = node;
  let heard = 0;
  world.node('b').env.network.receive(() => heard++);
  node.crash();
  env.network.send('b', Uint8Array.of(1));
  env.network.receive(() => heard++)();
  env.clock.after(1, () => heard++)();
  env.log.write('info', 'still here');
  void env.clock.sleep(1).then(() => heard++);
  void env.disk.list().then(() => heard++);
  await world.runAsync({ until_ms: 10 });
  assert.equal(heard, 0);
  assert.deepEqual(world.logs, []);
});

test('a restart boots anew with fresh state, other randomness and the same disk', async () => {
  const world = createWorld({ seed: 1, host });
  let heard = 0;
  world.node('b', (env) => {
    env.clock.after(12, () => env.network.send('a', Uint8Array.of(1)));
  });
  const boots: { random: number; files: readonly string[]; at: number }[] = [];
  const node = world.node('a', async (env) => {
    boots.push({ random: env.random.next(), files: await env.disk.list(), at: world.now });
    await env.disk.open('log');
    // Only the first process listens.
    if (boots.length === 1) env.network.receive(() => heard++);
  });
  world.at(5, () => node.crash());
  world.at(8, () => node.restart());
  await world.runAsync({ until_ms: 20 });
  assert.deepEqual(
    boots.map(({ files, at }) => [files, Math.round(at)]),
    [
      [[], 0],
      [['log'], 8],
    ],
  );
  assert.notEqual(boots[0]?.random, boots[1]?.random);
  assert.equal(heard, 0);
});

test('what comes while paused waits, and runs on resume in order', () => {
  const world = createWorld({ seed: 1 });
  const seen: string[] = [];
  const node = world.node('a');
  const other = world.node('b');
  node.env.network.receive((_, message) => seen.push(`message ${message[0]} at ${world.now}`));
  node.env.clock.after(3, () => seen.push(`timer at ${world.now}`));
  const cancel = node.env.clock.after(3, () => seen.push('never'));
  world.at(1, () => node.pause());
  world.at(2, () => other.env.network.send('a', Uint8Array.of(1)));
  world.at(5, () => other.env.network.send('a', Uint8Array.of(2)));
  world.at(9, () => {
    assert.equal(node.state, 'paused');
    cancel();
    node.resume();
  });
  world.run({ until_ms: 20 });
  // Both come at 3 ms; the timer was scheduled first.
  assert.deepEqual(seen, ['timer at 9', 'message 1 at 9', 'message 2 at 9']);
});

test('a crash while paused drops what waited', () => {
  const world = createWorld({ seed: 1 });
  let ran = 0;
  const node = world.node('a');
  node.env.clock.after(1, () => ran++);
  node.pause();
  world.run({ until_ms: 5 });
  node.crash();
  node.resume();
  node.pause();
  world.run({ until_ms: 10 });
  assert.equal(ran, 0);
});

test('skew moves the time of day alone; drift moves both, and timers', () => {
  const world = createWorld({ seed: 1 });
  const node = world.node('a');
  const { clock } = node.env;
  const wall = clock.wall();
  node.skew(5000);
  assert.equal(clock.wall() - wall, 5000);
  assert.equal(clock.now(), 0);
  node.skew(0);
  node.drift(100_000);
  let fired_at = 0;
  clock.after(110, () => {
    fired_at = world.now;
  });
  world.run({ until_ms: 200 });
  assert.ok(Math.abs(fired_at - 100) < 1e-9);
  assert.ok(Math.abs(clock.now() - 220) < 1e-9);
  node.drift(0);
  world.run({ until_ms: 300 });
  assert.ok(Math.abs(clock.now() - 320) < 1e-9);
  assert.ok(Math.abs(clock.wall() - wall - 320) < 1e-6);
  assert.throws(() => node.drift(1e6), InvalidInput);
  assert.throws(() => node.skew(Number.NaN), InvalidInput);
});

test('nodes and concerns draw from streams of their own', () => {
  const draw = (more: boolean): number => {
    const world = createWorld({ seed: 1 });
    if (more) world.node('b').env.random.fork('jitter').next();
    const { env } = world.node('a');
    if (more) env.random.fork('other').next();
    return env.random.fork('jitter').next();
  };
  assert.equal(draw(true), draw(false));
});

test('logs and names are kept and checked', () => {
  const world = createWorld({ seed: 1 });
  const { env } = world.node('a');
  const before = world.hash();
  env.log.write('warn', 'careful', { left: 1 });
  assert.deepEqual(world.logs, [
    { at_ms: 0, node: 'a', level: 'warn', message: 'careful', fields: { left: 1 } },
  ]);
  assert.notEqual(world.hash(), before);
  for (const name of ['', 'a', 'x'.repeat(101)]) {
    assert.throws(() => world.node(name), InvalidInput);
  }
});

/** Runs `body` in a process until it is done. */
const onDisk = async (body: (env: Env) => Promise<void>): Promise<void> => {
  const world = createWorld({ seed: 1, host });
  let done = false;
  world.node('a', async (env) => {
    await body(env);
    done = true;
  });
  await world.runAsync({ until_ms: 60_000 });
  assert.ok(done);
};

test('a file reads back what was written, like an array of bytes', async () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('write' as const),
      at: fc.nat(40),
      bytes: fc.uint8Array({ maxLength: 30 }),
    }),
    fc.record({ kind: fc.constant('truncate' as const), to: fc.nat(60) }),
    fc.record({ kind: fc.constant('sync' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.nat(20), async (steps, crashAfter) => {
      const world = createWorld({ seed: 1, host });
      let model: number[] = [];
      let durable: number[] = [];
      let recovered: number[] | undefined;
      const node = world.node('a', async (env, self) => {
        const file = await env.disk.open('x');
        if (recovered !== undefined) {
          recovered = [...(await file.read(0, 1000))];
          assert.equal(await file.size(), recovered.length);
          return;
        }
        for (const [i, todo] of steps.entries()) {
          if (i === crashAfter) break;
          if (todo.kind === 'write') {
            await file.write(todo.at, todo.bytes);
            if (todo.bytes.length > 0) while (model.length < todo.at) model.push(0);
            model.splice(todo.at, todo.bytes.length, ...todo.bytes);
          } else if (todo.kind === 'truncate') {
            await file.truncate(todo.to);
            model = Array.from({ length: todo.to }, (_, at) => model[at] ?? 0);
          } else {
            await file.sync();
            durable = [...model];
          }
          assert.deepEqual([...(await file.read(0, 1000))], model);
        }
        recovered = [];
        self.restart();
      });
      await world.runAsync({ until_ms: 60_000 });
      assert.equal(node.state, 'running');
      assert.deepEqual(recovered, durable);
    }),
    { numRuns: 100 },
  );
});

test('files are renamed, removed and listed; misuse is an error', async () => {
  await onDisk(async ({ disk }) => {
    const b = await disk.open('b');
    await disk.open('a');
    await disk.rename('b', 'c');
    assert.deepEqual(await disk.list(), ['a', 'c']);
    await disk.remove('a');
    assert.deepEqual(await disk.list(), ['c']);
    await assert.rejects(disk.remove('a'), { code: 'ENOENT' });
    await assert.rejects(disk.rename('a', 'd'), { code: 'ENOENT' });
    await assert.rejects(disk.open(''), InvalidInput);
    await assert.rejects(b.write(-1, Uint8Array.of(1)), InvalidInput);
    await assert.rejects(b.truncate(2 ** 40), InvalidInput);
    await b.close();
    await assert.rejects(b.size(), /after it was closed/);
  });
});

test('a restart can boot another version, which stays for the next', () => {
  const world = createWorld({ seed: 1 });
  const booted: string[] = [];
  const node = world.node('a', () => void booted.push('one'));
  world.at(1, () => node.restart());
  world.at(2, () => node.restart(() => void booted.push('two')));
  world.at(3, () => node.crash());
  world.at(4, () => node.restart());
  world.run({ until_ms: 5 });
  assert.deepEqual(booted, ['one', 'one', 'two', 'two']);
});

test('a machine that was removed stays away, whatever is done to it', () => {
  const world = createWorld({ seed: 1 });
  const seen: string[] = [];
  const boot = (env: Env): void => {
    seen.push('booted');
    env.network.receive(() => seen.push('heard'));
    env.clock.after(3, () => seen.push('ticked'));
  };
  const a = world.node('a', boot);
  const b = world.node('b');
  world.at(2, () => a.remove());
  world.at(4, () => a.restart());
  world.at(5, () => a.resume());
  world.at(6, () => b.env.network.send('a', Uint8Array.of(1)));
  world.run({ until_ms: 20 });
  assert.deepEqual([seen, a.state], [['booted'], 'crashed']);
});

test('a node that joins in the middle of a run hears and is heard', () => {
  const world = createWorld({ seed: 1 });
  const heard: string[] = [];
  const listen = (env: Env): void => {
    env.network.receive((from) => heard.push(`${env.network.address} from ${from}`));
  };
  const a = world.node('a', listen);
  world.at(1, () => a.env.network.send('b', Uint8Array.of(1)));
  world.at(5, () => {
    const b = world.node('b', listen);
    b.env.network.send('a', Uint8Array.of(1));
    a.env.network.send('b', Uint8Array.of(1));
  });
  world.run({ until_ms: 10 });
  assert.deepEqual(heard, ['a from b', 'b from a']);
});
