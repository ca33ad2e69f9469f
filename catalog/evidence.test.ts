import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatProblems, parseEvidence } from './index.ts';

const SOUND = {
  key: 'abc',
  engine: 1,
  date: '2025-06-01',
  seeds: 100,
  claims: [
    {
      id: 'short-waits',
      text: 'Waits are short.',
      held: 99,
      of: 100,
      worst: 251.5,
      limit: 250,
      firstFailure: 7,
    },
  ],
};
const problemsOf = (value: unknown): string[] => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const { evidence, problems } = parseEvidence(text, 'evidence.json');
  assert.equal(evidence === undefined, problems.length > 0);
  return problems.length === 0 ? [] : formatProblems(problems).split('\n');
};

describe('evidence', () => {
  it('that proving wrote is read', () => {
    assert.deepEqual(problemsOf(SOUND), []);
    assert.deepEqual(parseEvidence(JSON.stringify(SOUND), 'e').evidence, SOUND);
  });
  it('that is no JSON is refused', () => {
    assert.deepEqual(problemsOf('{'), [
      "evidence.json:1:1 error not JSON; run 'dstudio prove' for this room again [bad-evidence]",
    ]);
  });
  it('that cannot be so is refused', () => {
    const [claim] = SOUND.claims;
    assert.deepEqual(problemsOf({ ...SOUND, claims: [{ ...claim, held: 101 }] }), [
      "evidence.json:1:1 error claims.0: 'held is more than of'; run 'dstudio prove' for this room again [bad-evidence]",
    ]);
    assert.deepEqual(problemsOf({ ...SOUND, date: '2025-02-29' }), [
      "evidence.json:1:1 error date: 'not a day as YYYY-MM-DD'; run 'dstudio prove' for this room again [bad-evidence]",
    ]);
    assert.equal(problemsOf({ ...SOUND, seeds: -1 }).length, 1);
  });
  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void problemsOf(text)));
  });
});
