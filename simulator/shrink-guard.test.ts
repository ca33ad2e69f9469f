import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Env } from '@dstudio/kernel';
import {
  parseCapsule,
  printCapsule,
  type Run,
  replayScenario,
  runSuite,
  type Scenario,
  shrink,
} from './index.ts';

const LETTER = { ask: 1, no: 2 };

/**
 * Each takes the lease when nobody says no within 10 ms, so messages that are lost let all take it. The
 * check is careless: it asks those alone that are there.
 */
const lease: Scenario = {
  name: 'careless-lease',
  lane: 'callback',
  length_ms: 500,
  faults: { network: { loss: 0.9 } },
  sometimes: [],
  build(run) {
    const holds = new Map<string, boolean>();
    const names = ['n1', 'n2', 'n3'];
    const take = new Map<string, () => void>();
    const boot = (name: string, { network, clock }: Env): void => {
      holds.set(name, false);
      let refused = false;
      network.receive((from, [letter]) => {
        if (letter === LETTER.no) refused = true;
        else if (holds.get(name)) network.send(from, Uint8Array.of(LETTER.no));
      });
      take.set(name, () => {
        refused = false;
        for (const other of names) {
          if (other !== name) network.send(other, Uint8Array.of(LETTER.ask));
        }
        clock.after(10, () => {
          if (!refused) holds.set(name, true);
          const all = [...holds.values()].every((held) => held);
          if (all) run.fail('held by all', 'all of them hold the lease');
        });
      });
    };
    for (const name of names) run.node(name, (env) => boot(name, env));
    for (const [i, name] of names.entries()) {
      for (let round = 0; round < 4; round++) {
        run.issue(20 + 100 * round + 30 * i, name, `take ${round}`, () => take.get(name)?.());
      }
    }
    return undefined;
  },
};

const firstFailing = async (scenario: Scenario): Promise<number> => {
  const { failures } = await runSuite(scenario, { seeds: 200, stopAtFailure: true });
  return failures[0]?.seed ?? assert.fail(`${scenario.name} holds`);
};

test('a node stays without which a careless check fails of itself, and the reader is told', async () => {
  const shrunk = await shrink(lease, { seed: await firstFailing(lease) });
  const kept = (kind: string): readonly string[] =>
    shrunk.choices.filter((choice) => choice.kind === kind).map(({ where }) => where);
  assert.ok(shrunk.complete);
  // One alone would hold it in any run; two do when neither hears of the other.
  assert.equal(kept('node').length, 2);
  assert.deepEqual(kept('operation'), kept('node'));
  assert.match(shrunk.notes.join(), /^n\d, n\d stayed: left out, the check fails even when/);
});

test('a node that the failure has nothing to do with goes, and no failure names one that went', async () => {
  /** Two of three call at once; who is called is said by name or not. */
  const calls = (says: (missed: string) => string): Scenario => ({
    name: 'calls',
    lane: 'callback',
    length_ms: 500,
    faults: { network: { loss: 0.9 } },
    sometimes: [],
    build(run) {
      const names = ['n1', 'n2', 'n3'];
      const heard = new Map<string, number>();
      for (const name of names) {
        run.node(name, ({ network }) => void network.receive(() => heard.set(name, 1)));
      }
      const client = run.node('client').env;
      run.issue(10, 'client', 'call', () => {
        heard.clear();
        for (const name of names.slice(0, 2)) client.network.send(name, Uint8Array.of(1));
      });
      run.world.at(20, () => {
        const missed = names.slice(0, 2).find((name) => !heard.has(name));
        if (missed !== undefined) run.fail('missed', says(missed));
      });
      return undefined;
    },
  });
  for (const says of [(name: string) => `${name} heard nothing`, () => 'one heard nothing']) {
    const scenario = calls(says);
    const { choices } = await shrink(scenario, { seed: await firstFailing(scenario) });
    const nodes = choices.filter(({ kind }) => kind === 'node').map(({ where }) => where);
    assert.deepEqual(nodes, ['n1', 'n2', 'client']);
  }
});

test('a failure that names a node that is left out, or fewer than before, is another one', async () => {
  /** The client asks n1, then n2; each answers at once, if it is there and hears of it. */
  const asks = (
    judge: (run: Run, answered: ReadonlySet<string>, there: string[]) => void,
  ): Scenario => ({
    name: 'asks',
    lane: 'callback',
    length_ms: 500,
    faults: { network: { loss: 0.9 } },
    sometimes: [],
    build(run) {
      const there: string[] = [];
      const answered = new Set<string>();
      for (const name of ['n1', 'n2']) {
        run.node(name, ({ network }) => {
          there.push(name);
          network.receive((from) => network.send(from, Uint8Array.of(1)));
        });
      }
      const client = run.node('client').env;
      client.network.receive((from) => answered.add(from));
      run.issue(10, 'client', 'ask', () => {
        for (const name of ['n1', 'n2']) client.network.send(name, Uint8Array.of(1));
        run.world.after(10, () => judge(run, answered, there));
      });
      return undefined;
    },
  });
  const none = asks((run, { size }) => size === 0 && run.fail('none', 'n2 was the last'));
  const all = asks((run, answered, there) => {
    const silent = there.filter((name) => !answered.has(name));
    if (silent.length === there.length) run.fail('all silent', silent.join(' and '));
  });
  for (const scenario of [none, all]) {
    const { choices } = await shrink(scenario, { seed: await firstFailing(scenario) });
    const nodes = choices.filter(({ kind }) => kind === 'node').map(({ where }) => where);
    assert.ok(nodes.includes('n2'), nodes.join());
    assert.equal(nodes.includes('n1'), scenario === all, nodes.join());
  }
  // Whoever is left out is silent as well.
  const first = asks((run, answered) => {
    const silent = ['n1', 'n2'].filter((name) => !answered.has(name));
    if (silent.includes('n1')) run.fail('n1 silent', silent.join(' and '));
  });
  const { failures } = await runSuite(first, { seeds: 300 });
  const seed = failures.find(({ failure }) => failure.message === 'n1')?.seed ?? assert.fail();
  assert.ok((await shrink(first, { seed })).choices.some(({ where }) => where === 'n2'));
});

/** A server adds up what it is sent. The check counts, whatever was issued. */
const counts = (drops: boolean): Scenario => ({
  name: 'careless-count',
  lane: 'callback',
  length_ms: 500,
  settle_ms: 100,
  faults: { network: { loss: 0.1 } },
  sometimes: [],
  build(run) {
    let sum = 0;
    run.node('server', ({ network }) => void network.receive(() => drops || sum++));
    const client = run.node('client').env;
    for (let i = 0; i < 6; i++) {
      run.issue(10 + i * 50, 'client', `add ${i}`, () => {
        client.network.send('server', Uint8Array.of(i));
      });
    }
    return { check: () => sum < 6 && run.fail('too few', `${sum} of 6`) };
  },
});

test('operations stay that a careless check counts, and the fault is what is found', async () => {
  const lossy = counts(false);
  const shrunk = await shrink(lossy, { seed: await firstFailing(lossy) });
  const count = (kind: string): number =>
    shrunk.choices.filter((choice) => choice.kind === kind).length;
  // Nothing arrives, since nothing stands in the list; whoever counts sees too few of six.
  assert.deepEqual([count('operation'), count('message')], [6, 0]);
  assert.match(shrunk.notes.join(), /fails when nobody does anything, so a smaller run counted/);
  // It fails in every run: nothing says which operations it needs.
  const broken = await shrink(counts(true), { seed: 1 });
  assert.equal(broken.choices.filter(({ kind }) => kind === 'operation').length, 6);
  assert.match(broken.notes.join(), /so no operation was left out/);
});

test('what is healed early stays calm as long, and its capsule says when', async () => {
  const scenario = {
    ...counts(false),
    label: ([number]: Uint8Array) => `number ${number}`,
    build: (run: Parameters<Scenario['build']>[0]) => {
      let asked = 0;
      let sum = 0;
      run.node('server', ({ network }) => void network.receive(() => sum++));
      const client = run.node('client').env;
      for (let i = 0; i < 6; i++) {
        run.issue(10 + i * 50, 'client', `add ${i}`, () => {
          asked++;
          client.network.send('server', Uint8Array.of(i));
        });
      }
      return { check: () => sum < asked && run.fail('too few', `${sum} of ${asked}`) };
    },
  } satisfies Scenario;
  const { capsule, choices, failure } = await shrink(scenario, {
    seed: await firstFailing(scenario),
  });
  const [last_ms = 0] = choices.filter(({ kind }) => kind === 'operation').map((one) => one.at_ms);
  assert.equal(choices.filter(({ kind }) => kind === 'operation').length, 1);
  assert.deepEqual(capsule.parameters, { listed_ms: last_ms + 1, length_ms: last_ms + 1 });
  assert.equal(failure.at_ms, last_ms + 1 + 100);
  const again = await replayScenario(parseCapsule(printCapsule(capsule)), scenario);
  assert.deepEqual([again.same, again.failure], [true, failure]);
  assert.match(again.happenings.find(({ kind }) => kind === 'lost')?.text ?? '', /^number \d$/);
  // A scenario is well only after a calm, and nobody can take that away from it.
  const replayed = async (length_ms: number): Promise<unknown> =>
    replayScenario({ ...capsule, parameters: { listed_ms: 0, length_ms } }, scenario);
  await assert.rejects(replayed(last_ms), /something happen after all is healed/);
  for (const length_ms of [501, -1, Number.NaN]) {
    await assert.rejects(replayed(length_ms), /length_ms of the capsule/);
  }
  // What comes late of itself is missing in each run that ends early, and explains nothing.
  const batch: Scenario = {
    ...scenario,
    build(run) {
      let late = 0;
      run.world.at(450, () => late++);
      let lost = 0;
      const client = run.node('client').env;
      run.node('server', ({ network }) => void network.receive(() => lost--));
      for (let i = 0; i < 6; i++) {
        run.issue(10 + i * 50, 'client', `add ${i}`, () => {
          lost++;
          client.network.send('server', Uint8Array.of(i));
        });
      }
      return { check: () => (lost > 0 || late === 0) && run.fail('too few', 'of all') };
    },
  };
  const kept = await shrink(batch, { seed: await firstFailing(batch) });
  assert.equal(kept.choices.filter(({ kind }) => kind === 'operation').length, 1);
  const { settle_ms: _, ...endless } = scenario;
  await assert.rejects(replayScenario(capsule, endless), /length_ms of the capsule/);
});
