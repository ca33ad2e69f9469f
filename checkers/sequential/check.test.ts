import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import { drawText } from '../draw/text.ts';
import type { History } from '../history/operation.ts';
import type { LinearizabilityVerdict } from '../linearizability/check.ts';
import { keyValue } from '../models/key-value.ts';
import { queue } from '../models/queue.ts';
import { casRegister, register } from '../models/register.ts';
import { ofEvents, oneByOne } from '../testing/of-events.ts';
import { isSequential } from '../testing/oracle.ts';
import { smallHistory, VOCABULARIES } from '../testing/small.ts';
import type { Value } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkSequential } from './check.ts';

const check = (history: History): LinearizabilityVerdict =>
  finish(checkSequential(history, casRegister));

for (const [name, model] of [
  ['cas-register', casRegister],
  ['key-value', keyValue],
] as const) {
  test(`agrees with every order tried: ${name}`, () => {
    const words = VOCABULARIES[name];
    assert.ok(words);
    const random = createRandom(`sequential ${name}`);
    const seen = { valid: 0, invalid: 0, unknown: 0 };
    for (let index = 0; index < 400; index += 1) {
      const history = smallHistory(random, words, 6);
      const { validity, counterexample } = finish(checkSequential(history, model));
      const expected = isSequential(history.operations, model) ? 'valid' : 'invalid';
      assert.equal(validity, expected, `${name} ${index}`);
      seen[validity] += 1;
      if (counterexample === undefined) continue;
      const { operations, reached, minimal } = counterexample;
      assert.equal(isSequential(operations, model), false);
      assert.ok(minimal && reached.stuck !== undefined);
      for (const left of operations) {
        if (model.functions[left.f] !== 'read') continue;
        assert.ok(
          isSequential(
            operations.filter((one) => one !== left),
            model,
          ),
          `${index}`,
        );
      }
    }
    assert.ok(seen.valid > 100 && seen.invalid > 100);
  });
}

test('agrees with every order tried: queue', () => {
  const words = VOCABULARIES.queue;
  assert.ok(words);
  const random = createRandom('sequential queue');
  for (let index = 0; index < 300; index += 1) {
    const history = smallHistory(random, words, 6);
    const expected = isSequential(history.operations, queue) ? 'valid' : 'invalid';
    assert.equal(finish(checkSequential(history, queue)).validity, expected, `${index}`);
  }
});

test('a stale read of another process is sequential, of the same it is not', () => {
  assert.equal(
    check(oneByOne([0, 'write', 1], [0, 'write', 2], [1, 'read', null, 1])).validity,
    'valid',
  );
  const own = check(oneByOne([0, 'write', 1], [0, 'write', 2], [0, 'read', null, 1]));
  assert.equal(own.validity, 'invalid');
  assert.match(
    own.summary,
    /explains these 3 operations: after the longest one, of 2, read → 1 \(process 0, line 5\) fits nowhere/,
  );
});

test('keys that are sequential each need not be together', () => {
  // Each writes its key and then sees the other's unwritten (Dekker).
  const both = ofEvents(
    [0, 'invoke', 'write', 1, 'x'],
    [1, 'invoke', 'write', 1, 'y'],
    [0, 'ok', 'write', 1, 'x'],
    [1, 'ok', 'write', 1, 'y'],
    [0, 'invoke', 'read', null, 'y'],
    [1, 'invoke', 'read', null, 'x'],
    [0, 'ok', 'read', null, 'y'],
    [1, 'ok', 'read', null, 'x'],
  );
  const { validity, counterexample } = finish(checkSequential(both, register));
  assert.equal(validity, 'invalid');
  assert.equal(counterexample?.operations.length, 4);
  assert.ok(counterexample);
  const drawing = drawText(counterexample);
  assert.match(
    drawing,
    /✗ read → nothing at "x" by process 1 \(line 6, 0.005 s to 0.007 s\) is next of its process, and the state is 1 at "x"/,
  );
  assert.match(drawing, /├─* ✗ read/);
});

test('what every process waits for is told of each', () => {
  const { summary, counterexample } = check(
    oneByOne([0, 'read', null, 1], [0, 'write', 2], [1, 'read', null, 2], [1, 'write', 1]),
  );
  assert.match(
    summary,
    /of 0, none of read → 1 \(process 0, line 1\), read → 2 \(process 1, line 5\) fits\.$/,
  );
  assert.ok(counterexample);
  assert.equal(drawText(counterexample).match(/├─* ✗ read/g)?.length, 2);
});

test('a long history is refuted by the few operations that matter', () => {
  // On another key, so nobody on the first can have seen it.
  const value = (at: number): Value => (at % 3 === 1 ? 'old' : at);
  const noise = Array.from(
    { length: 200 },
    (_, at) => [5, 'write', value(at), value(at), at % 3] as const,
  );
  const { counterexample } = finish(
    checkSequential(
      oneByOne(
        ...noise.slice(0, 100),
        [7, 'write', 'old', 'old', 0],
        [7, 'write', 'new', 'new', 0],
        ...noise.slice(100, 150),
        [8, 'read', null, 'new', 0],
        [8, 'read', null, 'old', 0],
        ...noise.slice(150),
      ),
      register,
    ),
  );
  assert.deepEqual(
    counterexample?.operations.map(({ f, input, output }) => [f, input ?? output]),
    [
      ['write', 'old'],
      ['write', 'new'],
      ['read', 'new'],
      ['read', 'old'],
    ],
  );
});

test('gives up in time', () => {
  const appends = Array.from({ length: 14 }, (_, at) => [at, 'invoke', 'append', `${at}`] as const);
  const hard = ofEvents(...appends, [50, 'invoke', 'get'], [50, 'ok', 'get', 'x']);
  const { validity, summary } = finish(checkSequential(hard, keyValue, { steps_max: 20_000 }));
  assert.equal(validity, 'unknown');
  assert.match(summary, /after 20000 steps/);
});
