import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprint } from './choice.ts';
import { type Boot, type Choice, runScenario, runSuite, type Scenario, shrink } from './index.ts';
import { host } from './node/index.ts';
import { decode, encode, replicated } from './replicated.scenario.ts';

test('writing down choices, happenings and events changes nothing', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const bare = await runScenario(replicated(0), { seed });
    const watched = await runScenario(replicated(0), { seed, choices: true, happenings: true });
    assert.equal(watched.hash, bare.hash);
    assert.ok(watched.choices.length > 20 && watched.happenings.length > 20);
  }
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
      // A link that may take as long as the plan says, though seldom.
      run.world.network.configure({ latency: { shape: 'exponential', mean_ms: 1 } });
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

/** A scenario of one node. */
const one = (lane: Scenario['lane'], build: Scenario['build']): Scenario => ({
  name: 'one',
  lane,
  length_ms: 100,
  settle_ms: 10,
  faults: {},
  sometimes: [],
  build,
});

test('a node that is down issues nothing', async () => {
  const issued: number[] = [];
  const scenario = one('callback', (run) => {
    const node = run.node('a');
    run.world.at(5, () => node.crash());
    run.world.at(15, () => node.restart());
    for (const at_ms of [1, 10, 20]) run.issue(at_ms, 'a', 'go', () => issued.push(at_ms));
    return undefined;
  });
  const { choices } = await runScenario(scenario, { seed: 1, choices: true });
  assert.deepEqual(issued, [1, 20]);
  assert.equal(choices.filter(({ kind }) => kind === 'operation').length, 2);
});

test('a node that is paused issues what it has to when it goes on, unless it crashes first', async () => {
  const issued: string[] = [];
  const scenario = one('callback', (run) => {
    const node = run.node('a');
    run.world.at(5, () => node.pause());
    run.world.at(15, () => node.resume());
    run.world.at(25, () => node.pause());
    run.world.at(35, () => node.restart());
    for (const at_ms of [1, 10, 12, 30, 40]) {
      run.issue(at_ms, 'a', 'go', () => issued.push(`${at_ms} at ${run.world.now}`));
    }
    return undefined;
  });
  const { happenings } = await runScenario(scenario, { seed: 1, happenings: true });
  assert.deepEqual(issued, ['1 at 1', '10 at 15', '12 at 15', '40 at 40']);
  const times = happenings.flatMap((one) => (one.kind === 'operation' ? [one.at_ms] : []));
  assert.deepEqual(times, [1, 15, 15, 40]);
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
    const { failure, place } = await runScenario(scenario, { seed: 1, host });
    assert.deepEqual(failure, { name: 'threw TypeError', message: 'oh', at_ms: 5 });
    assert.match(place ?? '', /run-scenario\.test\.ts:\d+:\d+$/);
    const { notes } = await shrink(scenario, { seed: 1, host });
    assert.match(notes.join(), /^what was thrown comes from .*run-scenario\.test\.ts:\d+:\d+$/);
    const unbuilt: Scenario = {
      ...scenario,
      build() {
        throw new TypeError('no such thing');
      },
    };
    await assert.rejects(runScenario(unbuilt, { seed: 1, host }), {
      name: 'InvalidInput',
      message: /build threw TypeError: no such thing, at .*run-scenario\.test\.ts:\d+:\d+$/,
    });
  }
});

const booting = (boot: Boot): Scenario['build'] => {
  return (run) => {
    run.node('a', boot);
    run.node('b').env.network.send('a', Uint8Array.of(1));
    return undefined;
  };
};

const AWAITS: readonly (readonly [what: string, build: Scenario['build'], message: RegExp])[] = [
  [
    'sleeps',
    booting(({ clock }) => {
      // Nobody hears what is thrown into it.
      const sleepy = async (): Promise<void> => await clock.sleep(1);
      void sleepy().catch(() => {});
    }),
    /^scenario 'one': node a: it awaits \(clock\.sleep, its disk\) in the callback lane.*; give the scenario lane: 'async'/,
  ],
  [
    'opens a file',
    booting(({ disk }) => void disk.open('log').catch(() => {})),
    /node a: it awaits/,
  ],
  [
    'boots with an async function, which throws',
    booting(async () => {
      throw new Error('unheard');
    }),
    /^scenario 'one': node a: what it boots with is async in the callback lane/,
  ],
  [
    'receives with one',
    booting(({ network }) => void network.receive(async () => assert.fail('unheard'))),
    /^scenario 'one': node a: what it receives with is async/,
  ],
  [
    'gives a timer one',
    booting(({ clock }) => void clock.after(1, async () => assert.fail('unheard'))),
    /^scenario 'one': node a: what a timer calls is async/,
  ],
  [
    'is operated by one',
    (run) => {
      run.node('a');
      run.issue(1, 'a', 'add', async () => assert.fail('unheard'));
      return undefined;
    },
    /^scenario 'one': operation 'add' is async in the callback lane/,
  ],
];

for (const [what, build, message] of AWAITS) {
  test(`a node that ${what} in the callback lane makes no run fail, and none pass`, async () => {
    const wrong = one('callback', build);
    await assert.rejects(runScenario(wrong, { seed: 1 }), { name: 'InvalidInput', message });
    await assert.rejects(runSuite(wrong, { seeds: 3 }), { name: 'JobFailed', message });
  });
}

test('in the async lane, what a receiver, a timer and an operation reject with fails the run', async () => {
  for (const build of AWAITS.slice(3).map(([, one]) => one)) {
    const { failure } = await runScenario(one('async', build), { seed: 1, host });
    assert.deepEqual([failure?.name, failure?.message], ['threw AssertionError', 'unheard']);
  }
});

test('what has to answer at once, and does not, is no run at all; and no clock is read in it', async () => {
  const late = async (): Promise<never> => assert.fail('unheard');
  // No types check a module of somebody else's.
  const builds: readonly (readonly [build: () => unknown, message: RegExp])[] = [
    [() => ({ check: late }), /^scenario 'one': check is async, and nobody waits for it; /],
    [() => ({ progress: late }), /^scenario 'one': progress is async/],
    [late, /^scenario 'one': build is async/],
  ];
  for (const [build, message] of builds) {
    const wrong = one('async', build as Scenario['build']);
    await assert.rejects(runScenario(wrong, { seed: 1, host }), { message });
  }
  const { failure } = await runScenario(
    one('callback', () => ({ check: () => void Date.now() })),
    { seed: 1 },
  );
  assert.equal(failure?.name, 'threw AmbientUse');
});

test('what was never listed is no run at all, though a node catches what it throws', async () => {
  const build: Scenario['build'] = (run) => {
    run.node('a', () => {
      try {
        run.sometimes('unlisted');
      } catch {}
    });
    return undefined;
  };
  await assert.rejects(runScenario(one('callback', build), { seed: 1 }), /'unlisted' is not in/);
});

test('what is no text becomes one, and counts in the hash', async () => {
  const saying = (said: unknown): Scenario =>
    one('callback', (run) => {
      run.node('a', () => run.record('a', said as string));
      return { check: () => run.fail('odd', said as string) };
    });
  const of = (said: unknown) => runScenario(saying(said), { seed: 1, happenings: true });
  const [five, six] = [await of(5), await of(6)];
  assert.equal(five.failure?.message, '5');
  assert.notEqual(five.hash, six.hash);
});
