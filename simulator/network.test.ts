import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import fc from 'fast-check';
import { createWorld, type World } from './index.ts';

interface Arrival {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly number: number;
}

/** Nodes that note what they hear; `send(from, to, n)` sends the byte n. */
const listeners = (
  world: World,
  names: readonly string[],
): { arrivals: Arrival[]; send: (from: string, to: string, number: number) => void } => {
  const arrivals: Arrival[] = [];
  const nodes = new Map(names.map((name) => [name, world.node(name)]));
  for (const [to, node] of nodes) {
    node.env.network.receive((from, message) => {
      arrivals.push({ at: world.now, from, to, number: message[0] ?? -1 });
    });
  }
  const send = (from: string, to: string, number: number): void =>
    nodes.get(from)?.env.network.send(to, Uint8Array.of(number));
  return { arrivals, send };
};

const END = { until_ms: 1000 };

test('a message arrives after the latency of its link, with a copy of its bytes', () => {
  const world = createWorld({ seed: 1 });
  const { env } = world.node('a');
  const { arrivals } = listeners(world, ['b']);
  world.network.configure({ latency: { shape: 'constant', mean_ms: 5 } });
  const bytes = Uint8Array.of(1);
  env.network.send('b', bytes);
  bytes[0] = 9;
  env.network.send('nobody', bytes);
  world.run(END);
  assert.deepEqual(arrivals, [{ at: 5, from: 'a', to: 'b', number: 1 }]);
});

test('nothing crosses a partition, whatever else happens', () => {
  const action = fc.record({
    at: fc.nat(50),
    what: fc.constantFrom('send', 'cut', 'cut one way', 'repair', 'hold', 'release'),
    from: fc.constantFrom('a', 'b', 'c'),
    to: fc.constantFrom('a', 'b', 'c'),
  });
  fc.assert(
    fc.property(fc.nat(1000), fc.array(action, { maxLength: 80 }), (seed, actions) => {
      const world = createWorld({ seed });
      const { arrivals, send } = listeners(world, ['a', 'b', 'c']);
      world.network.configure({
        latency: { shape: 'uniform', min_ms: 0, max_ms: 10 },
        duplication: 0.2,
        reordering: 0.2,
      });
      // Directions that are cut, kept apart from the network's own book.
      const cut = new Set<string>();
      let seen = 0;
      const check = (): void => {
        for (; seen < arrivals.length; seen++) {
          const arrival = arrivals[seen];
          assert.ok(arrival !== undefined && !cut.has(arrival.from + arrival.to));
        }
      };
      for (const { at, what, from, to } of actions) {
        if (from === to) continue;
        world.at(at, () => {
          check();
          if (what === 'send') send(from, to, 1);
          if (what === 'cut') {
            world.network.partition(from, to);
            cut.add(from + to).add(to + from);
          }
          if (what === 'cut one way') {
            world.network.partitionOneWay(from, to);
            cut.add(from + to);
          }
          if (what === 'repair') {
            world.network.repair(from, to);
            cut.delete(from + to);
            cut.delete(to + from);
          }
          if (what === 'hold') world.network.hold(from, to);
          if (what === 'release') world.network.release(from, to);
        });
      }
      world.run(END);
      check();
    }),
    { numRuns: 200 },
  );
});

test('a partition loses what is under way; one way leaves the other', () => {
  const world = createWorld({ seed: 1 });
  const { arrivals, send } = listeners(world, ['a', 'b']);
  send('a', 'b', 1);
  world.network.partitionOneWay('a', 'b');
  send('b', 'a', 2);
  world.run({ until_ms: 10 });
  send('a', 'b', 9);
  world.network.repair('a', 'b');
  send('a', 'b', 3);
  world.run(END);
  assert.deepEqual(
    arrivals.map(({ number }) => number),
    [2, 3],
  );
});

test('groups are cut from each other, not within', () => {
  const world = createWorld({ seed: 1 });
  const { arrivals, send } = listeners(world, ['a', 'b', 'c', 'd']);
  world.network.partition(['a', 'b'], ['c', 'd']);
  const all = ['a', 'b', 'c', 'd'];
  for (const from of all) for (const to of all) if (from !== to) send(from, to, 1);
  world.run(END);
  assert.deepEqual(arrivals.map(({ from, to }) => from + to).sort(), ['ab', 'ba', 'cd', 'dc']);
});

test('held messages wait and come in the order of arrival', () => {
  const world = createWorld({ seed: 1 });
  const { arrivals, send } = listeners(world, ['a', 'b']);
  world.network.hold('a', 'b');
  for (const number of [1, 2, 3]) send('a', 'b', number);
  world.run({ until_ms: 50 });
  assert.deepEqual(arrivals, []);
  world.network.release('a', 'b');
  world.run(END);
  assert.deepEqual(
    arrivals.map(({ at, number }) => [at, number]),
    [
      [50, 1],
      [50, 2],
      [50, 3],
    ],
  );
});

test('loss, duplication and reordering happen about as often as stated', () => {
  const world = createWorld({ seed: 1 });
  const { arrivals, send } = listeners(world, ['a', 'b', 'c', 'd']);
  world.network.link('a', 'b', { loss: 0.3 });
  world.network.link('a', 'c', { duplication: 0.3 });
  world.network.link('a', 'd', { reordering: 0.3 });
  for (let i = 0; i < 1000; i++) {
    for (const to of ['b', 'c', 'd']) world.at(i * 0.1, () => send('a', to, i % 250));
  }
  world.run(END);
  const to = (name: string): readonly Arrival[] =>
    arrivals.filter((arrival) => arrival.to === name);
  assert.ok(Math.abs(to('b').length - 700) < 60, `${to('b').length} of 1000 arrived`);
  assert.ok(Math.abs(to('c').length - 1300) < 60, `${to('c').length} copies of 1000`);
  const numbers = to('d').map(({ number }) => number);
  const overtaken = numbers.filter((number, i) => i > 0 && number < (numbers[i - 1] ?? 0) - 1);
  assert.equal(numbers.length, 1000);
  assert.ok(overtaken.length > 100, `${overtaken.length} out of order`);
});

test('faults on one link shift nothing: not other links, not what comes later', () => {
  const run = (faulty: boolean): Arrival[] => {
    const world = createWorld({ seed: 5 });
    const { arrivals, send } = listeners(world, ['a', 'b', 'c']);
    world.network.configure({ latency: { shape: 'lognormal', mean_ms: 3, spread: 1 }, loss: 0.1 });
    for (let i = 0; i < 100; i++) {
      world.at(i, () => send('a', 'b', i));
      world.at(i, () => send('a', 'c', i));
    }
    if (faulty) {
      world.at(20.5, () => world.network.link('a', 'b', { loss: 1, duplication: 0.5 }));
      world.at(30.5, () => world.network.link('a', 'b', { loss: 0.1, duplication: 0 }));
      world.at(40.5, () => world.network.partition('a', 'b'));
      world.at(50.5, () => world.network.repair('a', 'b'));
    }
    world.run(END);
    return arrivals;
  };
  const [calm, faulty] = [run(false), run(true)];
  const toC = (arrivals: readonly Arrival[]): Arrival[] => arrivals.filter(({ to }) => to === 'c');
  const late = (arrivals: readonly Arrival[]): Arrival[] =>
    arrivals.filter(({ to, number }) => to === 'b' && number > 50);
  assert.deepEqual(toC(faulty), toC(calm));
  assert.deepEqual(late(faulty), late(calm));
  assert.notDeepEqual(faulty, calm);
});

test('settings that cannot be are refused', () => {
  const { network } = createWorld({ seed: 1 });
  assert.throws(() => network.configure({ loss: 2 }), /loss of a link is 2; give a share/);
  assert.throws(() => network.link('a', 'b', { duplication: Number.NaN }), InvalidInput);
  assert.throws(() => network.configure({ reordering_ms: -1 }), InvalidInput);
  assert.throws(
    () => network.configure({ latency: { shape: 'constant', mean_ms: -1 } }),
    /mean_ms of a constant distribution is -1/,
  );
  assert.throws(
    () => network.configure({ latency: { shape: 'uniform', min_ms: 2, max_ms: 1 } }),
    InvalidInput,
  );
});

test('a message larger than a datagram is refused', () => {
  const { env } = createWorld({ seed: 1 }).node('a');
  assert.throws(() => env.network.send('b', new Uint8Array(65_508)), /does not fit a datagram/);
});

test('a Node Buffer is copied as well, arrives as plain bytes, and what is none is refused', () => {
  const world = createWorld({ seed: 1 });
  const { env } = world.node('a');
  const heard: Uint8Array[] = [];
  world.node('b').env.network.receive((_, message) => heard.push(message));
  const buffer = Buffer.from([1, 2]);
  env.network.send('b', buffer);
  buffer.fill(9);
  // A module without types may do this.
  assert.throws(() => env.network.send('b', 'text' as unknown as Uint8Array), {
    name: 'InvalidInput',
    message: /^a sends "text" to b, which is no Uint8Array; send bytes, such as/,
  });
  world.run(END);
  assert.deepEqual(heard, [Uint8Array.of(1, 2)]);
  assert.equal(heard[0]?.constructor, Uint8Array);
});

test('every byte of a message counts in the hash, and how it is divided', () => {
  const hashOf = (...messages: readonly Uint8Array[]): string => {
    const world = createWorld({ seed: 1 });
    const { env } = world.node('a');
    for (const message of messages) env.network.send('b', message);
    world.run(END);
    return world.hash();
  };
  const property = fc.property(
    fc.uint8Array({ minLength: 1, maxLength: 30 }),
    fc.nat(),
    (bytes, n) => {
      const other = bytes.slice();
      const at = n % bytes.length;
      other[at] = (bytes[at] ?? 0) ^ (1 << (n % 8));
      assert.equal(hashOf(bytes.slice()), hashOf(bytes));
      assert.notEqual(hashOf(other), hashOf(bytes));
      assert.notEqual(hashOf(Uint8Array.of(...bytes, 0)), hashOf(bytes));
      assert.notEqual(
        hashOf(bytes.subarray(0, at), bytes.subarray(at)),
        hashOf(bytes, new Uint8Array()),
      );
    },
  );
  fc.assert(property);
});
