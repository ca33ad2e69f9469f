import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, realpath, rename, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Disk, File } from '../env.ts';
import { InvalidInput } from '../errors.ts';
import { requireWhole, splitPath } from '../path.ts';

// Windows has no links that would have to be held off here, and no such flag.
const { O_RDWR, O_CREAT, O_NOFOLLOW = 0 } = constants;

/** Makes a name durable: POSIX wants its folder synced as well as the file. */
const syncFolder = async (folder: string): Promise<void> => {
  // Windows has no such call, and its file systems log the names themselves.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Syncs the folder of a file and those above it, down from the disk's root: any may be new. */
const syncFolders = async (root: string, path: string): Promise<void> => {
  let folder = path;
  do {
    folder = dirname(folder);
    await syncFolder(folder);
  } while (folder !== root);
};

class NodeFile implements File {
  readonly #handle: FileHandle;
  readonly #syncName: () => Promise<void>;
  #nameSynced = false;

  constructor(handle: FileHandle, syncName: () => Promise<void>) {
    this.#handle = handle;
    this.#syncName = syncName;
  }

  async read(offset_bytes: number, length_bytes: number): Promise<Uint8Array> {
    requireWhole(offset_bytes, 'an offset');
    requireWhole(length_bytes, 'a length');
    const there = Math.max(0, (await this.size()) - offset_bytes);
    const bytes = new Uint8Array(Math.min(length_bytes, there));
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await this.#handle.read(
        bytes,
        done,
        bytes.length - done,
        offset_bytes + done,
      );
      if (bytesRead === 0) return bytes.subarray(0, done); // someone cut the file meanwhile
      done += bytesRead;
    }
    return bytes;
  }

  async write(offset_bytes: number, bytes: Uint8Array): Promise<void> {
    requireWhole(offset_bytes, 'an offset');
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#handle.write(
        bytes,
        done,
        bytes.length - done,
        offset_bytes + done,
      );
      done += bytesWritten;
    }
  }

  async truncate(length_bytes: number): Promise<void> {
    requireWhole(length_bytes, 'a length');
    await this.#handle.truncate(length_bytes);
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async sync(): Promise<void> {
    await this.#handle.sync();
    if (this.#nameSynced) return;
    await this.#syncName();
    this.#nameSynced = true;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/**
 * A folder as a disk; makes it when it is not there. Paths stay inside: '..', absolute paths and
 * symbolic links that lead out are refused. A rename is durable when it resolves.
 *
 * @throws the system's error when the folder cannot be made
 */
export const openDisk = async (folder: string): Promise<Disk> => {
  await mkdir(folder, { recursive: true });
  const root = await realpath(folder);

  /** The real place of a path, once its folder is known to lie inside. */
  const locate = async (path: string, make: boolean): Promise<string> => {
    const names = splitPath(path);
    let inside = root;
    for (const name of names.slice(0, -1)) {
      const next = join(inside, name);
      if (make) {
        await mkdir(next).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
        });
      }
      inside = await realpath(next);
      if (!inside.startsWith(root + sep)) {
        throw new InvalidInput(`'${path}' leads out of the disk through a link`, {
          hint: 'remove the link or use another path',
        });
      }
    }
    return join(inside, names.at(-1) ?? '');
  };

  return {
    async open(path) {
      const place = await locate(path, true);
      const handle = await open(place, O_RDWR | O_CREAT | O_NOFOLLOW);
      return new NodeFile(handle, () => syncFolders(root, place));
    },
    async rename(from, to) {
      const source = await locate(from, false);
      const target = await locate(to, true);
      // Contents before the name: or a crash could leave the new name on an empty file.
      const handle = await open(source, O_RDWR | O_NOFOLLOW);
      await handle.sync().finally(() => handle.close());
      await rename(source, target);
      await syncFolders(root, target);
      await syncFolder(dirname(source));
    },
    async remove(path) {
      const place = await locate(path, false);
      await unlink(place);
      await syncFolder(dirname(place));
    },
    async list() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
        .sort((a, b) => (a < b ? -1 : 1));
    },
  };
};
