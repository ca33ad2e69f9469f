import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Hunt, type HuntEvent, nextSeed, reduceHunt, rested } from './hunt.ts';
import type { Again, Drawing, Least, Tried, Whole } from './protocol.ts';

const drawing: Drawing = { svg: '<svg/>', text: '', rows: [], events: 0 };
const failure = { name: 'charged twice', message: 'request 6', at_ms: 9 };
const hash = '0123456789abcdef';
const whole: Whole = { seed: 7, failure, hash, choices: 26, drawing };
const least: Least = {
  seed: 7,
  failure,
  hash,
  choices: 5,
  before: 26,
  runs: 40,
  complete: true,
  notes: [],
  capsule: '{}',
  drawing,
};
const tried: Tried = {
  first: 1,
  seeds: 7,
  took_ms: 3,
  failing: { seed: 7, failure },
  missing: [],
};
const after = (...events: readonly HuntEvent[]): Hunt => events.reduce(reduceHunt, rested);

test('a search is followed by the seed that it found, whole and then shrunk', () => {
  const begun = after(
    { kind: 'finding', first: 1 },
    { kind: 'tiding', tiding: { kind: 'tried', tried } },
  );
  assert.deepEqual(begun.work, { kind: 'finding', tried });
  const shrinking = reduceHunt(
    reduceHunt(reduceHunt(begun, { kind: 'searched', tried }), { kind: 'examining', seed: 7 }),
    { kind: 'tiding', tiding: { kind: 'whole', whole } },
  );
  assert.deepEqual(shrinking.work, { kind: 'shrinking', runs: 1, choices: 26 });
  assert.deepEqual(
    [shrinking.whole, shrinking.tried],
    [whole, tried],
    'it shows while it is shrunk',
  );
  const done = reduceHunt(shrinking, { kind: 'examined', whole, least });
  assert.deepEqual(done, { ...rested, tried, whole, least });
});

test('while another is looked for the last one stays; another seed replaces it', () => {
  const shown = after({ kind: 'examined', whole, least });
  assert.equal(reduceHunt(shown, { kind: 'finding', first: 8 }).least, least);
  assert.equal(reduceHunt(shown, { kind: 'examining', seed: 7 }).whole, whole);
  const other = reduceHunt(shown, { kind: 'examining', seed: 8 });
  assert.deepEqual([other.whole, other.least], [undefined, undefined]);
});

test('what comes after a stop changes nothing, and only work is stopped', () => {
  const stopped = after({ kind: 'finding', first: 1 }, { kind: 'stopped' });
  assert.equal(stopped.stopped, true);
  assert.equal(reduceHunt(stopped, { kind: 'tiding', tiding: { kind: 'tried', tried } }), stopped);
  assert.equal(reduceHunt(rested, { kind: 'stopped' }), rested);
  assert.equal(reduceHunt(stopped, { kind: 'finding', first: 1 }).stopped, false);
});

test("a capsule's run takes the place of all else, and leaving that of everything", () => {
  const repeated = { hash, expected: hash, engine: '1', ours: '1' };
  const again: Again = { seed: 3, right: false, failure, choices: 5, repeated, drawing };
  const shown = after(
    { kind: 'examined', whole, least },
    { kind: 'replaying' },
    { kind: 'replayed', again },
  );
  assert.deepEqual(shown, { ...rested, again });
  assert.equal(reduceHunt(shown, { kind: 'left' }), rested);
  assert.equal(reduceHunt(shown, { kind: 'failed', message: 'no' }).error, 'no');
});

test('a search goes on where the last one ended', () => {
  assert.equal(nextSeed(rested, undefined), 1);
  assert.equal(nextSeed(rested, 7), 8);
  assert.equal(nextSeed({ ...rested, tried }, 3), 4);
  const none = { ...tried, seeds: 5000, failing: undefined };
  assert.equal(nextSeed({ ...rested, tried: none }, undefined), 5001);
  const repeated = { hash, expected: hash, engine: '1', ours: '1' };
  const again: Again = { seed: 9, right: true, failure, choices: 5, repeated, drawing };
  assert.equal(nextSeed({ ...rested, again }, 9), 1);
});
