#!/usr/bin/env node
// The `dstudio` command. Runs on Node 20 and newer: sets the clone up when it is not, and hands over
// to the pinned Node when this one is too old to run TypeScript as it stands.

import { fileURLToPath } from 'node:url';
import { isSetUp, major, runPinned, SetupError, setUp } from '../tools/setup.mjs';

const RUNS_TYPESCRIPT = 24;
const main = new URL('./main.ts', import.meta.url);

try {
  if (!isSetUp()) await setUp();
  if (major(process.versions.node) >= RUNS_TYPESCRIPT) await import(main.href);
  else process.exitCode = await runPinned([fileURLToPath(main), ...process.argv.slice(2)]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`dstudio: ${error.message}\n`);
  process.exitCode = 2;
}
