import { type Disk, type File, InvalidInput } from '@dstudio/kernel';
import type { Life } from './life.ts';

/** What an operation takes in virtual time. Faults and real latencies are not modelled here. */
const ACCESS_MS = 0.1;
const SYNC_MS = 1;
const FILE_SIZE_BYTES_MAX = 256 * 1024 * 1024;
const PATH_LENGTH_MAX = 255;

/** The bytes of one file: as written, and as they would be found after a crash. */
class Content {
  #written = new Uint8Array(0);
  #durable = new Uint8Array(0);
  size = 0;
  #durableSize = 0;
  /** Bytes from here on may differ from the durable ones. Never past the end. */
  #dirtyFrom = 0;

  read(offset: number, length: number): Uint8Array {
    return this.#written.slice(offset, Math.min(offset + length, this.size));
  }

  write(offset: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const end = offset + bytes.length;
    if (end > this.#written.length) {
      this.#written = resized(this.#written, Math.max(end, this.#written.length * 2));
    }
    this.#written.set(bytes, offset);
    this.#dirtyFrom = Math.min(this.#dirtyFrom, offset);
    this.size = Math.max(this.size, end);
  }

  truncate(length: number): void {
    if (length > this.#written.length) this.#written = resized(this.#written, length);
    // What a later write leaves unwritten reads as zeros.
    if (length < this.size) this.#written.fill(0, length, this.size);
    this.#dirtyFrom = Math.min(this.#dirtyFrom, length);
    this.size = length;
  }

  sync(): void {
    if (this.#durable.length < this.size) {
      this.#durable = resized(this.#durable, this.#written.length);
    }
    const from = this.#dirtyFrom;
    this.#durable.set(this.#written.subarray(from, this.size), from);
    this.#durableSize = this.size;
    this.#dirtyFrom = this.size;
  }

  crash(): void {
    this.#written = this.#durable.slice(0, this.#durableSize);
    this.size = this.#durableSize;
    this.#dirtyFrom = this.size;
  }
}

const resized = (bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> => {
  const more = new Uint8Array(length);
  more.set(bytes);
  return more;
};

/**
 * The disk of one machine. File contents survive a crash as of the last `sync`; making, renaming and
 * removing files is durable at once.
 */
export class MemoryDisk {
  readonly #files = new Map<string, Content>();

  /** Drops what was not synced. */
  crash(): void {
    for (const content of this.#files.values()) content.crash();
  }

  /** The disk port of one process. */
  portFor(life: Life): Disk {
    const files = this.#files;
    return {
      open: (path) =>
        life.promise(ACCESS_MS, () => {
          checkPath(path);
          let content = files.get(path);
          if (content === undefined) {
            content = new Content();
            files.set(path, content);
          }
          return open(life, path, content);
        }),
      rename: (from, to) =>
        life.promise(ACCESS_MS, () => {
          checkPath(to);
          const content = files.get(from) ?? missing(from);
          files.delete(from);
          files.set(to, content);
        }),
      remove: (path) =>
        life.promise(ACCESS_MS, () => {
          if (!files.delete(path)) missing(path);
        }),
      list: () => life.promise(ACCESS_MS, () => [...files.keys()].sort()),
    };
  }
}

const open = (life: Life, path: string, content: Content): File => {
  let closed = false;
  const later = <T>(delay_ms: number, work: () => T): Promise<T> =>
    life.promise(delay_ms, () => {
      if (closed) throw new Error(`${path} was used after it was closed`);
      return work();
    });
  return {
    read: (offset_bytes, length_bytes) =>
      later(ACCESS_MS, () => {
        checkRange(path, offset_bytes, length_bytes);
        return content.read(offset_bytes, length_bytes);
      }),
    write: (offset_bytes, bytes) => {
      // The caller may use its buffer again.
      const written = bytes.slice();
      return later(ACCESS_MS, () => {
        checkRange(path, offset_bytes, written.length);
        content.write(offset_bytes, written);
      });
    },
    truncate: (length_bytes) =>
      later(ACCESS_MS, () => {
        checkRange(path, 0, length_bytes);
        content.truncate(length_bytes);
      }),
    size: () => later(ACCESS_MS, () => content.size),
    sync: () => later(SYNC_MS, () => content.sync()),
    close: () =>
      life.promise(ACCESS_MS, () => {
        closed = true;
      }),
  };
};

const missing = (path: string): never => {
  throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
};

const checkPath = (path: string): void => {
  if (path === '' || path.length > PATH_LENGTH_MAX) {
    throw new InvalidInput(`a path of ${path.length} characters`, {
      hint: `give 1 to ${PATH_LENGTH_MAX}`,
    });
  }
};

const checkRange = (path: string, offset: number, length: number): void => {
  const whole = Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0;
  if (!whole || offset + length > FILE_SIZE_BYTES_MAX) {
    throw new InvalidInput(`${path}: ${length} bytes at ${offset}`, {
      hint: `give whole numbers, 0 or more, up to ${FILE_SIZE_BYTES_MAX} together`,
    });
  }
};
