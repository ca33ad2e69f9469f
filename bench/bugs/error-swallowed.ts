import { diskStore, pack, readAll, unpack } from './disk-store.ts';
import type { Bug } from './kit.ts';

export const bug: Bug = {
  slug: 'error-swallowed',
  theme: 'disk',
  wrong: 'A store logs that the disk is full, and says that it saved.',
  right: 'It says that it did not.',
  scenario: (right) =>
    diskStore(
      'error-swallowed',
      right,
      {
        async load(disk) {
          for (;;) {
            const bytes = await readAll(disk, 'value').catch(() => undefined);
            if (bytes !== undefined) return unpack(bytes) ?? 0;
          }
        },
        async save(disk, value) {
          const file = await disk.open('value');
          try {
            await file.write(0, pack(value));
            await file.sync();
          } catch {
            return !right;
          }
          return true;
        },
      },
      {
        disk: { noSpace: 0.5, writeError: 0.5, readError: 0.3 },
        faults: ['kill', 'disk'],
        every_ms: 50,
        lasts_ms: 40,
      },
    ),
};
