import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import fc from 'fast-check';
import { ednOf } from './edn.ts';
import { Recorder } from './history.ts';
import { ednLines, jsonLines } from './history-files.ts';
import { Journal } from './journal.ts';
import { parseJson, sameJson, textOfJson } from './json.ts';
import { parseLine } from './message.ts';
import { Network } from './network.ts';
import { Agenda } from './node/agenda.ts';
import { Lines } from './node/lines.ts';
import { TOPOLOGIES, testOptions } from './options.ts';
import { topologyOf } from './topology.ts';

test('great whole numbers stay themselves', () => {
  const text =
    '{"id":9007199254740993,"near":9007199254740992,"f":1.2345678901234567,"s":"12345678901234567890"}';
  const read = parseJson(text);
  assert.deepEqual(read, {
    id: 9007199254740993n,
    near: 9007199254740992n,
    f: 1.2345678901234567,
    s: '12345678901234567890',
  });
  assert.equal(textOfJson(read), text);
  assert.equal(sameJson(9007199254740993n, 9007199254740992n), false);
});

test('lines come out whole, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 9 })), fc.array(fc.nat(30)), (texts, cuts) => {
      const lines = texts.map((text) => text.replaceAll('\n', ''));
      const whole = lines.map((line) => `${line}\n`).join('');
      const read: string[] = [];
      const reader = new Lines();
      let from = 0;
      for (const cut of cuts) {
        reader.push(whole.slice(from, from + cut), (line) => read.push(line));
        from += cut;
      }
      reader.push(whole.slice(from), (line) => read.push(line));
      assert.deepEqual(read, lines);
    }),
  );
});

test('a line is a message or says what is wrong with it', () => {
  const line = '{"src":"n0","dest":"n1","body":{"type":"x"}}';
  assert.deepEqual(parseLine(line), { src: 'n0', dest: 'n1', body: { type: 'x' }, line });
  for (const [bad, why] of [
    ['hello', /no JSON/],
    ['[]', /it is no object/],
    ['{"src":1}', /src is no string/],
    ['{"src":"a","dest":"b","body":3}', /body is no object/],
  ] as const) {
    assert.match(String(parseLine(bad)), why);
  }
});

test('what is due happens in order, each at its own time', () => {
  let clock = 0;
  const agenda = new Agenda(() => clock);
  const seen: string[] = [];
  const note = (name: string): void => void seen.push(`${name}@${agenda.now}`);
  agenda.after(5, note, 'b', undefined);
  agenda.after(2, () => agenda.after(2, note, 'a', undefined), undefined, undefined);
  agenda.after(50, note, 'never', undefined);
  clock = 20;
  agenda.run();
  assert.deepEqual(seen, ['a@4', 'b@5']);
  assert.equal(agenda.now, 20);
  assert.equal(agenda.next_ms, 50);
});

/** A network on an agenda, and what arrives at n1, with times. */
const networkFor = (latencyDist: 'constant' | 'uniform' | 'exponential', latency_ms = 100) => {
  let clock = 0;
  const scheduler = new Agenda(() => clock);
  const problems: string[] = [];
  const network = new Network({
    scheduler,
    journal: new Journal(10),
    random: createRandom(1),
    latency_ms,
    latencyDist,
    problem: (_, what) => problems.push(what),
    watch: undefined,
  });
  const arrived: number[] = [];
  const receive = (): void => void arrived.push(scheduler.now);
  for (const name of ['n0', 'n1', 'c1', 'lin-kv']) network.attach(name, receive);
  const send = (src: string, dest: string, count = 1): readonly number[] => {
    arrived.length = 0;
    const from = scheduler.now;
    for (let i = 0; i < count; i++) network.send({ src, dest, body: {} });
    clock += 1e6;
    scheduler.run();
    return arrived.map((at) => at - from);
  };
  return { network, send, problems };
};

test('latencies have the shape and the mean that was asked for; clients have none', () => {
  for (const shape of ['constant', 'uniform', 'exponential'] as const) {
    const { send } = networkFor(shape);
    const took = send('n0', 'n1', 5000);
    const mean = took.reduce((a, b) => a + b, 0) / took.length;
    assert.ok(Math.abs(mean - 100) < 5, `${shape}: ${mean}`);
    if (shape === 'uniform') assert.ok(Math.max(...took) <= 200);
    if (shape === 'exponential') assert.ok(Math.max(...took) > 300);
    assert.deepEqual(send('c1', 'n1'), [0]);
    assert.ok((send('n0', 'lin-kv')[0] ?? 0) > 0);
  }
});

test('a cut loses one direction, loss a share, duplication adds one', () => {
  const { network, send } = networkFor('constant');
  network.cut(new Map([['n1', new Set(['n0'])]]));
  assert.equal(send('n0', 'n1').length, 0);
  assert.equal(send('n1', 'n0').length, 1);
  network.cut(new Map());
  network.loss = 0.5;
  const left = send('n0', 'n1', 2000).length;
  assert.ok(left > 900 && left < 1100, String(left));
  assert.equal(send('c1', 'n1', 50).length, 50);
  network.loss = 0;
  network.duplication = 1;
  assert.equal(send('n0', 'n1', 10).length, 20);
});

test('a message to nobody is a problem, but not one to a client that has gone', () => {
  const { network, send, problems } = networkFor('constant');
  send('n0', 'n9');
  assert.match(problems.join(), /n9, which does not exist/);
  network.detach('c1');
  send('n0', 'c1');
  assert.equal(problems.length, 1);
});

test('topologies are symmetric and connected', () => {
  for (const name of TOPOLOGIES) {
    for (const count of [1, 2, 5, 9, 14]) {
      const nodes = Array.from({ length: count }, (_, at) => `n${at}`);
      const topology = topologyOf(name, nodes);
      const seen = new Set(['n0']);
      for (const node of seen) for (const other of topology[node] ?? []) seen.add(other);
      assert.equal(seen.size, count, `${name} of ${count}`);
      for (const [node, others] of Object.entries(topology)) {
        for (const other of others) assert.ok(topology[other]?.includes(node), `${name} ${node}`);
      }
    }
  }
  assert.deepEqual(topologyOf('grid', ['n0', 'n1', 'n2', 'n3', 'n4']).n1, ['n4', 'n2', 'n0']);
});

test('options out of bounds are refused by name', () => {
  assert.throws(() => testOptions({ workload: 'echo', nodeCount: 0 }), /nodeCount of a test is 0/);
  assert.throws(() => testOptions({ workload: 'echo', seed: 1.5 }), /seed.*whole number/);
  assert.equal(testOptions({ workload: 'echo', nodeCount: 3 }).concurrency, 3);
});

test('a history is bounded before memory is', () => {
  const recorder = new Recorder();
  const messages = Array.from({ length: 1_000_000 }, (_, at) => at);
  const read = { process: 0, type: 'ok' as const, f: 'read', value: messages };
  const reads = (count: number): void => {
    for (let i = 0; i < count; i++) recorder.add(read, i);
  };
  reads(39);
  assert.throws(
    () => reads(1),
    /more than 40000000 values in its .*; lower --rate or --time-limit$/,
  );
});

test('histories are written as Jepsen reads them', () => {
  const event = {
    index: 0,
    time_ms: 1.5,
    process: 2,
    type: 'ok' as const,
    f: 'txn',
    value: [['r', 1, [3, 4]]],
  };
  assert.deepEqual(
    [...ednLines([event], 'txn-list-append')],
    ['{:index 0, :time 1500000, :type :ok, :process 2, :f :txn, :value [[:r 1 [3 4]]]}\n'],
  );
  assert.deepEqual(JSON.parse([...jsonLines([event])].join('')), {
    index: 0,
    time: 1500000,
    process: 2,
    type: 'ok',
    f: 'txn',
    value: [['r', 1, [3, 4]]],
  });
  assert.equal(
    ednOf({ 'valid?': true, 'a b': [null, 'x"'] }),
    '{:valid? true, "a b" [nil "x\\""]}',
  );
});
