import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import fc from 'fast-check';
import { lab } from './example.lab.ts';
import { capsuleOf, parseCapsule, printCapsule, replayLab, runLab } from './index.ts';

const { hash } = runLab(lab, { seed: 7, variant: 'two', values: { service: 5 } });
const capsule = capsuleOf({
  scenario: 'lab:two-servers',
  parameters: { service: '5ms' },
  variant: 'two',
  seed: 7,
  choices: [{ kind: 'crash', service: 'cart' }],
  hash,
});

test('a capsule prints, reads back and replays the same run', () => {
  const read = parseCapsule(printCapsule(capsule));
  assert.deepEqual(read, capsule);
  const replay = replayLab(read, lab);
  assert.deepEqual([replay.same, replay.hash, replay.otherEngine], [true, hash, false]);
});

test('a replay that differs says so', () => {
  const other = replayLab({ ...capsule, seed: 8 }, lab);
  assert.equal(other.same, false);
  assert.notEqual(other.hash, hash);
  assert.equal(replayLab({ ...capsule, engine: 99 }, lab).otherEngine, true);
  assert.throws(
    () => replayLab({ ...capsule, scenario: 'lab:else' }, lab),
    /not of lab:two-servers/,
  );
  assert.throws(() => replayLab({ ...capsule, parameters: { service: '1h' } }, lab), InvalidInput);
});

test('what is no capsule gets one clear message', () => {
  const broken = (change: object): string => JSON.stringify({ ...capsule, ...change });
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /run\.json: not JSON/],
    ['[]', /a capsule is a JSON object/],
    ['null', /a capsule is a JSON object/],
    ['{}', /format is missing/],
    [
      broken({ format: 'other/1' }),
      /format is "other\/1"; this version reads 'dstudio-capsule\/1'/,
    ],
    [broken({ engine: 0 }), /engine is 0/],
    [broken({ scenario: 'two-servers' }), /scenario is "two-servers"; give 'lab:<slug>'/],
    [broken({ parameters: { a: {} } }), /parameters is not/],
    [broken({ variant: undefined }), /variant is missing/],
    [broken({ variant: '' }), /variant is ""/],
    [broken({ variant: 'red \u001b[31m' }), /variant is "red \\u001b/],
    [broken({ seed: -1 }), /seed is -1/],
    [broken({ choices: [1] }), /choices is not a list/],
    [broken({ choices: Array(20_001).fill({}) }), /choices is not a list/],
    [broken({ hash: 'abc' }), /hash is "abc"/],
    [' '.repeat(5_000_000), /too many for a capsule/],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => parseCapsule(text, 'run.json'), { name: 'InvalidInput', message });
  }
});

test('no text makes it throw anything else', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record(
        Object.fromEntries(
          Object.entries(capsule).map(([key, value]) => [
            key,
            fc.oneof(fc.constant(value), fc.jsonValue()),
          ]),
        ),
      )
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anything, (text) => {
      try {
        parseCapsule(text);
      } catch (error) {
        assert.ok(error instanceof InvalidInput);
      }
    }),
  );
});
