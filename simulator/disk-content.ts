import type { Random } from '@dstudio/kernel';

/** What a disk writes whole or not at all. */
export const SECTOR_BYTES = 512;
/** More than this unsynced, and the oldest writes go to the disk by themselves, as with a kernel. */
const UNSYNCED_BYTES_MAX = 16 * 1024 * 1024;
/** How far back a read can miss a write. */
const UNDO_COUNT_MAX = 8;

/** A change since the last sync. */
interface Change {
  /** From here on `sectors` was written, whole sectors as they read then; or zeros from here on. */
  readonly from: number;
  readonly sectors: Uint8Array | undefined;
  /** The file's length afterwards. */
  readonly size: number;
  readonly resized: boolean;
}

interface Undo {
  readonly offset: number;
  readonly before: Uint8Array;
}

/** What a crash leaves of the changes: for each sector and for the length, up to where it got. */
export interface Survivors {
  readonly random: Random;
  /** Share of sectors that are newer than the last sync. */
  readonly survival: number;
}

/** The bytes of one file: as written, and as they would be found after a crash. */
export class Content {
  #written = new Uint8Array(0);
  #durable = new Uint8Array(0);
  size = 0;
  #durableSize = 0;
  /** Bytes from here on may differ from the durable ones. Never past the end. */
  #dirtyFrom = 0;
  /** Changes since the last sync, in order; undefined while a crash drops them all anyway. */
  #changes: Change[] | undefined;
  #changedBytes = 0;
  readonly #undo: Undo[] = [];

  read(offset: number, length: number): Uint8Array {
    return this.#written.slice(offset, Math.min(offset + length, this.size));
  }

  /** As `read`, without the last write to this range. */
  readStale(offset: number, length: number): Uint8Array {
    const bytes = this.read(offset, length);
    const undo = this.#undo.findLast(
      (one) => one.offset < offset + bytes.length && one.offset + one.before.length > offset,
    );
    if (undo === undefined) return bytes;
    const from = Math.max(offset, undo.offset);
    const to = Math.min(offset + bytes.length, undo.offset + undo.before.length);
    bytes.set(undo.before.subarray(from - undo.offset, to - undo.offset), from - offset);
    return bytes;
  }

  /** From now on remembers each change until it is synced, for a crash that leaves some of them. */
  track(): void {
    if (this.#changes !== undefined) return;
    this.#changes = [];
    if (this.#dirtyFrom < this.size || this.size !== this.#durableSize) {
      this.#change(this.#dirtyFrom, this.size, this.size !== this.#durableSize);
    }
  }

  write(offset: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const end = offset + bytes.length;
    if (end > this.#written.length) {
      this.#written = resized(this.#written, Math.max(end, this.#written.length * 2));
    }
    if (this.#changes !== undefined) {
      this.#undo.push({ offset, before: this.#written.slice(offset, end) });
      if (this.#undo.length > UNDO_COUNT_MAX) this.#undo.shift();
    }
    this.#written.set(bytes, offset);
    this.#dirtyFrom = Math.min(this.#dirtyFrom, offset);
    const grows = end > this.size;
    this.size = Math.max(this.size, end);
    if (this.#changes !== undefined) this.#change(offset, end, grows);
  }

  truncate(length: number): void {
    if (length === this.size) return;
    if (length > this.#written.length) this.#written = resized(this.#written, length);
    // What a later write leaves unwritten reads as zeros.
    if (length < this.size) this.#written.fill(0, length, this.size);
    this.#dirtyFrom = Math.min(this.#dirtyFrom, length);
    this.size = length;
    this.#changes?.push({ from: length, sectors: undefined, size: length, resized: true });
  }

  sync(): void {
    if (this.#changes === undefined) {
      if (this.#durable.length < this.size) {
        this.#durable = resized(this.#durable, this.#written.length);
      }
      const from = this.#dirtyFrom;
      this.#durable.set(this.#written.subarray(from, this.size), from);
    } else {
      // Only what changed: after a failed sync, the rest is not what the disk holds.
      for (const change of this.#changes) this.#settle(change);
      this.#clearChanges();
    }
    this.#durableSize = this.size;
    this.#dirtyFrom = this.size;
  }

  /** A sync that failed: some of the changes are on the disk, and none counts as unsynced any more. */
  syncFailed(survivors: Survivors): void {
    this.#leave(survivors);
    this.#dirtyFrom = this.size;
  }

  /** Without survivors drops what was not synced; with them, a part of it. */
  crash(survivors?: Survivors): void {
    this.#leave(survivors);
    this.#written = this.#durable.slice(0, this.#durableSize);
    this.size = this.#durableSize;
    this.#dirtyFrom = this.size;
    this.#undo.length = 0;
  }

  #change(from: number, to: number, grows: boolean): void {
    const changes = this.#changes ?? [];
    const aligned = from - (from % SECTOR_BYTES);
    const sectors = this.#written.slice(aligned, Math.ceil(to / SECTOR_BYTES) * SECTOR_BYTES);
    changes.push({ from: aligned, sectors, size: this.size, resized: grows });
    this.#changedBytes += sectors.length;
    while (this.#changedBytes > UNSYNCED_BYTES_MAX && changes.length > 1) {
      const oldest = changes.shift();
      if (oldest === undefined) break;
      this.#changedBytes -= oldest.sectors?.length ?? 0;
      this.#settle(oldest);
    }
  }

  #clearChanges(): void {
    if (this.#changes !== undefined) this.#changes = [];
    this.#changedBytes = 0;
  }

  /** Puts a change on the disk, whole. */
  #settle({ from, sectors, size, resized: sized }: Change): void {
    if (sectors === undefined) this.#durable.fill(0, from);
    else this.#putDurable(from, sectors);
    if (sized) this.#durableSize = size;
  }

  #putDurable(from: number, sectors: Uint8Array): void {
    const end = from + sectors.length;
    if (end > this.#durable.length) {
      this.#durable = resized(this.#durable, Math.max(end, this.#durable.length * 2));
    }
    this.#durable.set(sectors, from);
  }

  /** Leaves on the disk what survives of the changes, and forgets the rest. */
  #leave(survivors: Survivors | undefined): void {
    const changes = this.#changes ?? [];
    if (survivors !== undefined && changes.length > 0) {
      const reached = (count: number): number =>
        survivors.random.next() < survivors.survival ? 1 + survivors.random.below(count) : 0;
      // Lengths are journaled: they come to the disk in order.
      let lengths = reached(Math.max(1, changes.filter((change) => change.resized).length));
      const writes = countBySector(changes);
      const left = new Map<number, number>();
      for (const [sector, count] of writes) left.set(sector, reached(count));
      for (const { from, sectors, size, resized: sized } of changes) {
        if (sized && lengths-- > 0) {
          this.#durableSize = size;
          if (sectors === undefined) this.#durable.fill(0, from);
        }
        for (let at = 0; at < (sectors?.length ?? 0); at += SECTOR_BYTES) {
          const sector = (from + at) / SECTOR_BYTES;
          const more = left.get(sector) ?? 0;
          if (more === 0) continue;
          left.set(sector, more - 1);
          const bytes = sectors?.subarray(at, at + SECTOR_BYTES);
          if (bytes !== undefined) this.#putDurable(from + at, bytes);
        }
      }
      if (this.#durable.length < this.#durableSize) {
        this.#durable = resized(this.#durable, this.#durableSize);
      }
      this.#durable.fill(0, this.#durableSize);
    }
    this.#clearChanges();
  }
}

const countBySector = (changes: readonly Change[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const { from, sectors } of changes) {
    for (let at = 0; at < (sectors?.length ?? 0); at += SECTOR_BYTES) {
      const sector = (from + at) / SECTOR_BYTES;
      counts.set(sector, (counts.get(sector) ?? 0) + 1);
    }
  }
  return counts;
};

const resized = (bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> => {
  const more = new Uint8Array(length);
  more.set(bytes);
  return more;
};
