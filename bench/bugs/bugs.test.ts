import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  auditDeterminism,
  parseCapsule,
  printCapsule,
  printDivergence,
  printSuite,
  replayScenario,
  runSuite,
  shrink,
} from '@dstudio/simulator';
import { host } from '@dstudio/simulator/node';
import { bugs } from './index.ts';

/** An explanation longer than this explains nothing. */
const CHOICE_COUNT_MAX = 25;

for (const bug of bugs) {
  test(`${bug.slug} is found, shrinks, and replays; its twin passes`, async () => {
    const wrong = bug.scenario(false);
    const found = await runSuite(wrong, { seeds: 500, host, stopAtFailure: true });
    const [first] = found.failures;
    assert.ok(first !== undefined, 'it was not found');
    assert.doesNotMatch(first.failure.name, /^threw/, first.failure.message);
    const shrunk = await shrink(wrong, { seed: first.seed, host });
    assert.ok(shrunk.complete);
    assert.ok(shrunk.choices.length <= CHOICE_COUNT_MAX, `${shrunk.choices.length} choices`);
    assert.equal(shrunk.failure.name, first.failure.name);
    const replay = await replayScenario(parseCapsule(printCapsule(shrunk.capsule)), wrong, host);
    assert.deepEqual([replay.same, replay.failure], [true, shrunk.failure]);

    const right = bug.scenario(true);
    // What is left has to be about the bug, not about what shrinking took away.
    const { capsule } = shrunk;
    const other = await replayScenario(
      { ...capsule, scenario: `scenario:${right.name}` },
      right,
      host,
    );
    assert.notEqual(other.failure?.name, shrunk.failure.name, 'the twin fails in it as well');
    const twin = await runSuite(right, { seeds: 20, host });
    assert.ok(twin.ok, printSuite(twin));
    assert.deepEqual((await auditDeterminism(right, [1], { host })).map(printDivergence), []);
  });
}

test('names are unique', () => {
  assert.equal(new Set(bugs.map(({ slug }) => slug)).size, bugs.length);
});
