import assert from 'node:assert/strict';
import {
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import { readTextFile, writeTextFile } from './files.ts';
import { temporaryFolder } from './testing.ts';

async function* nothing(): AsyncGenerator<Uint8Array> {}

const read = (path: string, folder: string, stdin = nothing()) =>
  readTextFile(path, { folder, stdin });

const says = (text: RegExp) => (error: unknown) =>
  error instanceof InvalidInput && text.test(error.message);

test('a file is read relative to the folder', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'a.yaml'), 'größe: 1\n');
  assert.equal(await read('a.yaml', folder.path), 'größe: 1\n');
});

test('what cannot be read says which file, why and what to do', async () => {
  using folder = temporaryFolder();
  const { path } = folder;
  writeFileSync(join(path, 'image.png'), Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff));
  writeFileSync(join(path, 'zeros'), 'a\0b');
  await assert.rejects(read('no.yaml', path), says(/^no\.yaml: there is no such file.*; check/));
  await assert.rejects(read('.', path), says(/^\.: this is a folder; name a file/));
  await assert.rejects(read('image.png', path), says(/^image\.png: this is not text; /));
  await assert.rejects(read('zeros', path), says(/this is not text/));
  await assert.rejects(read('zeros/inside', path), says(/is a file, not a folder/));
  await assert.rejects(read('/dev/zero', path), says(/this is no file/));
});

test('a large file is refused by its size, unread', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'large.yaml');
  writeFileSync(path, '');
  // A file of holes: reading it would give 50 MB of zeros and the other message.
  truncateSync(path, 50 * 2 ** 20);
  await assert.rejects(read('large.yaml', folder.path), says(/50 MiB, and at most 8 MiB.*; split/));
});

test('standard input is read up to the same size', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield new Uint8Array(2 ** 20).fill(32);
  }
  await assert.rejects(read('-', '/', endless()), says(/^standard input: .*at most 8 MiB/));
});

test('a file is written whole, and nothing else is left beside it', () => {
  using folder = temporaryFolder();
  writeTextFile('a.yaml', 'one', { folder: folder.path, replace: false });
  writeTextFile('a.yaml', 'two', { folder: folder.path, replace: true });
  assert.equal(readFileSync(join(folder.path, 'a.yaml'), 'utf8'), 'two');
  assert.deepEqual(readdirSync(folder.path), ['a.yaml']);
});

test('a file that is there is left alone unless it may be replaced', () => {
  using folder = temporaryFolder();
  const { path } = folder;
  writeFileSync(join(path, 'a.yaml'), 'mine');
  assert.throws(
    () => writeTextFile('a.yaml', 'new', { folder: path, replace: false }),
    says(/^a\.yaml: this file is already there; use --force/),
  );
  assert.equal(readFileSync(join(path, 'a.yaml'), 'utf8'), 'mine');
  assert.deepEqual(readdirSync(path), ['a.yaml']);
});

test('a link stays a link, and a file keeps its permissions', () => {
  using folder = temporaryFolder();
  const { path } = folder;
  writeFileSync(join(path, 'real.yaml'), 'old', { mode: 0o600 });
  symlinkSync('real.yaml', join(path, 'link.yaml'));
  writeTextFile('link.yaml', 'new', { folder: path, replace: true });
  assert.ok(lstatSync(join(path, 'link.yaml')).isSymbolicLink());
  assert.equal(readFileSync(join(path, 'real.yaml'), 'utf8'), 'new');
  assert.equal(statSync(join(path, 'real.yaml')).mode & 0o777, 0o600);
});

test('a file in a folder that is not there is refused', () => {
  using folder = temporaryFolder();
  assert.throws(
    () => writeTextFile('no/a.yaml', 'x', { folder: folder.path, replace: false }),
    says(/^no\/a\.yaml: there is no such file or folder; check the path/),
  );
});
