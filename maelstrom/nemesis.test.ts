import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import { Journal } from './journal.ts';
import { createNemesis } from './nemesis.ts';
import { Network } from './network.ts';
import { Agenda } from './node/agenda.ts';
import { FAULTS, type Fault } from './options.ts';

const NAMES = ['n0', 'n1', 'n2', 'n3', 'n4'];

/** A nemesis at work for a while: what it said, what it did to nodes, and who hears whom at the end. */
const run = (faults: readonly Fault[], seed: number, time_ms = 20_000) => {
  let clock = 0;
  const scheduler = new Agenda(() => clock);
  const said: string[] = [];
  const acts: string[] = [];
  const act = (what: string) => (node: string) => void acts.push(`${what} ${node}`);
  const network = new Network({
    scheduler,
    journal: new Journal(0),
    random: createRandom(seed),
    latency_ms: 0,
    latencyDist: 'constant',
    problem: () => {},
    watch: undefined,
  });
  const heard = new Set<string>();
  const names: string[] = [];
  const join = (name: string): void => {
    names.push(name);
    network.attach(name, ({ src }) => void heard.add(`${src}>${name}`));
  };
  NAMES.forEach(join);
  const nemesis = createNemesis({
    faults,
    interval_ms: 1000,
    names: () => NAMES,
    nodes: {
      deliver: () => {},
      start: act('start'),
      kill: act('kill'),
      pause: act('pause'),
      resume: act('resume'),
      skew: (node, offset_ms) => void acts.push(`skew ${node} ${offset_ms}`),
      disk: (node, faulty) => void acts.push(`disk ${node} ${faulty}`),
    },
    revive: act('start'),
    network,
    scheduler,
    random: createRandom(seed),
    record: (f) => void said.push(f),
  });
  /** Who hears whom just now. */
  const links = (): ReadonlySet<string> => {
    heard.clear();
    for (const src of names) {
      for (const dest of names) if (src !== dest) network.send({ src, dest, body: {} });
    }
    scheduler.run();
    return new Set(heard);
  };
  const forward = (by_ms: number): void => {
    clock += by_ms;
    scheduler.run();
  };
  nemesis.start();
  forward(time_ms);
  return { said, acts, links, forward, join, nemesis };
};

test('each fault begins and ends in turn, and healing ends what holds', () => {
  for (const fault of FAULTS.filter((one) => one !== 'membership')) {
    const { said, nemesis, links, forward } = run([fault], 3);
    assert.ok(said.length > 5, fault);
    nemesis.heal();
    assert.equal(said.length % 2, 0, fault);
    assert.ok(new Set(said).size === 2 && said[0] !== said[1], fault);
    assert.equal(links().size, 20, fault);
    const count = said.length;
    forward(60_000);
    assert.equal(said.length, count, 'it is over');
  }
});

test('what is killed is started, what is paused goes on', () => {
  for (const [fault, begin, end] of [
    ['kill', 'kill', 'start'],
    ['pause', 'pause', 'resume'],
  ] as const) {
    const { acts, nemesis } = run([fault], 5);
    nemesis.heal();
    const down = new Set<string>();
    for (const one of acts) {
      const [what = '', node = ''] = one.split(' ');
      if (what === begin) down.add(node);
      if (what === end) assert.ok(down.delete(node), one);
    }
    assert.equal(down.size, 0);
    assert.ok(new Set(acts).size > 6, 'not always the same nodes');
  }
});

/** The links while a fault of this kind holds, over many seeds. */
const linksUnder = (fault: Fault): readonly ReadonlySet<string>[] =>
  Array.from({ length: 40 }, (_, seed) => run([fault], seed, 700))
    .filter(({ said }) => said.length % 2 === 1)
    .map(({ links }) => links());
const mutual = (links: ReadonlySet<string>): boolean =>
  [...links].every((link) => links.has(link.split('>').reverse().join('>')));

test('a partition cuts both directions; a ring leaves everyone a majority', () => {
  const all = linksUnder('partition');
  assert.ok(all.length > 5);
  for (const links of all) {
    assert.ok(links.size < 20 && mutual(links));
  }
  assert.ok(
    all.some((links) => NAMES.every((n) => [...links].filter((l) => l.endsWith(n)).length === 2)),
  );
});

test('a one-way partition leaves the other direction open', () => {
  const all = linksUnder('partition-one-way');
  assert.ok(all.length > 5);
  for (const links of all) assert.ok(links.size < 20 && !mutual(links));
});

test('a newcomer stands beside a node, on its side of every cut', () => {
  let placed = 0;
  for (let seed = 0; seed < 40; seed++) {
    const { nemesis, links, join } = run(['partition', 'partition-one-way'], seed, 700);
    const beside = nemesis.place('n9');
    assert.equal(beside === undefined, links().size === 20);
    if (beside === undefined) continue;
    placed++;
    join('n9');
    const now = links();
    for (const name of NAMES.filter((one) => one !== beside)) {
      assert.equal(now.has(`${name}>n9`), now.has(`${name}>${beside}`));
      assert.equal(now.has(`n9>${name}`), now.has(`${beside}>${name}`));
    }
    assert.ok(now.has(`n9>${beside}`) && now.has(`${beside}>n9`));
    nemesis.heal();
    assert.equal(links().size, 30);
  }
  assert.ok(placed > 5);
});

test('a fault does the same whether others are at work or not', () => {
  const kills = (faults: readonly Fault[]) =>
    run(faults, 9).acts.filter((one) => /kill|start/.test(one));
  assert.deepEqual(kills(['kill']), kills(['pause', 'partition', 'kill', 'skew']));
});
