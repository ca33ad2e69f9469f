import { CRASHES, diskStore, pack, readAll, unpack } from './disk-store.ts';
import type { Bug } from './kit.ts';

export const bug: Bug = {
  slug: 'rename-not-synced',
  theme: 'disk',
  wrong: 'A store says that it saved once a file is renamed; the folder is not on the disk yet.',
  right: 'It syncs after the renaming too.',
  scenario: (right) =>
    diskStore(
      'rename-not-synced',
      right,
      {
        load: async (disk) => unpack(await readAll(disk, 'value')) ?? 0,
        async save(disk, value) {
          const file = await disk.open('draft');
          await file.truncate(0);
          await file.write(0, pack(value, 2000));
          await file.sync();
          await disk.rename('draft', 'value');
          if (right) await file.sync();
          return true;
        },
      },
      { ...CRASHES, disk: { ...CRASHES.disk, names: 'journaled' } },
    ),
};
