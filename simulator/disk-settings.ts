import { InvalidInput } from '@dstudio/kernel';

/** What can go wrong with a disk. Shares are 0 to 1, of the operations they concern. */
export interface DiskSettings {
  /**
   * Share of the sectors written since the last `sync` that a crash leaves with newer bytes: as of
   * some write since then, any. Files keep a length they had meanwhile in the same way. So a crash
   * loses any subset and tears any write at 512 bytes. Defaults to 0: all of it is lost.
   */
  readonly survival: number;
  /**
   * 'durable': a file's name is on the disk once opening, renaming or removing it has resolved. (The
   * real disk of kernel/node keeps that for renaming and removing; for a new file, from its first
   * `sync` on.) 'journaled': only once a later `sync` of any file has; a crash keeps some first part
   * of them, in order, by `survival`. What works on a journaled disk works on the others. Defaults to
   * 'durable'.
   */
  readonly names: 'durable' | 'journaled';
  /** Share of writes that land on another sector, of this file or another. */
  readonly misdirectedWrite: number;
  /** Share of reads that miss the last write to what they read. */
  readonly staleRead: number;
  /** Share of reads that come back with one bit turned. */
  readonly corruptedRead: number;
  /** Share of reads that fail with EIO. */
  readonly readError: number;
  /** Share of writes that fail with EIO, having written nothing. */
  readonly writeError: number;
  /**
   * Share of syncs that fail with EIO. What was not synced counts as synced from then on, though
   * only `survival` of it is on the disk: syncing again succeeds and does not help.
   */
  readonly syncError: number;
  /** Share of writes that fail with ENOSPC, having written nothing. */
  readonly noSpace: number;
  /** Share of operations that take up to `slow_ms` longer. */
  readonly slow: number;
  readonly slow_ms: number;
  /** Writes beyond this fail with ENOSPC. Defaults to no limit. */
  readonly capacity_bytes: number;
}

export const DISK_DEFAULTS: DiskSettings = {
  survival: 0,
  names: 'durable',
  misdirectedWrite: 0,
  staleRead: 0,
  corruptedRead: 0,
  readError: 0,
  writeError: 0,
  syncError: 0,
  noSpace: 0,
  slow: 0,
  slow_ms: 1000,
  capacity_bytes: Number.POSITIVE_INFINITY,
};

/** Faults that strike single operations, by the operation. */
export const DISK_FAULTS = {
  open: ['noSpace', 'slow'],
  read: ['readError', 'staleRead', 'corruptedRead', 'slow'],
  write: ['writeError', 'noSpace', 'misdirectedWrite', 'slow'],
  truncate: ['writeError', 'slow'],
  sync: ['syncError', 'slow'],
  rename: ['writeError', 'slow'],
  remove: ['writeError', 'slow'],
} as const;

export type DiskOperation = keyof typeof DISK_FAULTS;
export type DiskFault = (typeof DISK_FAULTS)[DiskOperation][number];

const SHARES = [
  'survival',
  'misdirectedWrite',
  'staleRead',
  'corruptedRead',
  'readError',
  'writeError',
  'syncError',
  'noSpace',
  'slow',
] as const;

/** @throws InvalidInput when a share is not from 0 to 1, or another number is negative */
export const checkDisk = (settings: DiskSettings): DiskSettings => {
  for (const name of SHARES) {
    const share = settings[name];
    if (!(share >= 0 && share <= 1)) {
      throw new InvalidInput(`${name} of a disk is ${share}`, { hint: 'give a share from 0 to 1' });
    }
  }
  const { slow_ms, capacity_bytes } = settings;
  if (!(slow_ms >= 0 && slow_ms < Number.POSITIVE_INFINITY)) {
    throw new InvalidInput(`slow_ms of a disk is ${slow_ms}`, {
      hint: 'give a finite number, 0 or more',
    });
  }
  if (!(capacity_bytes >= 0)) {
    throw new InvalidInput(`capacity_bytes of a disk is ${capacity_bytes}`, {
      hint: 'give a number, 0 or more',
    });
  }
  return settings;
};

/** Whether everything is as it should be. */
export const isQuiet = (settings: DiskSettings): boolean =>
  settings.names === 'durable' &&
  settings.capacity_bytes === Number.POSITIVE_INFINITY &&
  SHARES.every((name) => settings[name] === 0);
