import { CRASHES, diskStore, pack, readAll, unpack } from './disk-store.ts';
import type { Bug } from './kit.ts';

export const bug: Bug = {
  slug: 'renamed-before-sync',
  theme: 'disk',
  wrong:
    'A new file takes the name of the old one before its content is synced: the name outlives it.',
  right: 'It is synced first.',
  scenario: (right) =>
    diskStore(
      'renamed-before-sync',
      right,
      {
        load: async (disk) => unpack(await readAll(disk, 'value')) ?? 0,
        async save(disk, value) {
          const file = await disk.open('draft');
          await file.truncate(0);
          await file.write(0, pack(value, 2000));
          if (right) await file.sync();
          await disk.rename('draft', 'value');
          return true;
        },
      },
      CRASHES,
    ),
};
