import { pack, unpack } from './disk-store.ts';
import { type Bug, scenarioOf } from './kit.ts';

export const bug: Bug = {
  slug: 'read-not-verified',
  theme: 'disk',
  wrong: 'What a disk gives back is taken as it is, and a bit of it is turned.',
  right: 'A checksum is compared, and the read is tried again.',
  scenario: (right) =>
    scenarioOf('read-not-verified', right, {
      lane: 'async',
      length_ms: 300,
      faults: { disk: { corruptedRead: 0.1 }, faults: ['disk', 'pause'] },
      sometimes: ['read'],
      build(run) {
        run.node('store', async ({ disk, clock }) => {
          const file = await disk.open('value');
          const bytes = pack(7);
          await file.write(0, bytes);
          await file.sync();
          for (;;) {
            let read = await file.read(0, bytes.length);
            while (right && unpack(read) === undefined) read = await file.read(0, bytes.length);
            run.sometimes('read');
            const wrong = read.findIndex((byte, i) => byte !== bytes[i]);
            if (wrong >= 0) run.fail('corrupted', `byte ${wrong} is not what was written`);
            await clock.sleep(5);
          }
        });
        return undefined;
      },
    }),
};
