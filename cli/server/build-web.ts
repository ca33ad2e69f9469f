import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { HOUSE } from '../house.ts';

const DIST = join(HOUSE, 'web', 'dist');

/** What the application is made of; the rooms' code runs in it too. */
const SOURCES =
  '{kernel,structures,checkers,simulator,patterns,systems,catalog,bench/bugs,web}/**/*.{ts,tsx,css,html,js,svg,json}';

/**
 * Builds the web application unless there is one that was made from the same sources. Each build has
 * a folder of its own, named after its sources and put in place whole: two that build at once do not
 * meet, and a studio that runs keeps the files it began with.
 *
 * @returns its folder
 * @throws when it cannot be built, with what Vite says
 */
export async function buildWeb(say: (text: string) => void, signal?: AbortSignal): Promise<string> {
  const built = join(DIST, hashSources().slice(0, 16));
  if (existsSync(built)) return built;
  say('Building the web application. This happens once, and again after a change.');
  const began_ms = performance.now();
  const unfinished = `${built}.${process.pid}`;
  try {
    await vite(unfinished, signal);
    // Somebody else may have been faster; theirs is the same.
    if (!existsSync(built)) renameSync(unfinished, built);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOld(built);
  say(`Built in ${((performance.now() - began_ms) / 1000).toFixed(1)} s.`);
  return built;
}

/** Builds that are kept: the latest, and those that a studio may still be serving. */
const BUILDS_KEPT = 3;

function removeOld(latest: string): void {
  const others = readdirSync(DIST)
    .map((name) => join(DIST, name))
    .filter((path) => path !== latest)
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const path of others.slice(BUILDS_KEPT - 1)) rmSync(path, { recursive: true, force: true });
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

function vite(folder: string, signal?: AbortSignal): Promise<void> {
  const script = join(HOUSE, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(
    process.execPath,
    [script, 'build', 'web', '--outDir', folder, '--logLevel=warn'],
    {
      cwd: HOUSE,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      signal,
    },
  );
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
