import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { host } from '@dstudio/simulator/node';
import broadcast from '../fixtures/broadcast.ts';
import gSetDisk from '../fixtures/g-set-disk.ts';
import linKvProxy from '../fixtures/lin-kv-proxy.ts';
import unique from '../fixtures/unique-ids-by-clock.ts';
import { defineNode, simulate, simulateAsync, testOptions } from '../index.ts';
import { runSeeds, runTest } from './index.ts';

/** Comes at the first turn that the machine gets. */
const soon = (): AbortSignal => {
  const stop = new AbortController();
  setImmediate(() => stop.abort(new Error('stopped')));
  return stop.signal;
};

test('a long test in simulated time gives the machine its turns, and can be stopped', async () => {
  const store = mkdtempSync(join(tmpdir(), 'dstudio-stop-'));
  try {
    for (const definition of [broadcast, gSetDisk]) {
      const options = testOptions({
        workload: definition === broadcast ? 'broadcast' : 'g-set',
        timeLimit_ms: 3_600_000,
        rate: 100,
        nemesis: ['pause'],
      });
      const environment = { store, signal: soon(), command: '', log: () => {}, show: {} };
      const subject = { kind: 'simulated', definition } as const;
      const { observed, folder } = await runTest(subject, options, environment);
      assert.ok(observed.stopped);
      assert.ok(existsSync(join(folder, 'report.html')));
    }
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
});

test('nodes that answer each other at once and for ever can be stopped too', async () => {
  const options = testOptions({ workload: 'echo', nodeCount: 2, timeLimit_ms: 1000 });
  const chatter = defineNode((node) => {
    node.on('talk', ({ src }) => node.send(src, { type: 'talk' }));
    for (const id of node.ids) if (id !== node.id) node.send(id, { type: 'talk' });
  });
  const restless = defineNode((node) => node.every(0, () => {}));
  for (const node of [chatter, restless]) {
    assert.ok((await simulateAsync(node, options, { host, signal: soon() })).stopped);
  }
  const signal = AbortSignal.abort();
  assert.deepEqual((await simulateAsync(chatter, options, { host, signal })).events, []);
});

test('turns change nothing of what happens', async () => {
  for (const [workload, definition] of [
    ['broadcast', broadcast],
    ['lin-kv', linKvProxy],
  ] as const) {
    const nemesis = ['partition', 'kill', 'pause', 'skew'] as const;
    const given = { rate: 1000, timeLimit_ms: 12_000, nemesisInterval_ms: 3000, recovery_ms: 500 };
    const options = testOptions({ workload, latency_ms: 5, nemesis, ...given });
    let turns = 0;
    const counting = { ...host, yield: (then: () => void) => host.yield(() => (turns++, then())) };
    const sliced = await simulateAsync(definition, options, { host: counting });
    assert.ok(turns > 1, `${turns} turns`);
    assert.deepEqual(sliced, simulate(definition, options));
  }
});

test('what a node did not await goes on at the same place in each run', async () => {
  const careless = defineNode((node) => {
    let after = 0;
    node.on('echo', (request) => {
      void Promise.resolve().then(() => after++);
      node.reply(request, { ...request.body, type: 'echo_ok', after });
    });
  });
  const options = testOptions({ workload: 'echo', rate: 1000, timeLimit_ms: 3000, nodeCount: 1 });
  const run = async () => (await simulateAsync(careless, options, { host })).events;
  assert.deepEqual(await run(), await run());
});

test('all failing seeds are counted, though only the first are kept', async () => {
  const given = { nodeCount: 2, timeLimit_ms: 500, rate: 50, recovery_ms: 0 };
  const options = testOptions({ workload: 'unique-ids', ...given });
  const { signal } = new AbortController();
  const proved = await runSeeds(unique, options, 130, signal, () => {});
  assert.equal(proved.failed, 130);
  assert.equal(proved.undecided, 0);
  assert.equal(proved.failing.length, 100);
});

test('many seeds can be stopped, between two and within one', async () => {
  const { signal } = new AbortController();
  const short = testOptions({ workload: 'broadcast', timeLimit_ms: 100, nodeCount: 1 });
  const long = testOptions({ workload: 'broadcast', timeLimit_ms: 3_600_000, rate: 100 });
  assert.equal((await runSeeds(broadcast, short, 3, signal, () => {})).runs, 3);
  const few = await runSeeds(broadcast, short, 100_000, soon(), () => {});
  assert.ok(few.runs > 0 && few.runs < 100_000);
  assert.deepEqual(await runSeeds(broadcast, long, 2, soon(), () => {}), {
    ...{ runs: 0, failed: 0, undecided: 0, failing: [], unknown: [], messages: 0 },
  });
});
