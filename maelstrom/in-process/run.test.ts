import assert from 'node:assert/strict';
import { test } from 'node:test';
import broadcastOnce from '../../examples/nodes/broadcast-once.ts';
import broadcast from '../fixtures/broadcast.ts';
import counter from '../fixtures/counter.ts';
import counterGrowOnly from '../fixtures/counter-grow-only.ts';
import echo from '../fixtures/echo.ts';
import gSet from '../fixtures/g-set.ts';
import kafka from '../fixtures/kafka.ts';
import kafkaTwoHeads from '../fixtures/kafka-two-heads.ts';
import linKvLeader from '../fixtures/lin-kv-leader.ts';
import linKvProxy from '../fixtures/lin-kv-proxy.ts';
import linKvStale from '../fixtures/lin-kv-stale.ts';
import txnLeader from '../fixtures/txn-leader.ts';
import txnSplit from '../fixtures/txn-split.ts';
import uniqueIds from '../fixtures/unique-ids.ts';
import uniqueIdsByClock from '../fixtures/unique-ids-by-clock.ts';
import { defineNode, judge, type NodeDefinition, simulate, testOptions } from '../index.ts';
import { pairsOf } from '../render/operations.ts';

type Given = Parameters<typeof testOptions>[0];

const optionsFor = (given: Given) =>
  testOptions({
    timeLimit_ms: 8000,
    rate: 100,
    latency_ms: 10,
    latencyDist: 'exponential',
    nemesisInterval_ms: 1000,
    concurrency: 10,
    ...given,
  });
const run = (node: NodeDefinition, given: Given) => {
  const observed = simulate(node, optionsFor(given));
  return { observed, results: judge(observed) };
};

const sound: readonly (readonly [NodeDefinition, Given])[] = [
  [echo, { workload: 'echo', nemesis: ['partition', 'kill', 'pause'] }],
  [broadcast, { workload: 'broadcast', nemesis: ['partition', 'pause', 'loss', 'duplicate'] }],
  [gSet, { workload: 'g-set', nemesis: ['partition-one-way', 'loss'] }],
  [counter, { workload: 'g-counter', nemesis: ['partition', 'duplicate'] }],
  [counter, { workload: 'pn-counter', nemesis: ['partition-one-way', 'pause'] }],
  [uniqueIds, { workload: 'unique-ids', nemesis: ['kill', 'skew'] }],
  [linKvProxy, { workload: 'lin-kv', nemesis: ['partition', 'kill', 'pause'] }],
  [linKvLeader, { workload: 'lin-kv', nemesis: ['partition', 'pause'] }],
  [kafka, { workload: 'kafka', nemesis: ['partition'] }],
  [txnLeader, { workload: 'txn-list-append', nemesis: ['partition'] }],
  [txnLeader, { workload: 'txn-rw-register', nemesis: ['pause'] }],
];
for (const [node, given] of sound) {
  test(`a sound node passes ${given.workload} with ${given.nemesis?.join(', ')}`, () => {
    const { results } = run(node, given);
    assert.notEqual(results.valid, false, results.summary);
    assert.equal(results.workload.valid, true, results.summary);
    assert.ok(results.stats.ok > 50);
  });
}

const broken: readonly (readonly [NodeDefinition, Given, RegExp])[] = [
  [broadcastOnce, { workload: 'broadcast', nemesis: ['partition'] }, /lost/],
  [counterGrowOnly, { workload: 'pn-counter' }, /wrong-sum/],
  [uniqueIdsByClock, { workload: 'unique-ids' }, /duplicate/],
  [linKvStale, { workload: 'lin-kv' }, /not-linearizable/],
  [kafkaTwoHeads, { workload: 'kafka' }, /inconsistent-offsets/],
  [txnSplit, { workload: 'txn-list-append' }, /G-single|incompatible-order/],
  [txnSplit, { workload: 'txn-rw-register' }, /G-single|lost-update/],
];
for (const [node, given, kind] of broken) {
  test(`a broken node is caught by ${given.workload}`, () => {
    const { results } = run(node, given);
    assert.equal(results.valid, false);
    assert.match(results.workload.findings.map((one) => one.kind).join(), kind);
  });
}

test('a weaker consistency model lets through what a stronger one does not', () => {
  const given: Given = { workload: 'txn-rw-register', nodeCount: 1, concurrency: 2 };
  // By its own name, and by the one that Adya gave it.
  for (const name of ['read-uncommitted', 'PL-1']) {
    assert.equal(
      run(txnLeader, { ...given, consistencyModels: [name] }).results.workload.valid,
      true,
    );
  }
});

test('one seed gives one history, another seed another', () => {
  const given: Given = { workload: 'broadcast', nemesis: ['partition', 'kill', 'loss', 'skew'] };
  const of = (seed: number) => {
    const { events, hash } = simulate(broadcast, optionsFor({ ...given, seed }));
    return { hash, text: JSON.stringify(events) };
  };
  assert.deepEqual(of(7), of(7));
  assert.notEqual(of(7).text, of(8).text);
  assert.notEqual(of(7).hash, of(8).hash);
});

test('a restart gives fresh memory, a pause does not', () => {
  // Its set is not on a disk, so what only a killed node knew is lost.
  const lossy = run(gSet, { workload: 'g-set', nemesis: ['kill'], latency_ms: 150, seed: 2 });
  assert.equal(lossy.results.workload.valid, false, lossy.results.summary);
  const paused = run(gSet, { workload: 'g-set', nemesis: ['pause'], latency_ms: 150, seed: 2 });
  assert.equal(paused.results.workload.valid, true, paused.results.summary);
});

test('an answer to a former life is none to the next', () => {
  const asking = defineNode((node) => {
    let life: number | undefined;
    node.on('echo', (request) => node.reply(request, { ...request.body, type: 'echo_ok' }));
    node.on('repeat', (request) => node.reply(request, { type: 'repeat_ok', of: request.body.of }));
    node.every(20, () => {
      life ??= node.clock.now();
      const mine = life;
      for (const id of node.ids) {
        node.rpc(id, { type: 'repeat', of: mine }, ({ type, of }) => {
          if (type === 'repeat_ok' && of !== mine) throw new Error(`asked ${mine}, heard ${of}`);
        });
      }
    });
  });
  const nemesis: Given['nemesis'] = ['kill'];
  const given: Given = { workload: 'echo', nemesis, nemesisInterval_ms: 200, latency_ms: 150 };
  const { observed, results } = run(asking, given);
  assert.equal(results.protocol.count, 0, results.summary);
  assert.ok(observed.events.filter(({ f }) => f === 'start').length > 10);
});

test('a node without a disk cannot await, and is told so', () => {
  const awaiting = defineNode(async () => {
    await Promise.resolve();
  });
  const { failure } = simulate(awaiting, optionsFor({ workload: 'echo' }));
  assert.match(failure ?? '', /n0 threw awaits; only a node with a disk may/);
});

test('a paused node answers later, and a process that crashed never comes back', () => {
  const { observed } = run(echo, { workload: 'echo', nemesis: ['pause'], timeLimit_ms: 20_000 });
  const took = pairsOf(observed.events).map(({ invoked, completed }) =>
    completed === undefined ? 0 : completed.time_ms - invoked.time_ms,
  );
  assert.ok(took.some((one) => one > 100 && one < 5000));
  const { events } = run(echo, {
    workload: 'echo',
    nemesis: ['kill'],
    timeLimit_ms: 20_000,
  }).observed;
  const gone = new Set<number | 'nemesis'>();
  for (const { process, type } of events) {
    if (process === 'nemesis') continue;
    assert.ok(!gone.has(process), String(process));
    if (type === 'info') gone.add(process);
  }
  assert.ok(gone.size > 5);
  assert.ok(events.some(({ process }) => typeof process === 'number' && process >= 10));
});

test('in the end each client of a log polls until there is nothing more, and what was empty is left out', () => {
  const { events } = run(kafka, { workload: 'kafka' }).observed;
  const polls = events.filter(({ f, type, final }) => f === 'poll' && type === 'ok' && final);
  assert.deepEqual(polls.at(-1)?.value, [['poll', {}]]);
  assert.ok(polls.length < 200, String(polls.length));
  assert.ok(polls.every(({ value }) => !JSON.stringify(value).includes(':[]')));
});

test('a node cannot change what it has sent', () => {
  const sly = defineNode((node) => {
    const list: number[] = [];
    node.on('topology', (request) => node.reply(request, { type: 'topology_ok' }));
    node.on('broadcast', (request) => {
      list.push(Number(request.body.message));
      for (const id of node.ids) if (id !== node.id) node.send(id, { type: 'all', list });
      node.reply(request, { type: 'broadcast_ok' });
    });
    node.on('all', ({ body }) => {
      const theirs = body.list;
      if (Array.isArray(theirs)) for (const one of theirs) if (!list.includes(one)) list.push(one);
    });
    node.on('read', (request) => {
      node.reply(request, { type: 'read_ok', messages: list });
      list.length = 0;
    });
  });
  const { observed } = run(sly, { workload: 'broadcast', timeLimit_ms: 1000 });
  const reads = observed.events.filter(({ f, type }) => f === 'read' && type === 'ok');
  assert.ok(reads.some(({ value }) => Array.isArray(value) && value.length > 0));
});

test('a node that never answers init, or throws, is named', () => {
  const mute = simulate(
    defineNode(() => {
      throw new Error('no disk');
    }),
    optionsFor({ workload: 'echo' }),
  );
  assert.match(mute.failure ?? '', /n0 threw no disk/);
  const deaf: NodeDefinition = defineNode((node) => {
    node.on('echo', () => {
      throw new Error('I cannot go on');
    });
  });
  const { results } = run(deaf, { workload: 'echo' });
  assert.equal(results.valid, false);
  assert.match(results.summary, /threw I cannot go on/);
});

test('what a node throws is told in bounded length, whatever it is', () => {
  const thrown = (error: unknown): string =>
    simulate(
      defineNode(() => {
        throw error;
      }),
      optionsFor({ workload: 'echo', nodeCount: 1 }),
    ).failure ?? '';
  assert.equal(thrown(new Error('x'.repeat(1e6))), `n0 threw ${'x'.repeat(1999)}…`);
  assert.equal(thrown(Object.assign(new Error('no'), { message: 7 })), 'n0 threw 7');
  assert.equal(thrown(Object.create(null)), 'n0 threw what has no text');
});

test('an error of another copy of this package is an error reply too, in bounded length', () => {
  const refusing = (error: Error): NodeDefinition =>
    defineNode((node) => {
      node.on('echo', () => {
        throw error;
      });
    });
  const text = 'y'.repeat(1e5);
  const foreign = Object.assign(new Error(text), { name: 'RpcError', code: 14 });
  const { observed, results } = run(refusing(foreign), { workload: 'echo' });
  assert.equal(results.protocol.count, 0, results.summary);
  assert.equal(
    observed.events.find(({ type }) => type === 'fail')?.error,
    `abort: ${'y'.repeat(299)}…`,
  );
  assert.ok(results.summary.length < 1000, results.summary);
  const other = Object.assign(new Error('no'), { name: 'RpcError', code: 'ENOENT' });
  assert.match(run(refusing(other), { workload: 'echo' }).results.summary, /threw no/);
});

test('nodes that answer each other without end do not hang the harness', () => {
  const endless = defineNode((node) => {
    node.on('echo', (request) => {
      for (const id of node.ids) node.send(id, { type: 'ping' });
      node.reply(request, { type: 'echo_ok', echo: request.body.echo });
    });
    node.on('ping', ({ src }) => {
      if (src !== node.id) node.send(src, { type: 'ping' });
    });
  });
  const { results } = run(endless, {
    workload: 'echo',
    latency_ms: 0,
    nodeCount: 2,
    timeLimit_ms: 50,
  });
  assert.match(results.summary, /faster than they arrive/);
});

test('availability is what was asked for, or the test fails', () => {
  const given: Given = { workload: 'lin-kv', nemesis: ['partition'], availability: 'total' };
  assert.match(run(linKvLeader, given).results.summary, /% of operations succeeded/);
  assert.equal(run(echo, { workload: 'echo', availability: 'total' }).results.valid, true);
});

test('an operation that nobody has handled fails, and a kind that never succeeds is told', () => {
  const { results } = run(
    defineNode(() => {}),
    { workload: 'echo' },
  );
  assert.equal(results.valid, 'unknown');
  assert.equal(results.stats.fail, results.stats.count);
  assert.match(results.summary, /No echo succeeded/);
});
