import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Choice, Chooser } from './choice.ts';
import { ddmin } from './ddmin.ts';
import {
  drawSvg,
  drawText,
  parseCapsule,
  printCapsule,
  replayScenario,
  runSuite,
  type Scenario,
  shrink,
} from './index.ts';
import { replicated } from './replicated.scenario.ts';

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

test('wherever shrinking is cut, its capsule replays to the same failure', async () => {
  const scenario = replicated(0);
  const { failures } = await runSuite(scenario, { seeds: 100, stopAtFailure: true });
  const seed = failures[0]?.seed ?? 0;
  const whole = await shrink(scenario, { seed });
  assert.ok(whole.runs > 10);
  for (let runs_max = 2; runs_max <= whole.runs; runs_max++) {
    const { capsule, failure, complete } = await shrink(scenario, { seed, runs_max });
    const replay = await replayScenario(capsule, scenario);
    const cut = `cut after ${runs_max} of ${whole.runs} runs`;
    assert.deepEqual([replay.same, replay.failure], [true, failure], cut);
    assert.equal(failure.name, 'lost write', cut);
    assert.equal(complete, runs_max === whole.runs, cut);
  }
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

test('a plan that a run has made is followed by name, and one that is tried by time as well', () => {
  const at = (key: string): Choice => ({ kind: 'message', where: 'a>b', key, at_ms: 5 });
  const plan = { choices: [at('second')], listed_ms: 10 };
  // Without its own name, the first message at that time would take the place of the second.
  assert.deepEqual(new Chooser(plan).make(at('first'))?.key, 'first');
  const exact = new Chooser({ ...plan, exact: true });
  assert.deepEqual([exact.make(at('first')), exact.make(at('second'))], [undefined, at('second')]);
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

test('a capsule is data from anybody: what no run can follow is refused, and nothing else is run', async () => {
  const scenario = replicated(0);
  const { failures } = await runSuite(scenario, { seeds: 100, stopAtFailure: true });
  const { capsule } = await shrink(scenario, { seed: failures[0]?.seed ?? 0 });
  const fault = { kind: 'fault', where: 'pause', key: 'b', at_ms: 1, value: 1 };
  for (const change of [
    { choices: [{ ...fault, at_ms: Number.POSITIVE_INFINITY }] },
    { choices: [{ ...fault, value: -1 }] },
    { choices: [{ ...fault, kind: 'code' }] },
    { choices: [{ ...fault, key: 'b'.repeat(50_001) }] },
    { choices: [{ ...fault, where: 'b'.repeat(50_001) }] },
    { parameters: { listed_ms: scenario.length_ms + 1 } },
    { parameters: { listed_ms: 'soon' } },
    { parameters: { listed_ms: Number.POSITIVE_INFINITY } },
  ]) {
    await assert.rejects(replayScenario({ ...capsule, ...change }, scenario), {
      name: 'InvalidInput',
    });
  }
  const none = await replayScenario({ ...capsule, choices: [] }, scenario);
  for (const where of ['constructor', 'toString', '__proto__', 'fire']) {
    const odd = await replayScenario({ ...capsule, choices: [{ ...fault, where }] }, scenario);
    assert.deepEqual([odd.same, odd.failure], [false, none.failure], where);
  }
  const many = {
    ...fault,
    where: 'partition',
    key: `b${',b,x'.repeat(5000)}|c${',c'.repeat(5000)}`,
  };
  const cut = await replayScenario({ ...capsule, choices: [...capsule.choices, many] }, scenario);
  assert.ok(drawText(cut.happenings).length < 10_000);
  const loud = await replayScenario(
    { ...capsule, choices: [...capsule.choices, { ...fault, key: 'b\u001b[31m|c' }] },
    scenario,
  );
  assert.ok(!drawText(loud.happenings).includes('\u001b'));
});

test('a failure with any name leaves a capsule that reads back', async () => {
  const scenario: Scenario = {
    ...replicated(0),
    build: (run) => ({ check: () => run.fail(run.seed === 1 ? '' : 'two\nlines', '') }),
  };
  for (const [seed, variant] of [
    [1, 'failed'],
    [2, 'two lines'],
  ] as const) {
    const { capsule } = await shrink(scenario, { seed });
    assert.equal(parseCapsule(printCapsule(capsule)).variant, variant);
  }
});
