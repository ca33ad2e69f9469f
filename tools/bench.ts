/**
 * `npm run bench`: each comparison in a process of its own, one after the other, or those named as
 * arguments. Exit code 1 when a ratio is out of its bound, 2 for a name it does not know.
 */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './setup.mjs';

const COMPARISONS = [
  'simulator',
  'mm1-simjs',
  'async-lane',
  'pipeline',
  'closed-form',
  'checkers',
  'transactions',
  'maelstrom',
];

const named = process.argv.slice(2);
const unknown = named.find((name) => !COMPARISONS.includes(name));
if (unknown !== undefined) {
  console.error(`There is no comparison '${unknown}'; there are: ${COMPARISONS.join(', ')}.`);
  process.exit(2);
}
for (const name of COMPARISONS) {
  if (named.length > 0 && !named.includes(name)) continue;
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, [join(ROOT, 'bench', `${name}.ts`)], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
