// Sets the clone up: installs what the lock file names and finds the pinned Node. Plain JavaScript
// without dependencies, because it runs first, on whatever Node the person has.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
const WINDOWS = process.platform === 'win32';
const OLDEST_NODE = 20;
/** The lock file has format 3, which npm reads since version 7. */
const OLDEST_NPM = 7;

/** The Node that the lock file pins: it runs TypeScript as it stands. */
const PINNED_NODE = join(MODULES, 'node', 'bin', WINDOWS ? 'node.exe' : 'node');

/** Something a person can mend: shown as its message alone, without a stack. */
export class SetupError extends Error {}

/** The major number of a version such as '20.11.1'. */
export const major = (version) => Number.parseInt(version, 10);

/**
 * Installs the dependencies when they are missing or older than the lock file. Prints to stderr, so
 * that the output of a command can be piped. Throws SetupError with what to do.
 */
export async function setUp() {
  if (major(process.versions.node) < OLDEST_NODE) {
    throw new SetupError(
      `DStudio needs Node ${OLDEST_NODE} or newer to set itself up; this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.`,
    );
  }
  if (isSetUp()) return;
  const unlock = await lock();
  try {
    // Another process may have done it while this one waited for the lock.
    if (!isSetUp()) await install();
  } finally {
    unlock();
  }
}

/**
 * Whether what is installed is what the lock file names. npm leaves a list of what it installed as
 * the last act of an installation, so one that was interrupted counts as missing.
 */
export function isSetUp() {
  if (!existsSync(PINNED_NODE)) return false;
  const wanted = packages(join(ROOT, 'package-lock.json'));
  const installed = packages(join(MODULES, '.package-lock.json'));
  if (wanted === undefined) throw new SetupError('package-lock.json is missing: clone again.');
  if (installed === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    // Optional packages are for one platform each, so most are rightly absent. What lies outside of
    // node_modules is a workspace; its link inside counts.
    if (optional || !path.startsWith('node_modules/')) return true;
    return path in installed && installed[path].version === version;
  });
}

/** The environment in which the tools of the clone are found before others of the same name. */
export function toolEnvironment() {
  const path = [join(MODULES, 'node', 'bin'), join(MODULES, '.bin'), process.env.PATH];
  return { ...process.env, PATH: path.join(delimiter) };
}

/**
 * Runs the pinned Node with these arguments on the terminal of this process; resolves to its exit
 * code. Signals sent to this process reach it.
 */
export async function runPinned(args) {
  const child = spawn(PINNED_NODE, args, { stdio: 'inherit', env: toolEnvironment() });
  const forward = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  try {
    return await exitCode(child);
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install() {
  const npm = npmCommand();
  const version = await npmVersion(npm);
  if (major(version) < OLDEST_NPM) {
    throw new SetupError(
      `DStudio needs npm ${OLDEST_NPM} or newer; this is npm ${version}. Run: npm install --global npm`,
    );
  }
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  note(
    'Setting up: installing the dependencies with npm ci. This happens once, for about a minute.',
  );
  const pulse = setInterval(() => note(`  still installing (${seconds()} s)`), 15_000);
  // NODE_ENV=production in the person's shell would leave the tools out.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, errors } = await run(npm, args).finally(() => clearInterval(pulse));
  if (code !== 0) throw new SetupError(explain(errors));
  if (!existsSync(PINNED_NODE)) {
    throw new SetupError(
      'The pinned Node was not installed, because npm ran no installation scripts. Run: npm rebuild node --ignore-scripts=false',
    );
  }
  note(`Set up in ${seconds()} s.`);
}

/** The npm that called us, or else the one on the path. */
function npmCommand() {
  const caller = process.env.npm_execpath;
  if (caller !== undefined && caller.endsWith('npm-cli.js')) return [process.execPath, caller];
  return [WINDOWS ? 'npm.cmd' : 'npm'];
}

async function npmVersion(npm) {
  const { code, output } = await run(npm, ['--version']);
  if (code === 0) return output.trim();
  throw new SetupError('npm was not found. It comes with Node: https://nodejs.org.');
}

async function run([command, ...first], args) {
  const child = spawn(command, [...first, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Only a shell starts a .cmd file.
    shell: command.endsWith('.cmd'),
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const stop = (signal) => child.kill(signal);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const code = await exitCode(child).catch(() => 127);
  process.off('SIGINT', stop).off('SIGTERM', stop);
  return { code, output, errors };
}

function exitCode(child) {
  const numbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // A shell's convention: 128 and the number of the signal that ended it.
    child.once('exit', (code, signal) => resolve(code ?? 128 + (numbers[signal] ?? 0)));
  });
}

function explain(errors) {
  const tail = errors.trim().split('\n').slice(-12).join('\n');
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(errors)) {
    return `npm could not reach its registry, and DStudio has to fetch its dependencies once. Check the network or the proxy (npm config get registry), then try again.\n\n${tail}`;
  }
  if (/EACCES|EPERM|EROFS/.test(errors)) {
    return `npm may not write here. Check who owns ${ROOT} and npm's cache.\n\n${tail}`;
  }
  if (/ENOSPC/.test(errors)) return `The disk is full; DStudio needs about 600 MB.\n\n${tail}`;
  return `npm ci failed.\n\n${tail}`;
}

/** Keeps two processes on one clone from installing over each other. */
async function lock() {
  const name = createHash('sha256').update(ROOT).digest('hex').slice(0, 16);
  const path = join(tmpdir(), `dstudio-setup-${name}.lock`);
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readIfThere(path));
    if (!isAlive(holder)) rmSync(path, { force: true });
    else if (!waited) note(`Process ${holder} is already setting up; waiting for it.`);
    await sleep(500);
  }
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process is there and belongs to somebody else.
    return error.code === 'EPERM';
  }
}

function note(text) {
  process.stderr.write(`${text}\n`);
}
