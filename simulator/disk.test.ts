import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Disk, Env, File } from '@dstudio/kernel';
import { openDisk } from '@dstudio/kernel/node';
import fc from 'fast-check';
import { createWorld, type DiskSettings, type Machine } from './index.ts';
import { host } from './node/index.ts';

/** Runs `body` as the process of a node, once for each boot, until `until_ms`. */
const onNode = async (
  settings: Partial<DiskSettings>,
  body: (env: Env, boot: number, node: Machine) => Promise<void>,
  seed = 1,
): Promise<void> => {
  const world = createWorld({ seed, host });
  let boots = 0;
  const node = world.node('a', (env, self) => body(env, ++boots, self));
  node.configureDisk(settings);
  await world.runAsync({ until_ms: 60_000 });
};

const step = fc.oneof(
  fc.record({ do: fc.constant('open' as const), path: fc.constantFrom('a', 'b', 'd/c') }),
  fc.record({
    do: fc.constant('write' as const),
    path: fc.constantFrom('a', 'b', 'd/c'),
    at: fc.nat(1500),
    bytes: fc.uint8Array({ maxLength: 700 }),
  }),
  fc.record({
    do: fc.constant('read' as const),
    path: fc.constantFrom('a', 'b', 'd/c'),
    at: fc.nat(2000),
    length: fc.nat(2000),
  }),
  fc.record({ do: fc.constant('cut' as const), path: fc.constantFrom('a', 'b'), to: fc.nat(1500) }),
  fc.record({ do: fc.constant('sync' as const), path: fc.constantFrom('a', 'b', 'd/c') }),
  fc.record({
    do: fc.constant('rename' as const),
    path: fc.constantFrom('a', 'b', 'd/c'),
    to: fc.constantFrom('a', 'b', 'd/e'),
  }),
  fc.record({ do: fc.constant('remove' as const), path: fc.constantFrom('a', 'b', 'd/c') }),
  fc.record({ do: fc.constant('bad' as const), path: fc.constantFrom('', '/a', '../a', 'a//b') }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a program sees of a disk, as text. */
const transcript = async (disk: Disk, steps: readonly Step[]): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const todo of steps) {
    const seen = await perform(disk, todo).catch(
      (error: Error & { code?: string }) => `fails with ${error.code}`,
    );
    lines.push(`${todo.do} ${todo.path}: ${seen}`, (await disk.list()).join(' '));
  }
  return lines;
};

const perform = async (disk: Disk, todo: Step): Promise<string> => {
  if (todo.do === 'rename') return String(await disk.rename(todo.path, todo.to));
  if (todo.do === 'remove') return String(await disk.remove(todo.path));
  const file = await disk.open(todo.path);
  const seen = await withFile(file, todo);
  const size = await file.size();
  await file.close();
  await assert.rejects(file.read(0, 1));
  return `${seen}, ${size} bytes`;
};

const withFile = async (file: File, todo: Step): Promise<string> => {
  if (todo.do === 'write') return String(await file.write(todo.at, todo.bytes));
  if (todo.do === 'read') return String(await file.read(todo.at, todo.length));
  if (todo.do === 'cut') return String(await file.truncate(todo.to));
  if (todo.do === 'sync') return String(await file.sync());
  return 'open';
};

test('the simulated disk without faults and the real one answer alike', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'dstudio-disk-'));
      try {
        const real = await transcript(await openDisk(join(folder, 'disk')), steps);
        let simulated: readonly string[] = [];
        await onNode({}, async ({ disk }) => {
          simulated = await transcript(disk, steps);
        });
        assert.deepEqual(simulated, real);
        // Remembering changes one by one makes no difference as long as nothing crashes.
        await onNode({ survival: 1, names: 'journaled' }, async ({ disk }) => {
          simulated = await transcript(disk, steps);
        });
        assert.deepEqual(simulated, real);
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
    { numRuns: 40 },
  );
});

const bytesOf = (value: number, length: number): Uint8Array => new Uint8Array(length).fill(value);

test('after a crash each sector reads as of the last sync or of a write since', async () => {
  const write = fc.record({ at: fc.nat(2500), length: fc.integer({ min: 1, max: 1200 }) });
  const seen = { old: 0, torn: 0, newest: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { minLength: 1, maxLength: 6 }),
      fc.nat(1000),
      async (writes, seed) => {
        // The file as of the sync, and after each write.
        const versions = [bytesOf(1, 2048)];
        for (const [i, { at, length }] of writes.entries()) {
          const last = versions.at(-1) ?? bytesOf(0, 0);
          const next = bytesOf(0, Math.max(last.length, at + length));
          next.set(last);
          versions.push(next.fill(i + 2, at, at + length));
        }
        await onNode(
          { survival: 0.6 },
          async ({ disk }, boot, node) => {
            const file = await disk.open('x');
            if (boot === 1) {
              await file.write(0, bytesOf(1, 2048));
              await file.sync();
              for (const [i, { at, length }] of writes.entries()) {
                await file.write(at, bytesOf(i + 2, length));
              }
              return node.restart();
            }
            const found = await file.read(0, 10_000);
            assert.ok(versions.some(({ length }) => length === found.length));
            const kinds = new Set<number>();
            for (let from = 0; from < found.length; from += 512) {
              const to = Math.min(from + 512, found.length);
              const sector = found.subarray(from, to);
              const version = versions.findLastIndex((one) => same(one.subarray(from, to), sector));
              // A length that came to the disk before the bytes reads as zeros.
              const bare = version < 0 && sectorBare(versions, from, sector);
              assert.ok(version >= 0 || bare, `sector at ${from} was never written so`);
              kinds.add(version);
            }
            if (kinds.size > 1) seen.torn++;
            if (same(found, versions[0] ?? found)) seen.old++;
            if (same(found, versions.at(-1) ?? found)) seen.newest++;
          },
          seed,
        );
      },
    ),
    { numRuns: 150, seed: 1 },
  );
  assert.ok(seen.torn > 10 && seen.old > 0 && seen.newest > 0, JSON.stringify(seen));
});

const same = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, i) => byte === other[i]);

/** Whether these are the bytes of some version, as far as it went, and zeros. */
const sectorBare = (versions: readonly Uint8Array[], from: number, sector: Uint8Array): boolean =>
  versions.some((one) => {
    const padded = bytesOf(0, sector.length);
    padded.set(one.subarray(from, from + sector.length));
    return same(padded, sector);
  });

test('what was cut off never comes back under a longer length', async () => {
  const lengths = new Set<number>();
  for (let seed = 0; seed < 60; seed++) {
    await onNode(
      { survival: 0.5 },
      async ({ disk }, boot, node) => {
        const file = await disk.open('x');
        if (boot === 1) {
          await file.write(0, bytesOf(1, 2048));
          await file.sync();
          await file.truncate(0);
          await file.write(2048, bytesOf(2, 512));
          return node.restart();
        }
        if (boot === 2) {
          const found = await file.read(0, 9999);
          lengths.add(found.length);
          if (found.length === 2560) assert.ok(same(found.subarray(0, 2048), bytesOf(0, 2048)));
          await file.truncate(0);
          await file.sync();
          await file.write(0, bytesOf(3, 1024));
          return node.restart();
        }
        if (boot === 3) {
          // Sectors that came to the disk without the length.
          if ((await file.size()) > 0) return;
          await file.write(2000, bytesOf(4, 1));
          await file.sync();
          return node.restart();
        }
        assert.ok(same(await file.read(0, 2000), bytesOf(0, 2000)));
      },
      seed,
    );
  }
  assert.deepEqual(lengths, new Set([2048, 0, 2560]));
});

test('what was synced outlives any crash, whatever survives of the rest', async () => {
  for (let seed = 0; seed < 40; seed++) {
    await onNode(
      { survival: 0.5, names: 'journaled' },
      async ({ disk }, boot, node) => {
        if (boot === 1) {
          const draft = await disk.open('draft');
          await draft.write(0, bytesOf(7, 3000));
          await draft.sync();
          await disk.rename('draft', 'final');
          await draft.sync();
          await disk.open('never synced');
          return node.restart();
        }
        const files = await disk.list();
        assert.ok(files.includes('final') && !files.includes('draft'));
        assert.ok(same(await (await disk.open('final')).read(0, 9999), bytesOf(7, 3000)));
      },
      seed,
    );
  }
});

test('a name that waits for a sync can be lost, one that does not cannot', async () => {
  const left = async (names: DiskSettings['names']): Promise<ReadonlySet<string>> => {
    const found = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      await onNode(
        { survival: 0.5, names },
        async ({ disk }, boot, node) => {
          if (boot === 2) return void found.add((await disk.list()).join(' '));
          await (await disk.open('old')).sync();
          await disk.rename('old', 'new');
          await disk.open('more');
          node.restart();
        },
        seed,
      );
    }
    return found;
  };
  assert.deepEqual(await left('durable'), new Set(['more new']));
  assert.deepEqual(await left('journaled'), new Set(['old', 'new', 'more new']));
});

test('each fault does what its name says', async () => {
  const once = async (
    settings: Partial<DiskSettings>,
    body: (file: File, env: Env) => Promise<unknown>,
  ): Promise<void> => {
    let done = false;
    await onNode({}, async (env, _, node) => {
      const file = await env.disk.open('x');
      await file.write(0, bytesOf(1, 1024));
      await file.sync();
      node.configureDisk(settings);
      await body(file, env);
      done = true;
    });
    assert.ok(done);
  };
  await once({ readError: 1 }, (file) => assert.rejects(file.read(0, 1), { code: 'EIO' }));
  await once({ writeError: 1 }, async (file) => {
    await assert.rejects(file.write(0, bytesOf(2, 1)), { code: 'EIO' });
    assert.deepEqual(await file.read(0, 1), bytesOf(1, 1));
  });
  await once({ noSpace: 1 }, (file) =>
    assert.rejects(file.write(0, bytesOf(2, 1)), { code: 'ENOSPC' }),
  );
  await once({ capacity_bytes: 1100 }, async (file) => {
    await file.write(0, bytesOf(2, 1100));
    await assert.rejects(file.write(1100, bytesOf(2, 1)), { code: 'ENOSPC' });
    await file.truncate(0);
    await file.write(0, bytesOf(2, 1100));
  });
  await once({ corruptedRead: 1 }, async (file) => {
    const read = await file.read(0, 1024);
    const turned = read.reduce(
      (sum, byte) => sum + (byte ^ 1).toString(2).replace(/0/g, '').length,
      0,
    );
    assert.equal(turned, 1);
  });
  await once({ staleRead: 1 }, async (file) => {
    await file.write(10, bytesOf(2, 5));
    await file.write(600, bytesOf(3, 5));
    assert.deepEqual(await file.read(8, 10), bytesOf(1, 10));
    assert.deepEqual(await file.read(600, 5), bytesOf(1, 5));
  });
  await once({ misdirectedWrite: 1 }, async (file) => {
    const before = await file.read(0, 1024);
    await file.write(0, bytesOf(2, 100));
    const after = await file.read(0, 1024);
    const at = after.findIndex((byte, i) => byte !== before[i]);
    assert.ok(at === 0 || at === 512);
    assert.equal(await file.size(), 1024);
  });
  await once({ slow: 1, slow_ms: 500 }, async (file, { clock }) => {
    const from = clock.now();
    for (let i = 0; i < 20; i++) await file.size().then(() => file.read(0, 1));
    assert.ok(clock.now() - from > 1000);
  });
});

test('after a failed sync, syncing again succeeds and does not help', async () => {
  let checked = false;
  await onNode({}, async ({ disk }, boot, node) => {
    const file = await disk.open('x');
    if (boot === 2) {
      assert.deepEqual(await file.read(0, 100), bytesOf(1, 100));
      checked = true;
      return;
    }
    await file.write(0, bytesOf(1, 100));
    await file.sync();
    await file.write(0, bytesOf(2, 100));
    node.configureDisk({ syncError: 1 });
    await assert.rejects(file.sync(), { code: 'EIO' });
    node.configureDisk({ syncError: 0 });
    await file.sync();
    assert.deepEqual(await file.read(0, 100), bytesOf(2, 100));
    node.restart();
  });
  assert.ok(checked);
});

test('faults of one disk shift nothing elsewhere, and none of another kind', async () => {
  const run = async (readError: number): Promise<readonly unknown[]> => {
    const world = createWorld({ seed: 3, host });
    const seen: unknown[] = [];
    const boot = (name: string) => async (env: Env) => {
      const file = await env.disk.open('x');
      for (let i = 0; i < 50; i++) {
        const failed = await file.write(0, bytesOf(i, 1)).catch((error: Error) => error.message);
        await file.read(0, 1).catch(() => {});
        if (name === 'b' || failed !== undefined) seen.push([name, i, failed]);
      }
      if (name === 'b') seen.push(env.random.next(), world.now);
    };
    world.node('a', boot('a')).configureDisk({ readError, writeError: 0.2 });
    world.node('b', boot('b')).configureDisk({ writeError: 0.2 });
    await world.runAsync({ until_ms: 1000 });
    return seen;
  };
  assert.deepEqual(await run(0.5), await run(0));
});

test('settings that are none are refused', () => {
  const node = createWorld({ seed: 1 }).node('a');
  for (const bad of [{ survival: 1.1 }, { slow: -1 }, { slow_ms: -1 }, { capacity_bytes: -1 }]) {
    assert.throws(() => node.configureDisk(bad), { name: 'InvalidInput' });
  }
});

test('a Node Buffer is copied when it is written, and what is no bytes is refused', async () => {
  await onNode({}, async ({ disk }) => {
    const file = await disk.open('log');
    const buffer = Buffer.from([1, 2]);
    const written = file.write(0, buffer);
    buffer.fill(9);
    await written;
    assert.deepEqual(await file.read(0, 9), Uint8Array.of(1, 2));
    // A module without types may do this.
    assert.throws(() => void file.write(0, 'text' as unknown as Uint8Array), {
      name: 'InvalidInput',
      message: /^log: a write of "text", which is no Uint8Array; write bytes/,
    });
  });
});
