import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Env } from '@dstudio/kernel';
import { createRandom } from '@dstudio/kernel';
import fc from 'fast-check';
import { fingerprint } from './choice.ts';
import { ddmin } from './ddmin.ts';
import {
  auditDeterminism,
  type Choice,
  drawSvg,
  drawText,
  type FaultKind,
  parseCapsule,
  printCapsule,
  printDivergence,
  printSuite,
  replayScenario,
  runScenario,
  runSuite,
  type Scenario,
  shrink,
  swarm,
} from './index.ts';
import { host } from './node/index.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): string[] => JSON.parse(new TextDecoder().decode(bytes));

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

/**
 * A client writes to a, which copies to b and c and answers before they have it (`acks` 0), or once
 * one has (1). Then c reads: whatever was answered has to be with b or c.
 */
const replicated = (acks: number): Scenario => ({
  name: `replicated-${acks}`,
  lane: 'callback',
  length_ms: 1000,
  settle_ms: 500,
  faults: {
    network: { loss: 0.3, duplication: 0.3, latency_ms: 10 },
    faults: ['partition', 'hold', 'pause'],
  },
  sometimes: ['answered', 'paused'],
  build(run) {
    const answered = new Set<string>();
    const copied = new Set<string>();
    let held = 0;
    run.node('a', (env) => {
      env.network.receive((from, message) => {
        const [kind = '', value = ''] = decode(message);
        if (kind === 'write') {
          for (const peer of ['b', 'c']) env.network.send(peer, encode(['copy', value]));
          if (acks === 0) env.network.send('client', encode(['done', value]));
        } else if (kind === 'copied' && from !== 'client') {
          env.network.send('client', encode(['done', value]));
        }
      });
    });
    for (const name of ['b', 'c']) {
      run.node(name, (env) => {
        env.network.receive((from, message) => {
          const [, value = ''] = decode(message);
          copied.add(value);
          env.network.send(from, encode(['copied', value]));
        });
        const beat = (): void => {
          held = Math.max(held, run.world.now);
          env.clock.after(50, beat);
        };
        beat();
      });
    }
    const { env } = run.node('client', undefined, { faults: false });
    env.network.receive((_, message) => {
      const [, value = ''] = decode(message);
      run.sometimes('answered');
      if (!answered.has(value)) run.record('client', `knows ${value} is safe`);
      answered.add(value);
    });
    const times = run.random('times');
    for (let i = 0; i < 20; i++) {
      run.issue(times.next() * 900, 'client', `write ${i}`, () => {
        env.network.send('a', encode(['write', `${i}`]));
      });
    }
    run.world.at(900, () => {
      if (held < 800) run.sometimes('paused');
    });
    return {
      check() {
        const lost = [...answered].filter((value) => !copied.has(value));
        if (lost.length > 0) run.fail('lost write', `${lost.join(', ')} went missing`);
      },
    };
  },
});

test('a suite finds the seeds that fail, and its twin passes', async () => {
  const bad = await runSuite(replicated(0), { seeds: 200 });
  assert.ok(bad.failures.length > 5, printSuite(bad));
  assert.ok(bad.failures.every(({ failure }) => failure.name === 'lost write'));
  const good = await runSuite(replicated(1), { seeds: 200 });
  assert.deepEqual(good.failures, []);
});

test('a suite that never reached something fails with its name', async () => {
  const report = await runSuite(replicated(1), { seeds: 20 });
  assert.deepEqual(report.missing, ['paused']);
  assert.equal(report.ok, false);
  assert.match(printSuite(report), /paused: never\n {2}never reached: paused/);
  const unlisted: Scenario = {
    ...replicated(1),
    build(run) {
      run.sometimes('typo');
      return undefined;
    },
  };
  await assert.rejects(runScenario(unlisted, { seed: 1 }), /not in the scenario's list/);
  await assert.rejects(runSuite(replicated(1), { seeds: 0 }), /a suite of 0 seeds/);
});

test('a suite can be stopped, tells how far it is, and ends at the first failure', async () => {
  const progress: number[] = [];
  const report = await runSuite(replicated(0), {
    seeds: 5000,
    host,
    stopAtFailure: true,
    onProgress: (done) => progress.push(done),
  });
  assert.equal(report.failures.length, 1);
  assert.ok(report.seeds < 5000);
  const controller = new AbortController();
  const stopped = runSuite(replicated(1), {
    seeds: 5000,
    host,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await assert.rejects(stopped, /enough/);
});

test('writing down choices, happenings and events changes nothing', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const bare = await runScenario(replicated(0), { seed });
    const watched = await runScenario(replicated(0), { seed, choices: true, happenings: true });
    assert.equal(watched.hash, bare.hash);
    assert.ok(watched.choices.length > 20 && watched.happenings.length > 20);
  }
});

test('a failing run shrinks to what it needs, and its capsule replays alone', async () => {
  const scenario = replicated(0);
  const { failures } = await runSuite(scenario, { seeds: 100 });
  for (const { seed } of failures.slice(0, 5)) {
    const shrunk = await shrink(scenario, { seed });
    assert.ok(shrunk.complete);
    // One write, its message and its answer, and the four nodes.
    assert.deepEqual(shrunk.choices.map(({ kind }) => kind).sort(), [
      'message',
      'message',
      ...new Array(4).fill('node'),
      'operation',
    ]);
    assert.ok(shrunk.before > 50);
    const replay = await replayScenario(parseCapsule(printCapsule(shrunk.capsule)), scenario);
    assert.deepEqual([replay.same, replay.failure?.name], [true, 'lost write']);
    for (const { kind, value } of shrunk.choices)
      assert.ok(kind !== 'message' || value === undefined);
    // One-minimal: without any one of them it does not fail so.
    for (const left of shrunk.choices) {
      if (left.kind === 'node') continue;
      const choices = shrunk.capsule.choices.filter((choice) => choice.key !== left.key);
      const less = await replayScenario({ ...shrunk.capsule, choices }, scenario);
      assert.notEqual(less.failure?.name, 'lost write', left.key);
    }
    const again = await shrink(scenario, { seed });
    assert.deepEqual(again.capsule, shrunk.capsule);
    const text = drawText(shrunk.happenings);
    assert.match(text, /write \d+/);
    assert.match(text, /FAILED: lost write/);
    assert.match(text, /─▶/);
    const svg = drawSvg(shrunk.happenings, 'a <lost> "write"');
    assert.match(svg, /<title>a &lt;lost&gt; &quot;write&quot;<\/title>/);
    assert.equal(svg.match(/<svg/g)?.length, 1);
  }
});

test('shrinking keeps to its budget and its signal, and refuses a seed that is well', async () => {
  const scenario = replicated(0);
  const { failures } = await runSuite(scenario, { seeds: 100 });
  const seed = failures[0]?.seed ?? 0;
  const cut = await shrink(scenario, { seed, runs_max: 6 });
  assert.equal(cut.complete, false);
  assert.equal(cut.runs, 6);
  const { failure } = await replayScenario(cut.capsule, scenario);
  assert.equal(failure?.name, 'lost write');
  const controller = new AbortController();
  const stopped = shrink(scenario, {
    seed,
    signal: controller.signal,
    onProgress: (runs) => runs === 3 && controller.abort(new Error('enough')),
  });
  await assert.rejects(stopped, /enough/);
  await assert.rejects(shrink(replicated(1), { seed: 1 }), /does not fail/);
  await assert.rejects(replayScenario(cut.capsule, replicated(1)), /not of replicated-1/);
  await assert.rejects(
    replayScenario({ ...cut.capsule, choices: [{ kind: 'message' }] }, scenario),
    /choice 1 of the capsule/,
  );
});

test('a run is held to its plan: what is listed, as it is listed, and nothing else', async () => {
  const arrived: string[] = [];
  const scenario: Scenario = {
    name: 'plan',
    lane: 'callback',
    length_ms: 100,
    settle_ms: 100,
    faults: { network: { loss: 1, duplication: 1 }, faults: ['partition'] },
    sometimes: [],
    build(run) {
      const { env } = run.node('a');
      run.node('b').env.network.receive((_, message) => {
        arrived.push(`${decode(message)[0]} at ${run.world.now}`);
      });
      for (const [at_ms, what] of [
        [1, 'one'],
        [2, 'two'],
        [3, 'two'],
        [101, 'late'],
      ] as const) {
        run.world.at(at_ms, () => env.network.send('b', encode([what])));
      }
      run.issue(5, 'a', 'say', () => env.network.send('b', encode(['said'])));
      return undefined;
    },
  };
  const run = async (choices: readonly Choice[], listed_ms = 100): Promise<readonly string[]> => {
    arrived.length = 0;
    await runScenario(scenario, { seed: 1, plan: { choices, listed_ms } });
    return [...arrived];
  };
  const nodes: readonly Choice[] = ['a', 'b'].map((where) => ({
    kind: 'node',
    where,
    key: 'present',
    at_ms: 0,
  }));
  const message = (key: string, value?: number): Choice => ({
    kind: 'message',
    where: 'a>b',
    key,
    at_ms: 0,
    ...(value !== undefined && { value }),
  });
  const key = (what: string): string => fingerprint(encode([what]));
  assert.deepEqual(await run(nodes), ['late at 102']);
  assert.deepEqual(await run([...nodes, message(`${key('two')} #2`, 30)]), [
    'two at 33',
    'late at 102',
  ]);
  assert.deepEqual(await run(nodes, 0), ['one at 2', 'two at 3', 'two at 4', 'late at 102']);
  const say: Choice = { kind: 'operation', where: 'a', key: 'say', at_ms: 5 };
  assert.deepEqual(await run([...nodes, say, message(key('said'))]), ['said at 6', 'late at 102']);
  const cut: Choice = { kind: 'fault', where: 'partition', key: 'a|b', at_ms: 1.5, value: 1 };
  assert.deepEqual(await run([...nodes, cut], 0), ['two at 4', 'late at 102']);
  assert.deepEqual(await run(nodes.slice(0, 1), 0), []);
});

test('a run that fails in another way does not count when shrinking', async () => {
  const scenario: Scenario = {
    name: 'two-ways',
    lane: 'callback',
    length_ms: 100,
    faults: {},
    sometimes: [],
    build(run) {
      const done: string[] = [];
      for (const what of ['x', 'y', 'z']) run.issue(1, 'a', what, () => done.push(what));
      return {
        check() {
          if (done.includes('x') && done.includes('y')) run.fail('both', done.join(' '));
          else if (done.length < 3) run.fail('something is missing', done.join(' '));
        },
      };
    },
  };
  const { choices, failure } = await shrink(scenario, { seed: 1 });
  assert.deepEqual([failure.name, choices.map(({ key }) => key)], ['both', ['x', 'y']]);
});

test('ddmin leaves a list from which nothing can go', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 60 }),
      fc.nat(5),
      async (items, count) => {
        const needed = new Set(items.slice(0, count));
        let tests = 0;
        const left = await ddmin(items, async (some) => {
          tests++;
          return [...needed].every((item) => some.includes(item)) ? some : undefined;
        });
        assert.deepEqual(new Set(left), needed);
        assert.ok(tests <= 2 * items.length + items.length ** 2);
      },
    ),
    { numRuns: 100 },
  );
  // A test that is not monotonic still ends, at a list that fails.
  const parity = await ddmin([1, 2, 3, 4, 5], async (some) =>
    some.length % 2 === 1 ? some : undefined,
  );
  assert.equal(parity.length, 1);
});

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

test('the audit passes what is made anew, and finds what a module keeps', async () => {
  assert.deepEqual(await auditDeterminism(replicated(0), [1, 2, 3]), []);
  let kept = 0;
  const leaky: Scenario = {
    ...replicated(1),
    build(run) {
      const { env } = run.node('a');
      run.node('b');
      env.clock.after(5, () => env.network.send('b', Uint8Array.of(kept++)));
      return undefined;
    },
  };
  const [found] = await auditDeterminism(leaky, [1]);
  assert.equal(found?.when, 'twice');
  assert.match(found?.first ?? '', /a>b 1 bytes/);
  assert.match(printDivergence(found ?? assert.fail()), /- .*a>b 1 bytes .*\n {2}\+ .*a>b 1 bytes/);
  // A cache by what was asked: the same seed finds its own entries, another seed's shift it.
  const seeds = new Set<number>();
  const cached: Scenario = {
    ...leaky,
    build(run) {
      const { env } = run.node('a');
      env.clock.after(5, () => run.record('a', `${seeds.size > 1}`));
      seeds.add(run.seed);
      return undefined;
    },
  };
  const [later] = await auditDeterminism(cached, [7]);
  assert.equal(later?.when, 'after another');
});

test('a node that is down issues nothing', async () => {
  const issued: number[] = [];
  const scenario: Scenario = {
    name: 'down',
    lane: 'callback',
    length_ms: 100,
    faults: {},
    sometimes: [],
    build(run) {
      const node = run.node('a');
      run.world.at(5, () => node.crash());
      run.world.at(15, () => node.restart());
      for (const at_ms of [1, 10, 20]) run.issue(at_ms, 'a', 'go', () => issued.push(at_ms));
      return undefined;
    },
  };
  const { choices } = await runScenario(scenario, { seed: 1, choices: true });
  assert.deepEqual(issued, [1, 20]);
  assert.equal(choices.filter(({ kind }) => kind === 'operation').length, 2);
});

test('what a node throws is a failure of that seed, in both lanes', async () => {
  for (const lane of ['callback', 'async'] as const) {
    const scenario: Scenario = {
      name: 'throws',
      lane,
      length_ms: 100,
      faults: {},
      sometimes: [],
      build(run) {
        run.node('a', (env) => {
          env.clock.after(5, () => {
            throw new TypeError('oh');
          });
        });
        return undefined;
      },
    };
    const { failure } = await runScenario(scenario, { seed: 1, host });
    assert.deepEqual(failure, { name: 'threw TypeError', message: 'oh', at_ms: 5 });
  }
});
