import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprint } from './choice.ts';
import { type Choice, runScenario, type Scenario } from './index.ts';
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
