import { CRASHES, diskStore, pack, readAll, unpack } from './disk-store.ts';
import type { Bug } from './kit.ts';

export const bug: Bug = {
  slug: 'file-rewritten-in-place',
  theme: 'disk',
  wrong: 'A file is cut and written anew: a crash in between leaves neither the old nor the new.',
  right: 'The new content goes into a file of its own, is synced, and takes the name by renaming.',
  scenario: (right) =>
    diskStore(
      'file-rewritten-in-place',
      right,
      {
        async load(disk) {
          const bytes = await readAll(disk, 'value');
          const value = bytes.length === 0 ? 0 : unpack(bytes);
          if (value === undefined) throw new Error('half of it is old');
          return value;
        },
        async save(disk, value) {
          const file = await disk.open(right ? 'draft' : 'value');
          await file.truncate(0);
          await file.write(0, pack(value, 2000));
          await file.sync();
          if (right) await disk.rename('draft', 'value');
          return true;
        },
      },
      CRASHES,
    ),
};
