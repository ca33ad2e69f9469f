import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './testing.ts';

/** The command as a person runs it: each test costs a process, so there are few. */

const BIN = fileURLToPath(new URL('./bin.mjs', import.meta.url));

const SYSTEM = `dstudio: system/1
entries: { web/handle: { rate: 500/s } }
services: { web: { replicas: 4, concurrency: 8, operations: { handle: { time: 5ms } } } }
`;

interface Running {
  readonly child: ChildProcess;
  /** Resolves to the first match in what the process prints to either stream. */
  until(text: RegExp): Promise<string>;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly err: string;
  }>;
}

function run(args: readonly string[], folder: string, variables: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let all = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (all += chunk));
  child.stderr?.on('data', (chunk: Buffer) => {
    all += chunk;
    err += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, err }));
  return {
    child,
    ended,
    until: async (text) => {
      for (;;) {
        const found = text.exec(all);
        if (found !== null) return found[0];
        const isOver = await Promise.race([
          once(child.stdout ?? child, 'data').then(() => false),
          once(child.stderr ?? child, 'data').then(() => false),
          ended.then(() => true),
        ]);
        assert.ok(!isOver || text.test(all), `ended without ${text}: ${all}`);
      }
    },
  };
}

test('the studio starts, answers, and stops when asked', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'my.system.yaml'), SYSTEM);
  const studio = run(['start', 'my.system.yaml'], folder.path, { PORT: '0' });
  try {
    const url = await studio.until(/http:\/\/localhost:\d+/);
    const page = await fetch(url.replace('localhost', '127.0.0.1'));
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<div id="root">/);
    const system = await fetch(`${url.replace('localhost', '127.0.0.1')}/api/system`);
    assert.equal((await system.json()).text, SYSTEM);
    studio.child.kill('SIGINT');
    assert.equal((await studio.ended).code, 0);
  } finally {
    studio.child.kill('SIGKILL');
  }
});

test('a port in use is said at once', async () => {
  using folder = temporaryFolder();
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { code, err } = await run(['start'], folder.path, { PORT: port }).ended;
  holder.close();
  assert.equal(
    err,
    `port ${port} is in use; stop what uses it, or choose another: PORT=4000 dstudio start\n`,
  );
  assert.equal(code, 2);
});

test('Ctrl-C during a search ends with 130 and writes nothing', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'my.system.yaml'), SYSTEM);
  const proving = run(['prove', 'my.system.yaml', '--seeds', '1000'], folder.path);
  setTimeout(() => proving.child.kill('SIGINT'), 3000);
  const { code, signal, err } = await proving.ended;
  // On a slow machine the signal may come before anybody listens; a shell calls both 130.
  if (signal !== 'SIGINT') {
    assert.equal(code, 130, err);
    assert.match(err, /Stopped\. Nothing was written\.\n$/);
  }
  assert.deepEqual(readdirSync(folder.path), ['my.system.yaml']);
});

test('a result that the disk does not take is said', async (t) => {
  if (!existsSync('/dev/full')) return t.skip('there is no /dev/full here');
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [BIN, '--help'], { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk));
  const [code] = await once(child, 'close');
  assert.equal(
    err,
    'The result could not be written to standard output: the disk is full; make room and try again\n',
  );
  assert.equal(code, 74);
});

test('a reader that has gone changes nothing about how a command ends', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'page.md'), '---\ntitle: x\nexcellence_tier: platinum\n---\n');
  for (const [args, expected] of [
    [['--help'], 0],
    [['catalog', 'check', '.'], 1],
  ] as const) {
    const { child, ended } = run(args, folder.path);
    child.stdout?.destroy();
    const { code, err } = await ended;
    assert.equal(code, expected, err);
    assert.doesNotMatch(err, /defect|EPIPE/);
  }
});
