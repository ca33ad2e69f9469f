import assert from 'node:assert/strict';
import { test } from 'node:test';
import { host } from '@dstudio/simulator/node';
import echo from '../fixtures/echo.ts';
import gSetDisk from '../fixtures/g-set-disk.ts';
import gSetUnsynced from '../fixtures/g-set-unsynced.ts';
import {
  type AnyNodeDefinition,
  defineNode,
  ERRORS,
  judge,
  RpcError,
  simulate,
  simulateAsync,
  testOptions,
} from '../index.ts';

type Given = Parameters<typeof testOptions>[0];

const run = async (node: AnyNodeDefinition, given: Partial<Given> = {}) => {
  const options = testOptions({
    workload: 'g-set',
    nodeCount: 3,
    timeLimit_ms: 4000,
    rate: 50,
    latency_ms: 20,
    recovery_ms: 2000,
    nemesisInterval_ms: 300,
    ...given,
  });
  const observed = await simulateAsync(node, options, { host });
  return { observed, results: judge(observed) };
};

test('what is synced outlives a kill, what is not does not', async () => {
  for (const seed of [1, 2, 3]) {
    const { results } = await run(gSetDisk, { nemesis: ['kill', 'partition', 'pause'], seed });
    assert.equal(results.valid, true, results.summary);
  }
  const { results } = await run(gSetUnsynced, { nemesis: ['kill'] });
  assert.equal(results.workload.findings[0]?.kind, 'lost', results.summary);
});

test('a faulty disk is torn by a kill and slow at times, a sound one is neither', async () => {
  const SECTORS = 8;
  const seen = async (nemesis: NonNullable<Given['nemesis']>) => {
    const kinds = new Set<string>();
    const node = defineNode(
      async ({ disk, clock, log }) => {
        const file = await disk.open('sectors');
        const began_ms = clock.now();
        const bytes = await file.read(0, SECTORS * 512);
        log(clock.now() - began_ms > 5 ? 'slow' : 'fast');
        const written = new Set(bytes);
        log(written.size > 1 ? 'torn' : 'whole');
        await file.write(0, new Uint8Array(SECTORS * 512).fill(0));
        await file.sync();
        await file.write(0, new Uint8Array(SECTORS * 512).fill(1));
      },
      { disk: true },
    );
    const options = testOptions({ workload: 'echo', nemesis, nemesisInterval_ms: 500 });
    await simulateAsync(node, options, { host, log: (_, text) => kinds.add(text) });
    return [...kinds].sort();
  };
  assert.deepEqual(await seen(['kill']), ['fast', 'whole']);
  assert.deepEqual(await seen(['kill', 'disk']), ['fast', 'slow', 'torn', 'whole']);
});

test('one seed gives one history with a disk too, and without one the same as simulate', async () => {
  const given = { nemesis: ['kill', 'pause', 'loss'] } as const;
  const of = async (seed: number) => {
    const { observed } = await run(gSetDisk, { ...given, seed });
    return { hash: observed.hash, events: observed.events };
  };
  assert.deepEqual(await of(7), await of(7));
  assert.notEqual((await of(8)).hash, (await of(7)).hash);
  const options = testOptions({ workload: 'echo', nemesis: ['kill'], timeLimit_ms: 2000 });
  assert.deepEqual(await simulateAsync(echo, options, { host }), simulate(echo, options));
});

test('init is answered when start has resolved, and requests of before then wait', async () => {
  const slow = defineNode(
    async (node) => {
      for (const id of node.ids) {
        if (id !== node.id) node.rpc(id, { type: 'ready' }, ({ type }) => node.log(String(type)));
      }
      await node.clock.sleep(node.id === 'n0' ? 100 : 500);
      node.on('ready', (request) => node.reply(request, { type: 'ready_ok' }));
      node.on('echo', (request) => node.reply(request, { ...request.body, type: 'echo_ok' }));
    },
    { disk: true },
  );
  const heard: string[] = [];
  const options = testOptions({ workload: 'echo', nodeCount: 2, timeLimit_ms: 1000, rate: 20 });
  const observed = await simulateAsync(slow, options, { host, log: (_, text) => heard.push(text) });
  assert.deepEqual(heard, ['ready_ok', 'ready_ok']);
  assert.equal(observed.start_ms, 500);
  assert.equal(judge(observed).valid, true);
});

test('a rejection is what a throw is: an error reply, or the end of the node', async () => {
  const failing = (what: () => Promise<void>) =>
    defineNode((node) => node.on('echo', what), { disk: true });
  const refused = await run(
    failing(async () => {
      await Promise.resolve();
      throw new RpcError(ERRORS.abort, 'not today');
    }),
    { workload: 'echo' },
  );
  assert.equal(refused.results.protocol.count, 0);
  assert.ok(refused.observed.events.some(({ error }) => error === 'abort: not today'));
  const ended = await run(
    failing(async () => Promise.reject(new Error('I cannot go on'))),
    { workload: 'echo' },
  );
  assert.match(ended.results.summary, /n\d threw I cannot go on/);
  const gate = defineNode(
    (node) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      node.after(500, resolve);
      node.on('echo', async () => {
        await promise;
        throw new Error('too many');
      });
    },
    { disk: true },
  );
  const once = (await run(gate, { workload: 'echo', concurrency: 30, rate: 100 })).results;
  assert.deepEqual(once.protocol.problems.map(({ node }) => node).sort(), ['n0', 'n1', 'n2']);
  const timed = defineNode(
    (node) => {
      node.after(50, async () => Promise.reject(new Error('no tick')));
    },
    { disk: true },
  );
  assert.match((await run(timed, { workload: 'echo' })).results.summary, /threw no tick/);
  const unable = defineNode(async () => Promise.reject(new Error('no data')), { disk: true });
  assert.match((await run(unable)).observed.failure ?? '', /n0 threw no data/);
});

test('a node that never answers init is told, in bounded time', async () => {
  const deaf = defineNode(() => new Promise<void>(() => {}), { disk: true });
  const { failure } = (await run(deaf)).observed;
  assert.match(failure ?? '', /^n0 did not answer init within 10 s: the answer is/);
});

test('a node with a disk is not for the lane without awaits', () => {
  // As a caller without types may do.
  const node = Object(gSetDisk);
  assert.throws(() => simulate(node, testOptions({ workload: 'g-set' })), /simulateAsync/);
});
