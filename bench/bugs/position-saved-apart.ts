import type { Disk } from '@dstudio/kernel';
import { CRASHES, pack, readAll, unpack } from './disk-store.ts';
import { type Bug, scenarioOf } from './kit.ts';

const BASE = 1000;

const save = async (disk: Disk, path: string, value: number): Promise<void> => {
  const file = await disk.open(path);
  await file.write(0, pack(value));
  await file.sync();
};

const load = async (disk: Disk, path: string): Promise<number> =>
  unpack(await readAll(disk, path)) ?? 0;

export const bug: Bug = {
  slug: 'position-saved-apart',
  theme: 'disk',
  wrong:
    'How far a log was applied is saved before what it was applied to; a crash comes in between.',
  right: 'Both are saved in one record.',
  scenario: (right) =>
    scenarioOf('position-saved-apart', right, {
      lane: 'async',
      length_ms: 400,
      settle_ms: 100,
      faults: CRASHES,
      sometimes: ['went on'],
      build(run) {
        const log: number[] = [];
        run.node('reader', async ({ disk, clock }) => {
          const both = await load(disk, 'both');
          let position = right ? Math.floor(both / BASE) : await load(disk, 'position');
          let sum = right ? both % BASE : await load(disk, 'sum');
          if (position > 0) run.sometimes('went on');
          const expected = log.slice(0, position).reduce((total, entry) => total + entry, 0);
          if (sum !== expected)
            run.fail('not applied', `sum ${sum}, not ${expected}, at position ${position}`);
          for (;;) {
            const entry = log[position];
            if (entry === undefined) {
              await clock.sleep(5);
              continue;
            }
            position++;
            sum += entry;
            if (right) {
              await save(disk, 'both', position * BASE + sum);
              run.record('reader', `saved sum ${sum} at position ${position}`);
            } else {
              await save(disk, 'position', position);
              run.record('reader', `saved position ${position}`);
              await save(disk, 'sum', sum);
              run.record('reader', `saved sum ${sum}`);
            }
          }
        });
        run.node('log', undefined, { faults: false });
        for (let entry = 1; entry <= 25; entry++) {
          run.issue(entry * 14, 'log', `append ${entry}`, () => log.push(entry));
        }
        return undefined;
      },
    }),
};
