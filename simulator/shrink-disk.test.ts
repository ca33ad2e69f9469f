import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Choice,
  drawText,
  replayScenario,
  runScenario,
  runSuite,
  type Scenario,
  shrink,
} from './index.ts';
import { host } from './node/index.ts';
import { journals } from './swarm.scenario.ts';

/** A register on a disk: says 'saved' with or without having synced. */
const register = (synced: boolean): Scenario => ({
  name: synced ? 'register' : 'register-without-sync',
  lane: 'async',
  length_ms: 400,
  settle_ms: 100,
  faults: { disk: { survival: 0.8, slow: 0.3, slow_ms: 20 }, faults: ['kill', 'disk', 'pause'] },
  sometimes: ['restarted', 'saved'],
  build(run) {
    let saved = 0;
    let boots = 0;
    const save: { request?: (value: number) => void } = {};
    run.node('store', async ({ disk }) => {
      if (++boots > 1) run.sometimes('restarted');
      const file = await disk.open('register');
      const found = (await file.read(0, 1))[0] ?? 0;
      if (found < saved) run.fail('lost write', `${saved} was saved, ${found} was found`);
      save.request = (value) => {
        void file.write(0, Uint8Array.of(value)).then(async () => {
          if (synced) await file.sync();
          run.sometimes('saved');
          run.record('store', `saved ${value}`);
          saved = Math.max(saved, value);
        });
      };
    });
    for (let i = 1; i <= 30; i++) {
      run.issue(i * 12, 'store', `save ${i}`, () => save.request?.(i));
    }
    return undefined;
  },
});

test('a lost sync is found and shrinks to one write and one crash', async () => {
  const report = await runSuite(register(false), { seeds: 40, host });
  assert.ok(report.failures.length > 5);
  for (const { seed } of report.failures.slice(0, 3)) {
    const shrunk = await shrink(register(false), { seed, host });
    assert.ok(shrunk.complete);
    assert.deepEqual(shrunk.choices.map(({ kind, where }) => `${kind} ${where}`).sort(), [
      'fault kill',
      'node store',
      'operation store',
    ]);
    const replay = await replayScenario(shrunk.capsule, register(false), host);
    assert.deepEqual([replay.same, replay.failure?.name], [true, 'lost write']);
    assert.match(drawText(shrunk.happenings), /kill store/);
  }
  const twin = await runSuite(register(true), { seeds: 100, host });
  assert.deepEqual([twin.ok, twin.failures, twin.missing], [true, [], []]);
});

test('a disk fault that matters stays in the shrunk run, and replays by its number', async () => {
  const scenario: Scenario = {
    name: 'bit-rot',
    lane: 'async',
    length_ms: 300,
    faults: { disk: { corruptedRead: 0.05, staleRead: 0.05, readError: 0.05 } },
    sometimes: [],
    build(run) {
      run.node('store', async ({ disk }) => {
        const file = await disk.open('data');
        await file.write(0, new Uint8Array(100).fill(1));
        for (;;) {
          const read = await file.read(0, 100).catch(() => new Uint8Array(100).fill(1));
          const wrong = read.findIndex((byte) => byte !== 1);
          if (wrong >= 0) run.fail('corrupt', `byte ${wrong}: ${read[wrong]}`);
        }
      });
      return undefined;
    },
  };
  const { failures } = await runSuite(scenario, { seeds: 10, host });
  const [first] = failures;
  assert.ok(first !== undefined);
  const shrunk = await shrink(scenario, { seed: first.seed, host });
  assert.deepEqual(
    shrunk.choices.map(({ kind }) => kind),
    ['node', 'disk'],
  );
  assert.equal(shrunk.failure.message, first.failure.message);
  // By its place in the run, whatever chance would have drawn there.
  const [node, fault] = shrunk.capsule.choices;
  const other = { ...fault, key: 'read data #4: corruptedRead', value: 0 };
  const capsule = { ...shrunk.capsule, choices: [node ?? {}, other] };
  const replay = await replayScenario(capsule, scenario, host);
  assert.equal(replay.failure?.message, 'byte 0: 0');
});

test('writing down choices changes nothing, and all of them together give the same run', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const bare = await runScenario(journals, { seed, host });
    const run = await runScenario(journals, { seed, host, choices: true, happenings: true });
    assert.equal(run.hash, bare.hash);
    const plan = { choices: run.choices, listed_ms: journals.length_ms };
    const again = await runScenario(journals, { seed, host, plan, happenings: true });
    // A message that is lost by the plan is one that does not stand in it.
    const lines = ({ happenings }: typeof run): readonly string[] =>
      happenings
        .filter(({ kind }) => kind !== 'lost')
        .map(({ at_ms, kind, node, text }) => `${at_ms} ${kind} ${node} ${text}`);
    assert.ok(lines(run).length > 500);
    assert.deepEqual(lines(again), lines(run));
    const lost = run.choices.filter(({ kind }) => kind === 'lost');
    assert.equal(again.choices.length, run.choices.length - lost.length);
  }
});

/** Two sectors in one write, read without a look at the second: a crash may leave the first alone. */
const torn: Scenario = {
  name: 'torn',
  lane: 'async',
  length_ms: 2000,
  settle_ms: 100,
  faults: { disk: { survival: 0.5 }, faults: ['kill'], every_ms: 200, lasts_ms: 20 },
  sometimes: [],
  build(run) {
    const save: { request?: (value: number) => void } = {};
    run.node('store', async ({ disk }) => {
      delete save.request;
      const file = await disk.open('pair');
      if ((await file.size()) === 0) {
        await file.write(0, new Uint8Array(513));
        await file.sync();
      }
      const [first, last] = [(await file.read(0, 1))[0], (await file.read(512, 1))[0]];
      if (first !== last) run.fail('torn', `${first} and ${last}`);
      save.request = (value) => void file.write(0, new Uint8Array(513).fill(value));
    });
    for (let i = 1; i <= 30; i++) run.issue(i * 60, 'store', 'save', () => save.request?.(i));
    return undefined;
  },
};

test('crashes before the one that mattered are left out, and it leaves what it left', async () => {
  const { failures } = await runSuite(torn, { seeds: 60, host });
  const kills = (choices: readonly Choice[]): number =>
    choices.filter(({ kind, where }) => kind === 'fault' && where === 'kill').length;
  let several = 0;
  for (const { seed } of failures) {
    const { choices } = await runScenario(torn, { seed, host, choices: true });
    if (kills(choices) < 3) continue;
    several++;
    const shrunk = await shrink(torn, { seed, host });
    assert.equal(kills(shrunk.choices), 1, drawText(shrunk.happenings));
  }
  assert.ok(several >= 3, `${several} of ${failures.length}`);
});
