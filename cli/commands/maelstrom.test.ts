import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testOptions } from '@dstudio/maelstrom';
import { explain } from '../exit.ts';
import { createProgram } from '../program.ts';
import { captured, runCommand, temporaryFolder } from '../testing.ts';
import { createTestProgress } from './maelstrom-progress.ts';
import { fixture, run, short } from './maelstrom-testing.ts';

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
    'jepsen.log',
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
  assert.match(report, /What went wrong.*not linearizable.*<svg/s);
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

test('many seeds end at the first that is not valid, and store that one', async () => {
  using folder = temporaryFolder();
  const args = ['-w', 'unique-ids', '--test-count', '5', '--seed', '10', ...short];
  const good = await run(folder.path, ...args, '--module', fixture('unique-ids'));
  assert.equal(good.exit, 0);
  assert.match(good.out, /5 seeds from 10 on, [\d,]+ messages .*: none fails/);
  const bad = await run(folder.path, ...args, '--module', fixture('unique-ids-by-clock'));
  assert.equal(bad.exit, 1);
  assert.match(bad.out, /^Seed 10 fails: [\d,]+ messages in .*\n\nunique-ids invalid/);
  assert.equal(readdirSync(join(folder.path, 'store', 'unique-ids')).length, 2);
  const later = [
    '-w',
    'unique-ids',
    '--test-count',
    '100',
    '--module',
    fixture('unique-ids-rarely'),
  ];
  const rare = await run(folder.path, ...later, ...short);
  assert.equal(rare.exit, 1, rare.err);
  const [, seed, before] =
    /^Seed (\d+) fails, after (\d+) from 1 on that are valid: /.exec(rare.out) ?? [];
  assert.equal(Number(seed), Number(before) + 1);
  assert.match(rare.out, new RegExp(`^Seed ${seed}\\. Report: `, 'm'));
});

test('a failure that does not come again is no reason to say valid', async () => {
  using folder = temporaryFolder();
  writeFileSync(
    join(folder.path, 'node.mjs'),
    `let lives = 0;
export default { disk: false, start(node) {
  const wrong = ++lives > 2;
  node.on('echo', (request) => node.reply(request, { type: 'echo_ok', echo: wrong ? 'x' : request.body.echo }));
} };`,
  );
  const args = ['-w', 'echo', '--module', 'node.mjs', '--node-count', '2', '--test-count', '12'];
  const ended = await run(folder.path, ...args, ...short);
  assert.equal(ended.exit, 1, ended.err);
  assert.match(ended.out, /^echo valid: /m);
  assert.match(
    ended.out,
    /^Seed \d+ was invalid, and run again it was valid: something besides the seed decides, such as a variable of the module, .*defineNode's function\.$/m,
  );
});

test('nodes that share memory are refused, with one seed and with many', async () => {
  using folder = temporaryFolder();
  const node = ['-w', 'broadcast', '--module', fixture('broadcast-shared'), ...short];
  for (const more of [[], ['--test-count', '5']]) {
    const ended = await run(folder.path, ...node, '--nemesis', 'kill', ...more);
    assert.deepEqual([ended.exit, ended.out], [254, '']);
    assert.match(ended.err, /^the nodes share memory: .*; keep what a node remembers inside/);
    assert.equal(existsSync(join(folder.path, 'store')), false);
  }
});

test('faults that never began are remarked on', async () => {
  using folder = temporaryFolder();
  const of = (...more: readonly string[]) =>
    run(folder.path, '-w', 'echo', '--module', fixture('echo'), ...short, ...more);
  const late = /^No fault began in that time: .*--nemesis-interval\.$/m;
  const never = await of('--nemesis', 'kill,pause', '--nemesis-interval', '1000');
  assert.equal(never.exit, 0);
  assert.match(never.out, late);
  assert.doesNotMatch((await of('--nemesis', 'kill', '--nemesis-interval', '0.1')).out, late);
  assert.doesNotMatch((await of()).out, late);
});

test('a node of defineNode that is given as a program is told from one that does not start', async () => {
  using folder = temporaryFolder();
  const of = (file: string) =>
    run(folder.path, '-w', 'echo', '--node-count', '1', '--bin', file, ...short);
  const ended = await of(fixture('echo'));
  assert.equal(ended.exit, 255);
  assert.match(ended.out, /^The file is a node of defineNode: give it as --module\.$/m);
  writeFileSync(join(folder.path, 'other.mjs'), '// export default defineNode is not here');
  assert.doesNotMatch((await of('other.mjs')).out, /--module/);
});

test('progress tells what comes after the time limit as that', () => {
  const options = testOptions({ workload: 'echo', timeLimit_ms: 8000 });
  const shown = (at_ms: number, again: boolean): string => {
    const err = captured(80);
    const progress = createTestProgress(options, false, err);
    progress.tell({ kind: 'at', at_ms, again });
    progress.end();
    return err.text;
  };
  assert.match(shown(8999, false), /echo: 8 of 8 s/);
  assert.match(shown(10_000, false), /echo: 8 s, and 2 s to settle/);
  assert.match(shown(3000, true), /echo, again with fresh memory: 3 of 8 s/);
});

test('a test in which nothing succeeds is unknown, with 2', async () => {
  using folder = temporaryFolder();
  const ended = await run(folder.path, '-w', 'kafka', '--module', fixture('echo'), ...short);
  assert.equal(ended.exit, 2);
});

test('nodes may have names, in a list, in a file and one by one', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'hosts'), 'athens\n\nberlin\n');
  const where = ['--nodes', 'delhi, essen', '-n', 'fez', '--nodes-file', 'hosts'];
  const node = ['-w', 'echo', '--module', fixture('echo')];
  const ended = await run(folder.path, ...node, ...where, '--concurrency', '2n', ...short);
  assert.equal(ended.exit, 0, ended.err);
  const store = join(folder.path, 'store', 'latest');
  const { nodes, concurrency } = JSON.parse(readFileSync(join(store, 'test.json'), 'utf8'));
  assert.deepEqual(nodes, ['athens', 'berlin', 'delhi', 'essen', 'fez']);
  assert.equal(concurrency, 10);
  assert.ok(existsSync(join(store, 'node-logs', 'fez.log')));
  const again = readFileSync(join(store, 'command.txt'), 'utf8').trim().split(' ').slice(3);
  assert.equal((await run(folder.path, ...again)).exit, 0);
  assert.match(again.join(' '), /--nodes delhi,essen --nodes-file hosts --node fez/);
  const counted = await run(folder.path, ...node, ...where, '--node-count', '2', ...short);
  assert.equal(counted.exit, 0, counted.err);
  assert.deepEqual(readdirSync(join(store, 'node-logs')), ['n0.log', 'n1.log']);
});

test("Jepsen's options that mean nothing here are taken, and said to be ignored", async () => {
  using folder = temporaryFolder();
  const node = ['-w', 'echo', '--module', fixture('echo'), ...short];
  const ended = await run(folder.path, ...node, '--no-ssh', '--username', 'root', '--logging-json');
  assert.equal(ended.exit, 0, ended.err);
  assert.match(ended.err, /^--username is ignored: .*\n--logging-json is ignored: .*\n$/);
  const refused = await run(folder.path, ...node, '--leave-db-running');
  assert.equal(refused.exit, 254);
  assert.match(refused.err, /no node outlives its test/);
});

test('a node with a disk is run with its faults', async () => {
  using folder = temporaryFolder();
  const of = (name: string, ...more: readonly string[]) =>
    run(folder.path, '-w', 'g-set', '--module', fixture(name), ...short, ...more);
  const faults = ['--nemesis', 'kill,disk', '--nemesis-interval', '0.2'];
  assert.equal((await of('g-set-disk', ...faults)).exit, 0);
  assert.equal((await of('g-set-disk', ...faults, '--test-count', '3')).exit, 0);
  assert.equal((await of('g-set-unsynced', ...faults)).exit, 1);
  const without = await of('g-set', ...faults);
  assert.equal(without.exit, 254);
  assert.match(without.err, /disk needs nodes that have a disk/);
});

test('what nodes say cannot steer the terminal', async () => {
  using folder = temporaryFolder();
  const steer = '\\u001b[2J\\u0007';
  writeFileSync(
    join(folder.path, 'node.mjs'),
    `export default { disk: false, start(node) { node.log('${steer}'); throw new Error('${steer}'); } };`,
  );
  const ended = await run(
    folder.path,
    '-w',
    'echo',
    '--module',
    'node.mjs',
    '--log-stderr',
    ...short,
  );
  assert.equal(ended.exit, 255, ended.err);
  assert.match(ended.out, /^echo could not be run: [^]*threw  \[2J[^]*No operation was begun; /);
  assert.match(ended.err, /n0:  \[2J/);
  assert.doesNotMatch(ended.out + ended.err, /[^\P{Cc}\n]/u);
});

/** Runs many seeds; gives what a terminal shows, and stops them once so many runs are told. */
const runMany = async (folder: string, stopAfter: number, ...args: readonly string[]) => {
  const stop = new AbortController();
  const out = captured();
  const err = captured(80);
  const write = (text: string): void => {
    err.write(text);
    if (Number(/: (\d+) of/.exec(text)?.[1] ?? -1) >= stopAfter) stop.abort(new Error('stopped'));
  };
  const stdin = (async function* () {})();
  const { signal } = stop;
  const exit = await createProgram({
    out,
    err: { ...err, write },
    stdin,
    folder,
    variables: {},
    signal,
  })
    .run(['maelstrom', 'test', '-w', 'unique-ids', ...args, ...short])
    .catch((error: unknown) => explain(error, err, signal));
  return { exit, out: out.text, err: err.text };
};

test('many seeds that are stopped say how many were valid', async () => {
  using folder = temporaryFolder();
  const node = ['--module', fixture('unique-ids'), '--test-count', '100000'];
  const { exit, out } = await runMany(folder.path, 1, ...node);
  assert.equal(exit, 130);
  assert.match(out, /^Stopped after \d+ seeds? from 1 on, .*: none fails\.\n$/);
  assert.deepEqual(readdirSync(folder.path), []);
});

test('the progress of many seeds is taken away when they cannot go on', async () => {
  using folder = temporaryFolder();
  writeFileSync(
    join(folder.path, 'node.mjs'),
    `let runs = 0;
export default {
  get disk() {
    if (runs === 2) throw new Error('the third run fails');
    return false;
  },
  start(node) {
    if (node.id === 'n0') runs++;
    node.on('generate', (request) => node.reply(request, { type: 'generate_ok', id: request.src + request.body.msg_id }));
  },
};`,
  );
  const { exit, err } = await runMany(
    folder.path,
    1e9,
    '--module',
    'node.mjs',
    '--test-count',
    '1000',
  );
  assert.equal(exit, 70, err);
  assert.match(err, / of 1000 runs\r.\[K[^\r]*the third run fails/);
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
  await refused(/is a folder; give --bin the program in it/, '--bin', '');
  await refused(/there are: partition, .*kill/, ...node, '--nemesis', 'fire');
  await refused(/Allowed choices are broadcast/, ...node, '-w', 'chat');
  await refused(/'total' or a number/, ...node, '--availability', '2');
  await refused(/2n/, ...node, '--concurrency', 'n');
  await refused(/skew needs nodes in this process/, '--bin', fixture('echo'), '--nemesis', 'skew');
  await refused(/disk needs nodes in this process/, '--bin', fixture('echo'), '--nemesis', 'disk');
  await refused(/'lin-kv'; give each a name of its own/, ...node, '--nodes', 'a,lin-kv');
  await refused(/called 'a'; give each/, ...node, '--nodes', 'a,a');
  await refused(/called '..'; give each/, ...node, '-n', '..');
  await refused(/called 'c1'; give each/, ...node, '-n', 'c1');
  await refused(/nowhere cannot be read/, ...node, '--nodes-file', 'nowhere');
  writeFileSync(join(folder.path, 'hosts'), 'athens\n'.repeat(200_000));
  await refused(/hosts is larger than 1 MB/, ...node, '--nodes-file', 'hosts');
  await refused(/cannot be loaded/, '--module', 'nothing.ts');
  await refused(/there is no consistency model/, ...node, '--consistency-models', 'good');
  assert.equal(existsSync(join(folder.path, 'store')), false);
  const other = async (text: RegExp, ...args: readonly string[]) => {
    const { exit, err } = await runCommand(['maelstrom', ...args], { folder: folder.path });
    assert.equal(exit, 254, args.join(' '));
    assert.match(err, text);
  };
  await other(/unknown command 'tset'/, 'tset');
  await other(/there is no 'maelstrom demo'; docs.guide/, 'demo', '--time-limit', '5');
  await other(/there is no 'maelstrom doc'/, 'doc');
  await other(/whole number from 0 to 65535/, 'serve', '--port', 'x');
});
