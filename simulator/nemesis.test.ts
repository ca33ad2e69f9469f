import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Env } from '@dstudio/kernel';
import { createRandom } from '@dstudio/kernel';
import {
  type Choice,
  type FaultKind,
  printSuite,
  runScenario,
  runSuite,
  type Scenario,
  swarm,
} from './index.ts';
import { encode } from './replicated.scenario.ts';

const ALL: readonly FaultKind[] = [
  'partition',
  'one-way partition',
  'hold',
  'kill',
  'pause',
  'clock',
  'disk',
  'upgrade',
];

test('a swarm draws each fault by itself, and rates up to the most', () => {
  const spec = {
    network: { loss: 0.4, latency_ms: 20 },
    disk: { survival: 1, slow: 0.5 },
    faults: ALL,
  };
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 400; seed++) {
    const mix = swarm(createRandom(seed), spec, 1000);
    for (const kind of mix.faults) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const { loss = 0 } = mix.network;
    assert.ok(loss >= 0 && loss <= 0.4);
    if (loss > 0) counts.set('loss', (counts.get('loss') ?? 0) + 1);
    assert.equal(mix.every_ms, 100);
    const { latency: _, ...network } = mix.network;
    const less = swarm(createRandom(seed), { ...spec, network: { loss: 0.4 } }, 1000);
    assert.deepEqual(less, { ...mix, network });
    const more = swarm(
      createRandom(seed),
      { ...spec, network: { ...spec.network, duplication: 1 } },
      1000,
    );
    assert.deepEqual({ ...more, network: { ...more.network, duplication: 0 } }, mix);
  }
  for (const kind of [...ALL, 'loss']) {
    const count = counts.get(kind) ?? 0;
    assert.ok(count > 150 && count < 250, `${kind} in ${count} of 400 seeds`);
  }
  assert.throws(
    () => swarm(createRandom(1), { network: { loss: -1 } }, 1),
    /loss of a swarm is -1/,
  );
});

test('every fault strikes and is healed at the end; without progress after that a run fails', async () => {
  const struck = new Set<string>();
  const scenario = (stuck: boolean): Scenario => ({
    name: 'beat',
    lane: 'callback',
    length_ms: 1000,
    settle_ms: 300,
    faults: { faults: ALL, disk: { readError: 0.5 }, network: { loss: 0.9 } },
    sometimes: ['upgraded'],
    build(run) {
      const beats = new Map<string, number>();
      const boot = (version: number) => (env: Env) => {
        if (version === 2) run.sometimes('upgraded');
        env.network.receive((from) => {
          if (stuck && run.world.now >= 1000) return;
          const way = `${from}>${env.network.address}`;
          beats.set(way, (beats.get(way) ?? 0) + 1);
        });
        const beat = (): void => {
          for (const peer of ['a', 'b', 'c', 'd']) {
            // Datagrams that were held before do not count.
            if (peer !== env.network.address) env.network.send(peer, encode(['beat']));
          }
          env.clock.after(10, beat);
        };
        beat();
      };
      const nodes = ['a', 'b', 'c'].map((name) => run.node(name, boot(1), { upgrade: boot(2) }));
      // One that joins later is struck and healed too.
      run.world.at(300, () => nodes.push(run.node('d', boot(1), { upgrade: boot(2) })));
      run.world.at(999, () => {
        for (const node of nodes) if (node.state !== 'running') struck.add(node.state);
      });
      run.world.at(1010, () => {
        for (const node of nodes) assert.equal(node.state, 'running');
        beats.clear();
      });
      return {
        progress: () => (run.world.now < 1100 ? 0 : [...beats.values()].length),
        check() {
          // Twelve ways between four nodes, and 29 beats on each in the time that was left.
          const slow = [...beats].filter(([, count]) => count < 25);
          if (!stuck && (beats.size < 12 || slow.length > 0)) run.fail('cut off', `${slow.join()}`);
        },
      };
    },
  });
  const good = await runSuite(scenario(false), { seeds: 60 });
  assert.deepEqual([good.ok, good.failures], [true, []], printSuite(good));
  assert.deepEqual(struck, new Set(['crashed', 'paused']));
  const bad = await runSuite(scenario(true), { seeds: 20 });
  assert.ok(bad.failures.length > 15);
  assert.equal(bad.failures[0]?.failure.name, 'no progress');
  const all = new Set<string>();
  for (let seed = 1; seed < 60; seed++) {
    const run = await runScenario(scenario(false), { seed, choices: true });
    for (const { kind, where } of run.choices) if (kind === 'fault') all.add(where);
  }
  assert.deepEqual(all, new Set(ALL));
});

test('a diagram says in words which fault strikes whom, and when it ends', async () => {
  const scenario: Scenario = {
    name: 'words',
    lane: 'callback',
    length_ms: 100,
    settle_ms: 10,
    faults: { faults: ALL },
    sometimes: [],
    build(run) {
      for (const name of ['a', 'b', 'c']) run.node(name);
      return undefined;
    },
  };
  const choices: Choice[] = ['a', 'b', 'c'].map((where) => {
    return { kind: 'node', where, key: 'present', at_ms: 0 };
  });
  const strikes: readonly (readonly [FaultKind, string])[] = [
    ['partition', 'a|b,c'],
    ['kill', 'b'],
    ['pause', 'c #2'],
    ['clock', 'a by -20 ms, 7 ppm'],
    ['disk', 'a'],
  ];
  for (const [index, [where, key]] of strikes.entries()) {
    choices.push({ kind: 'fault', where, key, at_ms: 10 * (index + 1), value: 5 });
  }
  const plan = { choices, listed_ms: 0 };
  const { happenings } = await runScenario(scenario, { seed: 1, plan, happenings: true });
  assert.deepEqual(
    happenings.map(({ at_ms, node = 'all', text }) => `${at_ms} ${node}: ${text}`),
    [
      ...['a', 'b', 'c'].map((node) => `10 ${node}: partition a | b, c`),
      ...['a', 'b', 'c'].map((node) => `15 ${node}: partition a | b, c ends`),
      '20 b: kill b',
      '25 b: b restarts',
      '30 c: pause c',
      '35 c: c goes on',
      '40 a: clock of a off by -20 ms, 7 ppm',
      '45 a: clock of a right again',
      '50 a: disk a',
      '55 a: disk a ends',
      '100 all: all faults are healed',
    ],
  );
});

test('nothing that a plan holds strikes, is lost or comes late when all is healed', async () => {
  const heard: string[] = [];
  const scenario: Scenario = {
    name: 'after',
    lane: 'callback',
    length_ms: 100,
    settle_ms: 50,
    faults: { faults: ALL, network: { loss: 0.5, reordering: 0.5 } },
    sometimes: [],
    build(run) {
      run.node('b', (env) => {
        env.network.receive(() => heard.push(`heard at ${run.world.now}`));
      });
      const a = run.node('a');
      for (const at_ms of [110, 130]) {
        run.world.at(at_ms, () => a.env.network.send('b', encode([at_ms])));
      }
      return undefined;
    },
  };
  const nodes: readonly Choice[] = ['a', 'b'].map((where) => {
    return { kind: 'node', where, key: 'present', at_ms: 0 };
  });
  const calm = { plan: { choices: nodes, listed_ms: 0 }, seed: 1 };
  const sent = (await runScenario(scenario, calm)).unlisted;
  assert.equal(sent.length, 2);
  const [one, other] = sent;
  assert.ok(one !== undefined && other !== undefined);
  const choices: readonly Choice[] = [
    ...nodes,
    { ...one, kind: 'lost' },
    { ...other, value: 1e6 },
    { kind: 'fault', where: 'kill', key: 'b', at_ms: 100, value: 1 },
    { kind: 'fault', where: 'partition', key: 'a|b', at_ms: 105, value: 1 },
  ];
  heard.length = 0;
  const run = await runScenario(scenario, {
    seed: 1,
    plan: { choices, listed_ms: 0 },
    happenings: true,
  });
  assert.deepEqual(heard, ['heard at 111', 'heard at 131']);
  assert.deepEqual(
    run.happenings.filter(({ kind }) => kind === 'fault').map(({ text }) => text),
    ['all faults are healed'],
  );
});
