import { CRASHES, diskStore, pack, readAll, unpack } from './disk-store.ts';
import type { Bug } from './kit.ts';

export const bug: Bug = {
  slug: 'sync-forgotten',
  theme: 'disk',
  wrong: 'A store says that it saved what it has written, and not synced.',
  right: 'It syncs first.',
  scenario: (right) =>
    diskStore(
      'sync-forgotten',
      right,
      {
        load: async (disk) => unpack(await readAll(disk, 'value')) ?? 0,
        async save(disk, value) {
          const file = await disk.open('value');
          await file.write(0, pack(value));
          if (right) await file.sync();
          return true;
        },
      },
      CRASHES,
    ),
};
