import { diskStore, pack, readAll, unpack } from './disk-store.ts';
import type { Bug } from './kit.ts';

/** See Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020. */
export const bug: Bug = {
  slug: 'sync-tried-again',
  theme: 'disk',
  wrong:
    'A sync that failed is called again: it succeeds, because the system has dropped the pages.',
  right: 'After a failed sync everything is written again.',
  scenario: (right) =>
    diskStore(
      'sync-tried-again',
      right,
      {
        load: async (disk) => unpack(await readAll(disk, 'value')) ?? 0,
        async save(disk, value) {
          const file = await disk.open('draft');
          const write = async (): Promise<void> => {
            await file.truncate(0);
            await file.write(0, pack(value));
          };
          await write();
          for (;;) {
            try {
              await file.sync();
              break;
            } catch {
              if (right) await write();
            }
          }
          await disk.rename('draft', 'value');
          return true;
        },
      },
      {
        disk: { survival: 0.8, syncError: 0.5 },
        faults: ['kill', 'disk'],
        every_ms: 40,
        lasts_ms: 60,
      },
    ),
};
