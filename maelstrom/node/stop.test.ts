import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { host, Lost } from '@dstudio/simulator/node';
import broadcast from '../fixtures/broadcast.ts';
import linKvProxy from '../fixtures/lin-kv-proxy.ts';
import rarely from '../fixtures/unique-ids-rarely.ts';
import { defineNode, judge, simulate, simulateAsync, testOptions } from '../index.ts';
import { lookAt, NotJudged, runSeeds, runTest } from './index.ts';

/** Comes at the first turn that the machine gets. */
const soon = (): AbortSignal => {
  const stop = new AbortController();
  setImmediate(() => stop.abort(new Error('stopped')));
  return stop.signal;
};

const fixture = (name: string): URL => new URL(`../fixtures/${name}.ts`, import.meta.url);

/** A store that is gone when the test ends. */
const storeFor = async (body: (store: string) => Promise<void>): Promise<void> => {
  const store = mkdtempSync(join(tmpdir(), 'dstudio-stop-'));
  try {
    await body(store);
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
};

test('a long test in simulated time can be stopped, and is judged all the same', () =>
  storeFor(async (store) => {
    for (const [workload, name] of [
      ['broadcast', 'broadcast'],
      ['g-set', 'g-set-disk'],
    ] as const) {
      const options = testOptions({
        workload,
        timeLimit_ms: 3_600_000,
        rate: 100,
        nemesis: ['pause'],
      });
      const stop = new AbortController();
      const told: string[] = [];
      const { observed, folder } = await runTest(
        { kind: 'simulated', module: fixture(name) },
        options,
        {
          store,
          signal: stop.signal,
          command: '',
          show: {},
          onNews: ({ kind }) => {
            told.push(kind);
            stop.abort(new Error('stopped'));
          },
        },
      );
      assert.ok(observed.stopped);
      assert.deepEqual([told[0], told.at(-1)], ['at', 'judging']);
      for (const file of ['history.edn', 'results.edn', 'report.html', 'node-logs/n0.log']) {
        assert.ok(existsSync(join(folder, file)), file);
      }
    }
  }));

test('a node that loops for ever ends the test, with its name and the place', () =>
  storeFor(async (store) => {
    const given = { nodeCount: 2, timeLimit_ms: 1000, recovery_ms: 0 };
    const loops = { kind: 'simulated', module: fixture('echo-loops') } as const;
    const environment = { store, command: '', show: {}, onNews: () => {}, hang_ms: 500 };
    const options = testOptions({ workload: 'echo', ...given });
    const { signal } = new AbortController();
    const place = /in \S* ?\(?\/.*echo-loops\.ts:\d+:\d+\)?$/;
    await assert.rejects(runTest(loops, options, { ...environment, signal }), (error) => {
      assert.ok(error instanceof Lost);
      assert.match(
        error.message,
        /^seed 1: node n1 does not come back and probably loops for ever, /,
      );
      assert.match(error.message, place);
      return true;
    });
    const restless = { ...loops, module: fixture('echo-restless') };
    await assert.rejects(runTest(restless, options, { ...environment, signal }), (error) => {
      assert.ok(error instanceof Lost);
      assert.match(
        error.message,
        /^seed 1: time stands still, for something happens again and again /,
      );
      return true;
    });
    const stop = new AbortController();
    const stopped = runTest(loops, options, {
      ...environment,
      hang_ms: 60_000,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(new Error('stopped')), 100);
    await assert.rejects(stopped, NotJudged);

    const seeds = { signal, progress: () => {}, hang_ms: 500 };
    const proved = await runSeeds(fixture('echo-loops'), options, 30, seeds);
    assert.deepEqual([proved.runs, proved.bad?.seed], [1, 1]);
    assert.ok(proved.bad?.found instanceof Lost);
    assert.equal(existsSync(join(store, 'echo')), false, 'nothing of it was stored');
    await assert.rejects(lookAt(fixture('loops-when-loaded'), { hang_ms: 500 }), Lost);
  }));

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

test('many seeds end at the first that is not valid, on any number of threads', async () => {
  const options = testOptions({
    workload: 'unique-ids',
    nodeCount: 2,
    timeLimit_ms: 500,
    rate: 50,
    recovery_ms: 0,
    seed: 5,
  });
  const { signal } = new AbortController();
  const prove = (name: string, count: number, size: number) =>
    runSeeds(fixture(name), options, count, { signal, progress: () => {}, size });
  let seed = options.seed;
  while (judge(simulate(rarely, { ...options, seed })).valid === true) seed++;
  assert.ok(seed > options.seed + 5, `seed ${seed} is too early to show anything`);
  const [one, three] = await Promise.all(
    [1, 3].map((size) => prove('unique-ids-rarely', 60, size)),
  );
  assert.deepEqual(one, three);
  assert.deepEqual([one?.runs, one?.bad], [seed - options.seed + 1, { seed, found: false }]);
  const good = await prove('unique-ids', 20, 2);
  assert.deepEqual([good.runs, good.bad, good.messages > 0], [20, undefined, true]);
  const unknown = await prove('echo', 20, 2);
  assert.deepEqual([unknown.runs, unknown.bad], [1, { seed: 5, found: 'unknown' }]);
});

test('many seeds can be stopped, and those before are told', async () => {
  const short = testOptions({ workload: 'broadcast', timeLimit_ms: 2000, nodeCount: 1 });
  const stop = new AbortController();
  const proved = await runSeeds(fixture('broadcast'), short, 100_000, {
    signal: stop.signal,
    progress: (runs) => runs >= 20 && stop.abort(new Error('stopped')),
    size: 1,
  });
  assert.ok(proved.runs > 0 && proved.runs < 100_000, String(proved.runs));
  assert.equal(proved.bad, undefined);
});
