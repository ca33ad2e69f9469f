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
        if (found < saved) return run.fail('lost write', `${saved} was saved, ${found} is there`);
        let busy = false;
        save = async (value) => {
          if (busy) return;
          busy = true;
          const done = await storage.save(disk, value).catch(() => false);
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
