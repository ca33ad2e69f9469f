import type { Disk } from '@dstudio/kernel';
import { CRASHES, diskStore, pack, readAll, unpack } from './disk-store.ts';
import type { Bug } from './kit.ts';

const RECORD_BYTES = 700;

/** The newest record that is whole, and where it ends. */
const newest = async (
  disk: Disk,
  checked: boolean,
): Promise<{ readonly value: number; readonly end: number }> => {
  const bytes = await readAll(disk, 'log');
  let value = 0;
  let end = 0;
  while (end + RECORD_BYTES <= bytes.length) {
    const record = bytes.subarray(end, end + RECORD_BYTES);
    const found = unpack(record);
    if (found === undefined) {
      if (checked) break;
      throw new Error(`the record at ${end} is torn`);
    }
    value = found;
    end += RECORD_BYTES;
  }
  return { value, end };
};

export const bug: Bug = {
  slug: 'log-without-checksum',
  theme: 'disk',
  wrong:
    'A log takes its last record for whole because it is long enough: torn by a crash, it cannot be read.',
  right: 'A record carries a checksum, and the log ends before the first that does not fit.',
  scenario: (right) =>
    diskStore(
      'log-without-checksum',
      right,
      {
        async load(disk) {
          const { value, end } = await newest(disk, right);
          const file = await disk.open('log');
          await file.truncate(end);
          await file.sync();
          return value;
        },
        async save(disk, value) {
          const file = await disk.open('log');
          await file.write(await file.size(), pack(value, RECORD_BYTES - 5));
          await file.sync();
          return true;
        },
      },
      CRASHES,
    ),
};
