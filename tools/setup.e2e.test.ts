import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from './setup.mjs';

/** A clone in which nothing was installed, on a machine without a network. */

const clone = mkdtempSync(join(tmpdir(), 'dstudio-clone-'));
after(() => rmSync(clone, { recursive: true, force: true }));

for (const file of [
  'package.json',
  'package-lock.json',
  'tools/setup.mjs',
  'tools/run.mjs',
  'cli/bin.mjs',
]) {
  mkdirSync(join(clone, dirname(file)), { recursive: true });
  cpSync(join(ROOT, file), join(clone, file));
}

function run(file: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [join(clone, file), ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      // Nobody answers on port 9.
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
      npm_config_cache: join(clone, 'cache'),
    },
  });
}

test('without a network, set-up says what it could not reach and what to check', () => {
  for (const file of ['tools/run.mjs', 'cli/bin.mjs']) {
    const { status, stdout, stderr } = run(file, file.includes('run') ? 'start' : '--version');
    assert.match(stderr, /^Setting up: installing the dependencies with npm ci/);
    assert.match(stderr, /npm could not reach its registry[^]*Check the network or the proxy/);
    assert.equal(stdout, '');
    assert.equal(status, 2);
  }
});

test('a script that is not there is said before anything is set up', () => {
  const { status, stderr } = run('tools/run.mjs', 'strat');
  assert.match(stderr, /^There is no script 'strat'; there are: start, check/);
  assert.equal(status, 2);
});
