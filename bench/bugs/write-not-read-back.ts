import { diskStore, pack, readAll, unpack } from './disk-store.ts';
import type { Bug } from './kit.ts';

const SLOT_BYTES = 512;

export const bug: Bug = {
  slug: 'write-not-read-back',
  theme: 'disk',
  wrong: 'A write that the disk puts in another place counts as saved.',
  right: 'After writing, the place is read back and compared.',
  scenario: (right) =>
    diskStore(
      'write-not-read-back',
      right,
      {
        async load(disk) {
          const bytes = await readAll(disk, 'slots');
          // The first slot says which is the current value; the others are older ones.
          return unpack(bytes.subarray(0, SLOT_BYTES)) ?? 0;
        },
        async save(disk, value) {
          const file = await disk.open('slots');
          const record = pack(value, SLOT_BYTES - 5);
          if ((await file.size()) === 0) await file.truncate(SLOT_BYTES * 4);
          await file.write(0, record);
          await file.sync();
          return !right || unpack(await file.read(0, SLOT_BYTES)) === value;
        },
      },
      { disk: { misdirectedWrite: 0.3 }, faults: ['kill', 'disk'], every_ms: 50, lasts_ms: 40 },
    ),
};
