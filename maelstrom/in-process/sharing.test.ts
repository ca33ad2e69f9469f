import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defineNode,
  type NodeDefinition,
  simulate,
  type TestOptions,
  testOptions,
} from '../index.ts';

/** Writes into whatever it can reach. */
const scribble = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  Object.values(value).forEach(scribble);
  for (const name of Object.keys(value)) Reflect.set(value, name, 'scribbled');
};

const run = (node: NodeDefinition, given: Pick<TestOptions, 'workload'> & Partial<TestOptions>) =>
  simulate(node, testOptions({ timeLimit_ms: 1000, rate: 100, latency_ms: 5, ...given }), {
    messages_max: 1000,
  });

for (const workload of ['txn-list-append', 'echo'] as const) {
  test(`a node may write into what it is sent, and nobody else sees it: ${workload}`, () => {
    const node = defineNode((self) => {
      self.on('txn', (request) => {
        self.reply(request, { type: 'txn_ok', txn: request.body.txn ?? null });
        scribble(request.body);
      });
      self.on('echo', (request) => {
        self.reply(request, { type: 'echo_ok', echo: request.body.echo });
        scribble(request.body);
      });
    });
    const { events, messages } = run(node, { workload, nodeCount: 2 });
    assert.ok(events.length > 100);
    assert.ok(!JSON.stringify(events).includes('scribbled'));
    assert.ok(messages.length > 100);
    assert.ok(!JSON.stringify(messages).includes('scribbled'));
  });
}

test('a node may write into the topology, and its neighbour gets it whole', () => {
  const heard: unknown[] = [];
  const node = defineNode((self) => {
    self.on('topology', (request) => {
      heard.push(structuredClone(request.body.topology));
      self.reply(request, { type: 'topology_ok' });
      scribble(request.body);
    });
  });
  run(node, { workload: 'broadcast', nodeCount: 2 });
  assert.deepEqual(heard, Array(2).fill({ n0: ['n1'], n1: ['n0'] }));
});

test('a node may write into what a service gave it, and the service has it still', () => {
  const read: unknown[] = [];
  const node = defineNode((self) => {
    const ask = (): void =>
      self.rpc('lin-kv', { type: 'read', key: 'k' }, (reply) => {
        read.push(structuredClone(reply.value));
        scribble(reply);
        if (read.length < 3) ask();
      });
    const value = [1, { two: 2 }];
    self.rpc('lin-kv', { type: 'write', key: 'k', value }, ask);
    scribble(value);
  });
  run(node, { workload: 'echo', nodeCount: 1 });
  assert.deepEqual(read, Array(3).fill([1, { two: 2 }]));
});

for (const inside of [{}, { inside: { count: 0 } }]) {
  test(`a node may use the object of a message again: ${JSON.stringify(inside)}`, () => {
    const heard: unknown[] = [];
    const node = defineNode((self) => {
      const body: { type: string; count: number; inside?: { count: number } } = {
        ...{ type: 'count', count: 0 },
        ...structuredClone(inside),
      };
      self.every(100, () => {
        if (self.id !== 'n0') return;
        self.send('n1', body);
        body.count += 1;
        if (body.inside !== undefined) body.inside.count += 1;
      });
      self.on('count', (message) => {
        heard.push(structuredClone(message.body));
        scribble(message.body);
      });
    });
    run(node, { workload: 'echo', nodeCount: 2 });
    assert.ok(heard.length > 5);
    const counted = (count: number) => ('inside' in inside ? { inside: { count } } : {});
    assert.deepEqual(
      heard,
      heard.map((_, count) => ({ type: 'count', count, ...counted(count) })),
    );
  });
}

test('nodes that are told the same list each have their own, and so have those told it later', () => {
  const heard: unknown[] = [];
  const node = defineNode((self) => {
    self.every(20, () => {
      const list = [1, [2, 3]];
      for (const id of self.ids) if (id !== self.id) self.send(id, { type: 'same', list });
    });
    self.on('same', ({ body }) => {
      heard.push(structuredClone(body.list));
      scribble(body);
    });
  });
  run(node, { workload: 'echo', nodeCount: 3 });
  assert.ok(heard.length > 100);
  assert.deepEqual(heard, Array(heard.length).fill([1, [2, 3]]));
});

test('a message that comes twice comes the same, whatever the node did to the first', () => {
  const heard: unknown[] = [];
  const node = defineNode((self) => {
    self.every(20, () => self.send('n1', { type: 'flat', of: self.id }));
    self.on('flat', ({ body }) => {
      heard.push(body.of);
      scribble(body);
    });
  });
  run(node, {
    ...{ workload: 'echo', nodeCount: 2, nemesis: ['duplicate'], nemesisInterval_ms: 200 },
    timeLimit_ms: 5000,
  });
  assert.ok(heard.length > 550, String(heard.length));
  assert.ok(!heard.includes('scribbled'));
});
