import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUSE } from '../house.ts';

const DIST = join(HOUSE, 'web', 'dist');
/** Says which sources the built application was made from. */
const STAMP = join(DIST, '.sources');

/** What the application is made of; the rooms' code runs in it too. */
const SOURCES =
  '{kernel,structures,checkers,simulator,patterns,systems,catalog,web}/**/*.{ts,tsx,css,html,js,svg,json}';

/**
 * Builds the web application unless the one there was made from the same sources.
 *
 * @returns its folder
 * @throws when it cannot be built, with what Vite says
 */
export async function buildWeb(say: (text: string) => void, signal?: AbortSignal): Promise<string> {
  const sources = hashSources();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return DIST;
  say('Building the web application. This happens once, and again after a change.');
  const began_ms = performance.now();
  // Without the stamp, a build that is interrupted is not taken for a whole one.
  rmSync(STAMP, { force: true });
  await vite(signal);
  writeFileSync(STAMP, sources);
  say(`Built in ${((performance.now() - began_ms) / 1000).toFixed(1)} s.`);
  return DIST;
}

function hashSources(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, {
    cwd: HOUSE,
    exclude: ['**/node_modules', '**/dist', '**/*.test.ts', '**/evidence.json'],
  });
  for (const file of [...files.sort(), 'package-lock.json']) {
    const text = readFileSync(join(HOUSE, file));
    hash.update(`${file}\n${text.length}\n`).update(text);
  }
  return hash.digest('hex');
}

function vite(signal?: AbortSignal): Promise<void> {
  const script = join(HOUSE, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [script, 'build', 'web', '--logLevel=warn'], {
    cwd: HOUSE,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    signal,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The web application could not be built:\n${output.trim()}`));
    });
  });
}

if (import.meta.main) await buildWeb((text) => console.log(text));
