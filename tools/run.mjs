// What `npm start`, `npm test` and the other scripts call: sets the clone up, then runs the script
// with the pinned Node. Works on Node 20 and newer.

import { join } from 'node:path';
import { ROOT, runPinned, SetupError, setUp } from './setup.mjs';

const SCRIPTS = {
  start: ['cli/main.ts', 'start', '--open'],
  check: ['tools/check.ts'],
  pack: ['tools/pack.ts'],
  changeset: ['node_modules/@changesets/cli/bin.js'],
  bench: ['tools/bench.ts'],
  format: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '--error-on-warnings'],
};

try {
  const [name, ...args] = process.argv.slice(2);
  const script = SCRIPTS[name];
  if (script === undefined) {
    throw new SetupError(
      `There is no script '${name}'; there are: ${Object.keys(SCRIPTS).join(', ')}.`,
    );
  }
  await setUp();
  const [file, ...first] = script;
  process.exitCode = await runPinned([join(ROOT, file), ...first, ...args]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
