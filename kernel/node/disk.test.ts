import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Disk } from '../env.ts';
import { InvalidInput } from '../errors.ts';
import { openDisk } from './disk.ts';

const temporary = async (t: TestContext): Promise<{ folder: string; disk: Disk }> => {
  const folder = await mkdtemp(join(tmpdir(), 'dstudio-disk-'));
  t.after(() => rm(folder, { recursive: true }));
  return { folder, disk: await openDisk(join(folder, 'disk')) };
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (read: Uint8Array): string => new TextDecoder().decode(read);

test('what is written is read, at any offset, and shorter at the end', async (t) => {
  const { disk, folder } = await temporary(t);
  const file = await disk.open('log/0001');
  await file.write(0, bytes('hello world'));
  await file.write(6, bytes('there'));
  await file.sync();
  await file.sync();
  assert.equal(text(await file.read(0, 5)), 'hello');
  assert.equal(text(await file.read(6, 100)), 'there');
  assert.equal((await file.read(11, 5)).length, 0);
  assert.equal((await file.read(999, 2 ** 50)).length, 0);
  await file.write(13, bytes('!'));
  assert.deepEqual([...(await file.read(11, 3))], [0, 0, 33]);
  await file.truncate(5);
  assert.equal(await file.size(), 5);
  await file.close();
  assert.equal(await readFile(join(folder, 'disk/log/0001'), 'utf8'), 'hello');
  const again = await disk.open('log/0001');
  assert.equal(await again.size(), 5);
  await again.close();
});

test('rename replaces, remove removes, list is sorted and whole', async (t) => {
  const { disk } = await temporary(t);
  for (const path of ['b', 'a/z', 'a/b/c', 'A']) {
    const file = await disk.open(path);
    await file.write(0, bytes(path));
    await file.close();
  }
  assert.deepEqual(await disk.list(), ['A', 'a/b/c', 'a/z', 'b']);
  await disk.rename('a/z', 'b');
  await disk.rename('b', 'new/folder/b');
  await disk.remove('A');
  assert.deepEqual(await disk.list(), ['a/b/c', 'new/folder/b']);
  const file = await disk.open('new/folder/b');
  assert.equal(text(await file.read(0, 10)), 'a/z');
  await file.close();
  await assert.rejects(disk.remove('A'), { code: 'ENOENT' });
  await assert.rejects(disk.rename('A', 'B'), { code: 'ENOENT' });
});

test('no path leads out of the folder', async (t) => {
  const { disk, folder } = await temporary(t);
  await writeFile(join(folder, 'secret'), 'secret');
  await symlink(folder, join(folder, 'disk/out'));
  await symlink(join(folder, 'secret'), join(folder, 'disk/secret'));
  await assert.rejects(disk.open('../secret'), InvalidInput);
  await assert.rejects(disk.open(join(folder, 'secret')), InvalidInput);
  await assert.rejects(disk.open('out/secret'), InvalidInput);
  await assert.rejects(disk.open('out/disk/x'), InvalidInput);
  await assert.rejects(disk.remove('out/secret'), InvalidInput);
  await assert.rejects(disk.rename('out/secret', 'mine'), InvalidInput);
  await assert.rejects(disk.open('secret'), { code: 'ELOOP' });
  await assert.rejects(disk.rename('secret', 'mine'));
  assert.equal(await readFile(join(folder, 'secret'), 'utf8'), 'secret');
  assert.deepEqual(await disk.list(), []);
});

test('offsets and lengths are checked', async (t) => {
  const { disk } = await temporary(t);
  const file = await disk.open('a');
  await assert.rejects(file.read(-1, 1), InvalidInput);
  await assert.rejects(file.read(0, 0.5), InvalidInput);
  await assert.rejects(file.write(Number.NaN, bytes('a')), InvalidInput);
  await assert.rejects(file.truncate(-1), InvalidInput);
  await file.close();
});
