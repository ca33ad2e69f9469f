import type { Disk } from '@dstudio/kernel';
import type { Scenario, SwarmSpec } from '@dstudio/simulator';
import { scenarioOf } from './kit.ts';

/** How a program keeps one number on a disk. */
export interface Storage {
  /** What is there after a start, 0 when nothing is. Throws when it cannot be made out. */
  load(disk: Disk): Promise<number>;
  /** When it resolves to true, the number is saved. */
  save(disk: Disk, value: number): Promise<boolean>;
}

/**
 * A node that saves growing numbers, one after the other, through crashes. What it said was saved has
 * to be there after each start, or something newer.
 */
export const diskStore = (
  slug: string,
  right: boolean,
  storage: Storage,
  faults: SwarmSpec,
): Scenario =>
  scenarioOf(slug, right, {
    lane: 'async',
    length_ms: 600,
    settle_ms: 100,
    faults,
    sometimes: ['saved', 'started again'],
    build(run) {
      let saved = 0;
      let boots = 0;
      let save: ((value: number) => Promise<void>) | undefined;
      run.node('store', async ({ disk }) => {
        save = undefined;
        if (++boots > 1) run.sometimes('started again');
        const found = await storage.load(disk).catch((error: Error) => error);
        if (found instanceof Error) return run.fail('unreadable', found.message);
        if (found < saved)
          return run.fail('lost write', `${saved} was saved, and ${found} is there`);
        let busy = false;
        const watched = told(disk, (what) => run.record('store', what));
        save = async (value) => {
          if (busy) return;
          busy = true;
          const done = await storage.save(watched, value).catch(() => false);
          busy = false;
          if (!done) return;
          run.sometimes('saved');
          run.record('store', `saved ${value}`);
          saved = Math.max(saved, value);
        };
      });
      for (let value = 1; value <= 40; value++) {
        run.issue(value * 14, 'store', `save ${value}`, () => void save?.(value));
      }
      return undefined;
    },
  });

/** The same disk, and somebody is told of each step that changes it. */
const told = (disk: Disk, tell: (what: string) => void): Disk => ({
  list: () => disk.list(),
  async open(path) {
    const file = await disk.open(path);
    return {
      read: (offset_bytes, length_bytes) => file.read(offset_bytes, length_bytes),
      size: () => file.size(),
      close: () => file.close(),
      truncate(length_bytes) {
        tell(length_bytes === 0 ? `empties ${path}` : `makes ${path} ${length_bytes} bytes long`);
        return file.truncate(length_bytes);
      },
      write(offset_bytes, bytes) {
        tell(`writes ${path}`);
        return file.write(offset_bytes, bytes);
      },
      sync() {
        tell(`syncs ${path}`);
        return file.sync();
      },
    };
  },
  rename(from, to) {
    tell(`renames ${from} to ${to}`);
    return disk.rename(from, to);
  },
  remove(path) {
    tell(`removes ${path}`);
    return disk.remove(path);
  },
});

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The number as text, long enough to span sectors, with a sum at the end to tell whether it is whole. */
export const pack = (value: number, length = 64): Uint8Array => {
  const body = `${value}`.padStart(length, '0');
  return encoder.encode(`${body}${sumOf(body)}`);
};

const sumOf = (body: string): string => {
  let sum = 7;
  for (const sign of body) sum = (sum * 31 + sign.charCodeAt(0)) % 65_521;
  return `${sum}`.padStart(5, '0');
};

/** The number, or undefined when the bytes are not what `pack` makes. */
export const unpack = (bytes: Uint8Array): number | undefined => {
  const text = decoder.decode(bytes);
  const body = text.slice(0, -5);
  return /^\d+$/.test(body) && sumOf(body) === text.slice(-5) ? Number(body) : undefined;
};

export const readAll = async (disk: Disk, path: string): Promise<Uint8Array> => {
  const file = await disk.open(path);
  const bytes = await file.read(0, await file.size());
  await file.close();
  return bytes;
};

export const CRASHES: SwarmSpec = {
  disk: { survival: 0.8, slow: 0.2, slow_ms: 15 },
  faults: ['kill', 'disk'],
  every_ms: 50,
  lasts_ms: 30,
};
