import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand, temporaryFolder } from '../testing.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../maelstrom/fixtures/${name}.ts`, import.meta.url));
const run = (folder: string, ...args: readonly string[]) =>
  runCommand(['maelstrom', 'test', ...args], { folder });
const short = ['--time-limit', '2', '--rate', '50', '--recovery', '1'];

test('a valid test exits with 0 and stores what it saw', async () => {
  using folder = temporaryFolder();
  const node = fixture('echo');
  const ended = await run(folder.path, '-w', 'echo', '--module', node, ...short);
  assert.equal(ended.exit, 0, ended.err);
  assert.match(ended.out, /^echo valid: All \d+ echoes came back/);
  const latest = join(folder.path, 'store', 'latest');
  for (const name of [
    'results.edn',
    'results.json',
    'history.edn',
    'history.jsonl',
    'history.txt',
  ]) {
    assert.ok(existsSync(join(latest, name)), name);
  }
  for (const name of ['messages.svg', 'timeline.html', 'latency-raw.svg', 'rate.svg']) {
    assert.ok(existsSync(join(latest, name)), name);
  }
  assert.equal(readdirSync(join(latest, 'node-logs')).length, 5);
  assert.match(readFileSync(join(latest, 'results.edn'), 'utf8'), /^\{:valid\? true, /);
  const report = readFileSync(join(latest, 'report.html'), 'utf8');
  assert.doesNotMatch(report.replaceAll('http://www.w3.org/2000/svg', ''), /https?:|src=/);
  assert.match(report, /dstudio maelstrom test -w echo --module .* --seed 1/);
});

test('an invalid test exits with 1 and tells why', async () => {
  using folder = temporaryFolder();
  const node = fixture('lin-kv-stale');
  const ended = await run(folder.path, '-w', 'lin-kv', '--module', node, ...short);
  assert.equal(ended.exit, 1);
  assert.match(ended.out, /invalid: On key \d+: .* fits nowhere/);
  const report = readFileSync(join(folder.path, 'store', 'latest', 'report.html'), 'utf8');
  assert.match(report, /What went wrong.*not-linearizable.*<svg/s);
});

test('what is stored is a history that check-history judges the same', async () => {
  using folder = temporaryFolder();
  await run(folder.path, '-w', 'lin-kv', '--module', fixture('lin-kv-stale'), ...short);
  for (const file of ['history.edn', 'history.jsonl']) {
    const path = join('store', 'latest', file);
    const args = ['check-history', '--model', 'cas-register', path];
    assert.equal((await runCommand(args, { folder: folder.path })).exit, 1, file);
  }
});

test('many seeds say how many fail and store the first', async () => {
  using folder = temporaryFolder();
  const args = ['-w', 'unique-ids', '--test-count', '5', '--seed', '10', ...short];
  const good = await run(folder.path, ...args, '--module', fixture('unique-ids'));
  assert.equal(good.exit, 0);
  assert.match(good.out, /5 seeds from 10 on, [\d,]+ messages .*: none fails/);
  const bad = await run(folder.path, ...args, '--module', fixture('unique-ids-by-clock'));
  assert.equal(bad.exit, 1);
  assert.match(bad.out, /5 fail.*Seeds: 10, 11.*unique-ids invalid/s);
});

test('a test in which nothing succeeds is unknown, with 2', async () => {
  using folder = temporaryFolder();
  const ended = await run(folder.path, '-w', 'kafka', '--module', fixture('echo'), ...short);
  assert.equal(ended.exit, 2);
});

test('arguments of no use exit with 254 and say what to do', async () => {
  using folder = temporaryFolder();
  const refused = async (text: RegExp, ...args: readonly string[]) => {
    const { exit, err } = await run(folder.path, ...args);
    assert.equal(exit, 254, args.join(' '));
    assert.match(err, text);
  };
  const node = ['--module', fixture('echo')];
  await refused(/needs nodes; give --bin/);
  await refused(/no file .*nothing.js/, '--bin', 'nothing.js');
  await refused(/there are: partition, .*kill/, ...node, '--nemesis', 'fire');
  await refused(/Allowed choices are broadcast/, ...node, '-w', 'chat');
  await refused(/'total' or a number/, ...node, '--availability', '2');
  await refused(/2n/, ...node, '--concurrency', 'n');
  await refused(/skew needs nodes in this process/, '--bin', fixture('echo'), '--nemesis', 'skew');
  await refused(/cannot be loaded/, '--module', 'nothing.ts');
  await refused(/there is no consistency model/, ...node, '--consistency-models', 'good');
  assert.equal(existsSync(join(folder.path, 'store')), false);
});
