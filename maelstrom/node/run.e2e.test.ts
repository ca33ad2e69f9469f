import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InvalidInput } from '@dstudio/kernel';
import { judge, type TestOptions, testOptions } from '../index.ts';
import { commandOf, runProcesses, runSeeds } from './index.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const serve = (node: string, folder = '../fixtures/') =>
  commandOf(here('./serve.ts'), [here(`${folder}${node}.ts`)]);
const misbehave = (way: string) => commandOf(here('./fixtures/misbehaving.mjs'), [way]);

const run = async (
  command: ReturnType<typeof commandOf>,
  given: Parameters<typeof testOptions>[0],
  signal?: AbortSignal,
) => {
  const folder = mkdtempSync(join(tmpdir(), 'maelstrom-'));
  try {
    const short: Partial<TestOptions> = { nodeCount: 2, timeLimit_ms: 300, recovery_ms: 200 };
    const options = testOptions({ rate: 100, ...short, ...given });
    const observed = await runProcesses(options, command, { folder, signal });
    const log = readFileSync(join(folder, 'node-logs', 'n0.log'), 'utf8');
    return { observed, results: judge(observed), log };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Runs a node that goes wrong; gives what is said of it. */
const goWrong = async (way: string, given: Partial<TestOptions> = {}) => {
  const { results, log, observed } = await run(misbehave(way), {
    workload: 'echo',
    nodeCount: 1,
    ...given,
  });
  assert.equal(results.valid, false, way);
  return {
    said: results.protocol.problems.map(({ what }) => what).join('\n'),
    log,
    observed,
    results,
  };
};

test('processes echo', async () => {
  const { results } = await run(serve('echo'), { workload: 'echo' });
  assert.equal(results.valid, true);
  assert.ok(results.stats.ok > 5);
});

test('processes broadcast through kills, pauses and partitions, and none is left', async () => {
  const { observed, results } = await run(serve('g-set'), {
    workload: 'g-set',
    nodeCount: 3,
    timeLimit_ms: 1200,
    nemesis: ['partition', 'pause'],
    nemesisInterval_ms: 150,
    latency_ms: 2,
    latencyDist: 'exponential',
  });
  assert.equal(results.valid, true, results.summary);
  const acts = new Set(observed.events.filter((e) => e.process === 'nemesis').map(({ f }) => f));
  for (const act of ['start-partition', 'stop-partition', 'pause', 'resume']) {
    assert.ok(acts.has(act), act);
  }
});

test('a killed process starts again and is told who it is', async () => {
  const { observed, results } = await run(serve('lin-kv-proxy'), {
    workload: 'lin-kv',
    nodeCount: 3,
    rate: 200,
    timeLimit_ms: 1500,
    nemesis: ['kill'],
    nemesisInterval_ms: 200,
    seed: 3,
  });
  assert.notEqual(results.valid, false, results.summary);
  const restarted = observed.events.findLast(({ f }) => f === 'start');
  // How soon it answers is up to the machine.
  const told = observed.messages.filter(({ body }) => body.type === 'init').map(({ dest }) => dest);
  assert.ok(restarted !== undefined && told.length > 3);
});

test('processes join and leave', async () => {
  const { observed, results } = await run(serve('broadcast-members', '../../examples/nodes/'), {
    workload: 'broadcast',
    nodeCount: 3,
    timeLimit_ms: 2500,
    recovery_ms: 600,
    nemesis: ['membership'],
    nemesisInterval_ms: 100,
  });
  assert.equal(results.valid, true, results.summary);
  const acts = new Set(observed.events.filter((e) => e.process === 'nemesis').map(({ f }) => f));
  assert.ok(acts.has('joined'));
  assert.ok(observed.nodes.length > 3);
});

test('a process finds what it wrote after a kill', async () => {
  const { results, observed } = await run(serve('g-set-unsynced'), {
    workload: 'g-set',
    nodeCount: 2,
    timeLimit_ms: 1500,
    recovery_ms: 800,
    nemesis: ['kill'],
    nemesisInterval_ms: 300,
  });
  // The system keeps what a process wrote; only its power cut would not.
  assert.equal(results.workload.valid, true, results.summary);
  assert.ok(observed.events.some(({ f }) => f === 'start'));
});

test('what a process prints that is no message is said, with what to do', async () => {
  const { said } = await goWrong('garbage');
  assert.match(said, /no JSON: "debug: an echo came".*stderr/);
});

test('messages that are none are refused: no object, a wrong name, nobody there', async () => {
  assert.match((await goWrong('digs')).said, /a message that is nested deeper than 100/);
  assert.match((await goWrong('malformed')).said, /malformed message, src is no string/);
  assert.match((await goWrong('forges')).said, /in the name of n1, which does not exist/);
  assert.match((await goWrong('strays')).said, /to nobody, which does not exist/);
  assert.match((await goWrong('misnames')).said, /"echoed".*the answer is an echo_ok/);
});

test('a process that dies is named with its last words', async () => {
  const { said, log } = await goWrong('dies');
  assert.match(said, /exited with status 7 by itself; its last words: I am out of memory/);
  assert.match(log, /out of memory/);
});

test('a process that dies or is deaf before it is ready ends the test', async () => {
  const failureOf = async (way: string) => {
    const { observed, results } = await run(misbehave(way), { workload: 'echo' });
    assert.equal(results.workload.valid, 'unknown');
    return observed.failure ?? '';
  };
  assert.match(
    await failureOf('exits-at-init'),
    /exited with status 3 by itself before it answered init; its last words: I cannot find my data \/ {3}at line 1$/,
  );
  assert.match(
    await failureOf('exits-at-once'),
    /n\d exited with status 0 by itself before it answered init$/,
  );
  // It takes the 10 s that it says.
  const [deaf = '', nobody = ''] = await Promise.all(
    ['is-deaf', 'answers-init-to-nobody'].map(failureOf),
  );
  assert.match(deaf, /n0 did not answer init within 10 s: the answer is /);
  assert.match(nobody, /within 10 s: it sent \{"type":"init_ok"\}, which has no in_reply_to; /);
});

test('a promise of a node that nobody awaits is told when it is rejected', async () => {
  const options = testOptions({ workload: 'echo', nodeCount: 1, timeLimit_ms: 1000 });
  const { signal } = new AbortController();
  const module = new URL('./fixtures/unawaited.mjs', import.meta.url);
  await assert.rejects(runSeeds(module, options, 1, { signal, progress: () => {} }), (error) => {
    assert.ok(error instanceof InvalidInput);
    assert.match(
      error.message,
      /^a promise of a node was rejected, and nobody awaited it: left alone; await it, or return it/,
    );
    return true;
  });
});

test('floods end with the process, not with the harness', async () => {
  assert.match((await goWrong('floods')).said, /a line without end and was ended/);
  assert.match((await goWrong('babbles')).said, /1000 lines that are no messages and was ended/);
});

test('a line without end ends a node that is served, too', async () => {
  const { file, args } = serve('echo');
  const served = promisify(execFile)(file, args);
  const { stdin } = served.child;
  stdin?.on('error', () => {});
  for (let part = 0; part < 17; part += 1) stdin?.write('x'.repeat(1 << 20));
  await assert.rejects(served, { code: 1, stderr: /stdin has a line without end/ });
});

test('a program that cannot be run is said to be so, and why', async () => {
  const failureOf = async (file: string) =>
    (await run({ file, args: [] }, { workload: 'echo' })).observed.failure ?? '';
  assert.match(await failureOf('/no/such/program'), /could not be run: .*ENOENT/);
  const folder = mkdtempSync(join(tmpdir(), 'maelstrom-'));
  try {
    const program = (name: string, text: string, mode = 0o755): string => {
      writeFileSync(join(folder, name), text, { mode });
      return join(folder, name);
    };
    assert.match(
      await failureOf(program('lost', '#!/no/such/python3 -u\nprint()')),
      /the interpreter on its first line, \/no\/such\/python3, does not exist$/,
    );
    assert.match(
      await failureOf(program('windows', '#!/bin/sh\r\nexit 0\r\n')),
      /#!\/bin\/sh, ends in a carriage return: save the file/,
    );
    assert.throws(
      () => commandOf(program('plain', '#!/bin/sh\n', 0o644), []),
      /plain has no execute permission; chmod \+x .*plain$/,
    );
    assert.throws(() => commandOf(folder, []), /is a folder; give --bin the program in it/);
    assert.equal(commandOf(program('plain.js', '', 0o644), []).file, process.execPath);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what a node leaves running does not keep the test from ending, and is told', async () => {
  const { observed, results } = await run(misbehave('leaves'), { workload: 'echo', nodeCount: 1 });
  assert.deepEqual(observed.leaving, ['n0']);
  assert.equal(results.valid, true, results.summary);
  assert.deepEqual((await run(serve('echo'), { workload: 'echo' })).observed.leaving, []);
});

test('answers that say no or another request than they should are named', async () => {
  const [nobody, words, oddly] = await Promise.all(
    ['answers-nobody', 'answers-in-words', 'numbers-oddly'].map((way) => goWrong(way)),
  );
  assert.match(
    nobody?.said ?? '',
    /did not answer echo within 5 s: it sent \{"type":"echo_ok",.*, which has no in_reply_to; .*the number 1$/m,
  );
  assert.match(words?.said ?? '', /, whose in_reply_to is "1"; that of the answer is the msg_id/);
  assert.match(oddly?.said ?? '', /^answered \{.*"msg_id":"7"\}; a msg_id is a whole number$/m);
  assert.match(oddly?.results.workload.summary ?? '', /^No echo came back, but: malformed reply/);
  assert.match(nobody?.results.workload.summary ?? '', /^Nothing came back\.$/);
});

test('stopping ends the test at once and keeps what was seen', async () => {
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 400);
  const { observed } = await run(
    serve('echo'),
    { workload: 'echo', timeLimit_ms: 60_000, rate: 200 },
    stopping.signal,
  );
  assert.equal(observed.stopped, true);
});
