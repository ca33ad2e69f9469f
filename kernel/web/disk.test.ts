import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '../errors.ts';
import { openDisk } from './disk.ts';

type Entry = FakeFile | FakeFolder;

const missing = (name: string): never => {
  throw new DOMException(`no ${name}`, 'NotFoundError');
};

/** A file of the origin's private file system, as far as the disk uses one: commits replace it. */
class FakeFile {
  readonly kind = 'file';
  contents = new Uint8Array();

  async getFile(): Promise<Blob> {
    return new Blob([this.contents]);
  }

  async createWritable({ keepExistingData }: { readonly keepExistingData: boolean }) {
    let draft = keepExistingData ? this.contents.slice() : new Uint8Array();
    const resize = (size: number): void => {
      const resized = new Uint8Array(size);
      resized.set(draft.subarray(0, size));
      draft = resized;
    };
    return {
      truncate: async (size: number) => resize(size),
      write: async (data: Blob | { readonly position: number; readonly data: Uint8Array }) => {
        const position = data instanceof Blob ? 0 : data.position;
        const bytes = data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : data.data;
        if (position > draft.length) throw new RangeError('past the end');
        if (position + bytes.length > draft.length) resize(position + bytes.length);
        draft.set(bytes, position);
      },
      close: async () => {
        this.contents = draft;
      },
      abort: async () => {},
    };
  }
}

class FakeFolder {
  readonly kind = 'directory';
  readonly children = new Map<string, Entry>();

  async getDirectoryHandle(name: string, { create }: { readonly create: boolean }) {
    if (create && !this.children.has(name)) this.children.set(name, new FakeFolder());
    return this.children.get(name) ?? missing(name);
  }

  async getFileHandle(name: string, options?: { readonly create: boolean }) {
    if (options?.create && !this.children.has(name)) this.children.set(name, new FakeFile());
    return this.children.get(name) ?? missing(name);
  }

  async removeEntry(name: string): Promise<void> {
    if (!this.children.delete(name)) missing(name);
  }

  async *entries() {
    yield* this.children;
  }
}

// The disk calls nothing of a real folder but what the fake has.
const openFake = () => openDisk(new FakeFolder() as unknown as FileSystemDirectoryHandle);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (read: Uint8Array): string => new TextDecoder().decode(read);

test('what is written is read, at any offset, and shorter at the end', async () => {
  const disk = await openFake();
  const file = await disk.open('log/0001');
  await file.write(0, bytes('hello world'));
  await file.write(6, bytes('there'));
  await file.sync();
  assert.equal(text(await file.read(0, 5)), 'hello');
  assert.equal(text(await file.read(6, 100)), 'there');
  await file.write(13, bytes('!'));
  assert.deepEqual([...(await file.read(11, 3))], [0, 0, 33]);
  await file.truncate(5);
  assert.equal(await file.size(), 5);
  await file.close();
});

test('writes at the same time all arrive, in order, as they were when given', async () => {
  const disk = await openFake();
  const [one, two] = [await disk.open('a'), await disk.open('a')];
  const buffer = bytes('xx');
  const writes = [one.write(0, bytes('....')), two.write(0, bytes('ab')), one.write(2, buffer)];
  buffer.fill(0);
  await Promise.all(writes);
  assert.equal(text(await two.read(0, 10)), 'abxx');
});

test('rename replaces, remove removes, list is sorted and whole', async () => {
  const disk = await openFake();
  for (const path of ['b', 'a/z', 'a/b/c', 'A']) {
    const file = await disk.open(path);
    await file.write(0, bytes(path));
  }
  assert.deepEqual(await disk.list(), ['A', 'a/b/c', 'a/z', 'b']);
  await disk.rename('a/z', 'b');
  await disk.rename('b', 'b');
  await disk.rename('b', 'new/folder/b');
  await disk.remove('A');
  assert.deepEqual(await disk.list(), ['a/b/c', 'new/folder/b']);
  const long = await disk.open('long');
  await long.write(0, bytes('long contents'));
  await disk.rename('new/folder/b', 'long');
  const file = await disk.open('long');
  assert.equal(text(await file.read(0, 10)), 'a/z');
});

test('errors reject, and the disk works on after them', async () => {
  const disk = await openFake();
  await assert.rejects(disk.remove('A'), { name: 'NotFoundError' });
  await assert.rejects(disk.rename('A', 'B'), { name: 'NotFoundError' });
  await assert.rejects(disk.open('../a'), InvalidInput);
  const file = await disk.open('a');
  await assert.rejects(file.read(-1, 1), InvalidInput);
  await assert.rejects(file.write(0.5, bytes('a')), InvalidInput);
  await assert.rejects(file.truncate(-1), InvalidInput);
  await file.write(0, bytes('fine'));
  assert.equal(await file.size(), 4);
});
