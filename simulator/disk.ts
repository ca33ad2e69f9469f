import { type Disk, type File, InvalidInput, type Random } from '@dstudio/kernel';
import type { Chooser } from './choice.ts';
import { DiskChance, type Struck } from './disk-chance.ts';
import { Content, SECTOR_BYTES, type Survivors } from './disk-content.ts';
import { Names } from './disk-names.ts';
import { type DiskOperation, type DiskSettings, isQuiet } from './disk-settings.ts';
import type { Engine } from './engine.ts';
import type { Life } from './life.ts';
import { refuseType, show } from './written.ts';

/** What an operation takes in virtual time. */
const ACCESS_MS = 0.1;
const SYNC_MS = 1;
const FILE_SIZE_BYTES_MAX = 256 * 1024 * 1024;
const PATH_LENGTH_MAX = 1024;

/** What a disk needs of its machine. @internal */
export interface DiskSite {
  readonly engine: Engine;
  readonly node: string;
  /** The disk's own stream. */
  readonly random: Random;
  readonly chooser: Chooser | undefined;
}

/**
 * The disk of one machine. As long as nobody configures faults, files survive a crash exactly as of
 * their last `sync`, and making, renaming and removing them is durable at once.
 */
export class MemoryDisk {
  readonly #engine: Engine;
  readonly #node: string;
  readonly #names = new Names();
  readonly #chance: DiskChance;
  /** Whether changes are remembered one by one. Once on, it stays on. */
  #tracking = false;

  constructor({ engine, node, random, chooser }: DiskSite) {
    this.#engine = engine;
    this.#node = node;
    this.#chance = new DiskChance(engine, node, random, chooser);
    if (chooser?.plan !== undefined) this.#track();
  }

  configure(settings: Partial<DiskSettings>): void {
    this.#chance.configure(settings);
    if (!isQuiet(this.#chance.settings)) this.#track();
    this.#names.journaled(this.#chance.settings.names === 'journaled');
  }

  /** Drops what was not synced, or as much of it as the settings say. */
  crash(): void {
    const random = this.#chance.survivors();
    const { survival } = this.#chance.settings;
    const survivors = random === undefined ? undefined : { random, survival };
    this.#names.crash(survivors);
    for (const [path, content] of this.#names.sorted()) {
      content.crash(survivors && { ...survivors, random: survivors.random.fork(path) });
    }
  }

  #track(): void {
    this.#tracking = true;
    for (const [, content] of this.#names.sorted()) content.track();
  }

  /** The disk port of one process. */
  portFor(life: Life): Disk {
    const names = this.#names;
    const run = <T>(operation: DiskOperation, path: string, work: () => T): Promise<T> => {
      this.#checkText(`the path of disk.${operation}`, path);
      this.#fold(operation, path);
      const struck = this.#chance.strike(operation, path);
      return life.promise(this.#time(ACCESS_MS, struck), () => {
        refuse(struck, operation, path);
        return work();
      });
    };
    return {
      open: (path) =>
        run('open', path, () => {
          checkPath(path);
          let content = names.get(path);
          if (content === undefined) {
            content = new Content();
            if (this.#tracking) content.track();
            names.create(path, content);
          }
          return this.#open(life, path, content);
        }),
      rename: (from, to) => {
        this.#checkText('the path of disk.rename', from);
        this.#checkText('the new path of disk.rename', to);
        this.#fold('to', to);
        return run('rename', from, () => {
          checkPath(to);
          if (names.get(from) === undefined) missing(from);
          names.rename(from, to);
        });
      },
      remove: (path) =>
        run('remove', path, () => {
          if (names.get(path) === undefined) missing(path);
          names.remove(path);
        }),
      list: () => life.promise(ACCESS_MS, () => names.sorted().map(([path]) => path)),
    };
  }

  #open(life: Life, path: string, content: Content): File {
    let closed = false;
    const run = <T>(
      operation: DiskOperation,
      delay_ms: number,
      work: (struck: Struck) => T,
      at = 0,
      length = 0,
    ): Promise<T> => {
      if (typeof at !== 'number')
        refuseType(
          'number',
          path,
          `the ${operation === 'truncate' ? 'length' : 'offset'} of file.${operation}`,
          at,
        );
      if (typeof length !== 'number') refuseType('number', path, 'the length of file.read', length);
      this.#fold(operation, path, at, length);
      const struck = this.#chance.strike(operation, path);
      return life.promise(this.#time(delay_ms, struck), () => {
        if (closed) throw new Error(`${path} was used after it was closed`);
        if (struck.syncError !== undefined) content.syncFailed(this.#halfSynced(struck.syncError));
        refuse(struck, operation, path);
        return work(struck);
      });
    };
    return {
      read: (offset_bytes, length_bytes) => {
        const read = (struck: Struck): Uint8Array => {
          checkWhole(path, offset_bytes, length_bytes);
          const stale = struck.staleRead !== undefined;
          const bytes = stale
            ? content.readStale(offset_bytes, length_bytes)
            : content.read(offset_bytes, length_bytes);
          turnBit(bytes, struck.corruptedRead);
          return bytes;
        };
        return run('read', ACCESS_MS, read, offset_bytes, length_bytes);
      },
      write: (offset_bytes, bytes) => {
        checkBytes(path, bytes);
        // The caller may use its buffer again; and `slice` of a Node Buffer is the same memory.
        const written = new Uint8Array(bytes);
        this.#engine.content('write', this.#node, path, written);
        const write = (struck: Struck): void => {
          checkRange(path, offset_bytes, written.length);
          this.#requireSpace(path, content, offset_bytes + written.length);
          const { misdirectedWrite } = struck;
          if (misdirectedWrite === undefined) content.write(offset_bytes, written);
          else this.#misdirect(misdirectedWrite, offset_bytes, written);
        };
        return run('write', ACCESS_MS, write, offset_bytes);
      },
      truncate: (length_bytes) => {
        const truncate = (): void => {
          checkRange(path, 0, length_bytes);
          this.#requireSpace(path, content, length_bytes);
          content.truncate(length_bytes);
        };
        return run('truncate', ACCESS_MS, truncate, length_bytes);
      },
      size: () =>
        life.promise(ACCESS_MS, () => {
          if (closed) throw new Error(`${path} was used after it was closed`);
          return content.size;
        }),
      sync: () =>
        run('sync', SYNC_MS, () => {
          content.sync();
          this.#names.commit();
        }),
      close: () =>
        life.promise(ACCESS_MS, () => {
          closed = true;
        }),
    };
  }

  #checkText(what: string, text: unknown): void {
    if (typeof text !== 'string') refuseType('text', this.#node, what, text);
  }

  /** What a node does with its disk counts in the hash. */
  #fold(operation: string, path: string, at = 0, length = 0): void {
    const { trace } = this.#engine;
    trace.addText(operation);
    trace.addText(path);
    trace.add(at);
    trace.add(length);
  }

  #time(delay_ms: number, struck: Struck): number {
    return struck.slow === undefined
      ? delay_ms
      : delay_ms + struck.slow * this.#chance.settings.slow_ms;
  }

  #halfSynced(roll: number): Survivors {
    return {
      random: this.#chance.halfSynced(roll),
      survival: this.#chance.settings.survival,
    };
  }

  /** Writes to another sector that some file has, and nothing beyond that file's end. */
  #misdirect(roll: number, offset: number, bytes: Uint8Array): void {
    const files = this.#names.sorted().map(([, content]) => content);
    const sectors = files.reduce((sum, file) => sum + sectorsOf(file), 0);
    let sector = Math.floor(roll * sectors);
    for (const file of files) {
      if (sector < sectorsOf(file)) {
        const at = sector * SECTOR_BYTES + (offset % SECTOR_BYTES);
        return file.write(at, bytes.subarray(0, Math.max(0, file.size - at)));
      }
      sector -= sectorsOf(file);
    }
  }

  #requireSpace(path: string, content: Content, size: number): void {
    const { capacity_bytes } = this.#chance.settings;
    if (size <= content.size || capacity_bytes === Number.POSITIVE_INFINITY) return;
    let used = size - content.size;
    for (const [, file] of this.#names.sorted()) used += file.size;
    if (used > capacity_bytes) fault('ENOSPC', 'no space left on the disk', 'write', path);
  }
}

const sectorsOf = (file: Content): number => Math.ceil(file.size / SECTOR_BYTES);

const turnBit = (bytes: Uint8Array, roll: number | undefined): void => {
  if (roll === undefined || bytes.length === 0) return;
  const bit = Math.floor(roll * bytes.length * 8);
  const at = bit >> 3;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
};

const refuse = (struck: Struck, operation: DiskOperation, path: string): void => {
  const failed = struck.readError ?? struck.writeError ?? struck.syncError;
  if (failed !== undefined) fault('EIO', 'input/output error', operation, path);
  if (struck.noSpace !== undefined) fault('ENOSPC', 'no space left on the disk', operation, path);
};

/** Fails as the system does, with its code. */
const fault = (code: string, what: string, operation: string, path: string): never => {
  throw Object.assign(new Error(`${code}: ${what}, ${operation} '${path}'`), { code });
};

const missing = (path: string): never => {
  throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
};

/** Types are not there to check what a module of somebody else's writes. */
const checkBytes = (path: string, bytes: unknown): void => {
  if (bytes instanceof Uint8Array) return;
  throw new InvalidInput(`${path}: a write of ${show(bytes)}, which is no Uint8Array`, {
    hint: 'write bytes, such as new TextEncoder().encode(text)',
  });
};

/** The rules of the real disk: names joined by '/', nothing that could lead out of its folder. */
const checkPath = (path: string): void => {
  const bad = path.split('/').some((name) => name === '' || name === '.' || name === '..');
  if (bad || path.length > PATH_LENGTH_MAX || /[\\\0:]/.test(path)) {
    throw new InvalidInput(`'${path.slice(0, 80)}' is not a path on this disk`, {
      hint: "use names joined by '/', such as 'log/0001.segment'",
    });
  }
};

const checkWhole = (path: string, offset: number, length: number): void => {
  if (Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0) {
    return;
  }
  throw new InvalidInput(`${path}: ${length} bytes at ${offset}`, {
    hint: 'give whole numbers, 0 or more',
  });
};

const checkRange = (path: string, offset: number, length: number): void => {
  checkWhole(path, offset, length);
  if (offset + length > FILE_SIZE_BYTES_MAX) {
    throw new InvalidInput(`${path}: ${length} bytes at ${offset}`, {
      hint: `give up to ${FILE_SIZE_BYTES_MAX} together`,
    });
  }
};
