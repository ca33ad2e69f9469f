import type { Disk, File } from '../env.ts';
import { requireWhole, splitPath } from '../path.ts';

type Folder = FileSystemDirectoryHandle;

const folderOf = async (
  root: Folder,
  names: readonly string[],
  create: boolean,
): Promise<Folder> => {
  let folder = root;
  for (const name of names.slice(0, -1)) {
    folder = await folder.getDirectoryHandle(name, { create });
  }
  return folder;
};

/** Runs one task at a time, in the order they came. */
const createQueue = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>): Promise<T> => {
    const run = last.then(task, task);
    last = run;
    return run;
  };
};

/** Lists files, one folder at a time. */
const list = async (folder: Folder, prefix: string): Promise<string[]> => {
  const paths: string[] = [];
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind === 'file') paths.push(prefix + name);
    else paths.push(...(await list(entry, `${prefix}${name}/`)));
  }
  return paths;
};

/**
 * A folder of the origin's private file system (WHATWG File System) as a disk. Each write is one
 * copy-on-write commit, since the in-place handles exist in dedicated workers only; so it is right
 * everywhere and slow for large files. The browser decides when bytes reach the platter: `sync`
 * waits for all writes, and no web API promises more. A rename copies, and is not atomic.
 *
 * @param root default: the origin's own root
 */
export const openDisk = async (root?: Folder): Promise<Disk> => {
  const top = root ?? (await navigator.storage.getDirectory());
  // Two commits at once would each start from the old contents, and the later one would win alone.
  const queue = createQueue();

  const commit = async (
    handle: FileSystemFileHandle,
    change: (writable: FileSystemWritableFileStream) => Promise<void>,
    keepExistingData = true,
  ): Promise<void> => {
    const writable = await handle.createWritable({ keepExistingData });
    try {
      await change(writable);
    } catch (error) {
      await writable.abort();
      throw error;
    }
    await writable.close();
  };

  const toFile = (handle: FileSystemFileHandle): File => ({
    read: (offset_bytes, length_bytes) =>
      queue(async () => {
        requireWhole(offset_bytes, 'an offset');
        requireWhole(length_bytes, 'a length');
        const blob = await handle.getFile();
        const part = blob.slice(offset_bytes, offset_bytes + length_bytes);
        return new Uint8Array(await part.arrayBuffer());
      }),
    write(offset_bytes, bytes) {
      const copy = Uint8Array.from(bytes);
      return queue(async () => {
        requireWhole(offset_bytes, 'an offset');
        await commit(handle, async (writable) => {
          const { size } = await handle.getFile();
          // A write past the end fails in some browsers; the gap reads as zeros on every disk.
          if (offset_bytes > size) await writable.truncate(offset_bytes);
          await writable.write({ type: 'write', position: offset_bytes, data: copy });
        });
      });
    },
    truncate: (length_bytes) =>
      queue(async () => {
        requireWhole(length_bytes, 'a length');
        await commit(handle, (writable) => writable.truncate(length_bytes));
      }),
    size: () => queue(async () => (await handle.getFile()).size),
    sync: () => queue(async () => {}),
    close: () => queue(async () => {}),
  });

  return {
    open: (path) =>
      queue(async () => {
        const names = splitPath(path);
        const folder = await folderOf(top, names, true);
        return toFile(await folder.getFileHandle(names.at(-1) ?? '', { create: true }));
      }),
    rename: (from, to) =>
      queue(async () => {
        const source = splitPath(from);
        const target = splitPath(to);
        const sourceFolder = await folderOf(top, source, false);
        const sourceHandle = await sourceFolder.getFileHandle(source.at(-1) ?? '');
        if (from === to) return;
        const contents = await sourceHandle.getFile();
        const targetFolder = await folderOf(top, target, true);
        const handle = await targetFolder.getFileHandle(target.at(-1) ?? '', { create: true });
        await commit(handle, (writable) => writable.write(contents), false);
        await sourceFolder.removeEntry(source.at(-1) ?? '');
      }),
    remove: (path) =>
      queue(async () => {
        const names = splitPath(path);
        const folder = await folderOf(top, names, false);
        await folder.removeEntry(names.at(-1) ?? '');
      }),
    list: () => queue(async () => (await list(top, '')).sort((a, b) => (a < b ? -1 : 1))),
  };
};
