import { fileURLToPath } from 'node:url';
import { runCommand } from '../testing.ts';

/** What tests of `dstudio maelstrom` share. */

/** The file of a node that is there for tests. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../maelstrom/fixtures/${name}.ts`, import.meta.url));

export const run = (folder: string, ...args: readonly string[]) =>
  runCommand(['maelstrom', 'test', ...args], { folder });

/** Options of a test that takes no longer than it has to. */
export const short = ['--time-limit', '2', '--rate', '50', '--recovery', '1'];
