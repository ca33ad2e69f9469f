import { CRASHES, diskStore, pack, readAll, unpack } from './disk-store.ts';
import type { Bug } from './kit.ts';

export const bug: Bug = {
  slug: 'log-cut-before-snapshot',
  theme: 'disk',
  wrong: 'A log is cut when its snapshot is written, and not yet synced.',
  right: 'The snapshot is synced and in its place first.',
  scenario: (right) =>
    diskStore(
      'log-cut-before-snapshot',
      right,
      {
        async load(disk) {
          const snapshot = unpack(await readAll(disk, 'snapshot')) ?? 0;
          return Math.max(snapshot, unpack(await readAll(disk, 'log')) ?? 0);
        },
        async save(disk, value) {
          const log = await disk.open('log');
          // Only the newest number counts: its entry takes the place of the one before.
          await log.write(0, pack(value));
          await log.sync();
          if (value % 3 !== 0) return true;
          const draft = await disk.open('draft');
          await draft.truncate(0);
          await draft.write(0, pack(value));
          if (right) await draft.sync();
          await disk.rename('draft', 'snapshot');
          await log.truncate(0);
          await log.sync();
          return true;
        },
      },
      CRASHES,
    ),
};
