import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import type { History } from '../history/operation.ts';
import { keyValue } from '../models/key-value.ts';
import { queue } from '../models/queue.ts';
import { casRegister, register } from '../models/register.ts';
import { ofEvents, oneByOne } from '../testing/of-events.ts';
import { isSequential } from '../testing/oracle.ts';
import { smallHistory, VOCABULARIES } from '../testing/small.ts';
import { finish, type Verdict } from '../verdict.ts';
import { checkSequential } from './check.ts';

const check = (history: History): Verdict => finish(checkSequential(history, casRegister));

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
      const { validity } = finish(checkSequential(history, model));
      const expected = isSequential(history.operations, model) ? 'valid' : 'invalid';
      assert.equal(validity, expected, `${name} ${index}`);
      seen[validity] += 1;
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
  assert.match(own.summary, /at most 2 of 3 operations.*read → 1 \(process 0\)/);
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
  assert.equal(finish(checkSequential(both, register)).validity, 'invalid');
});

test('gives up in time', () => {
  const appends = Array.from({ length: 14 }, (_, at) => [at, 'invoke', 'append', `${at}`] as const);
  const hard = ofEvents(...appends, [50, 'invoke', 'get'], [50, 'ok', 'get', 'x']);
  const { validity, summary } = finish(checkSequential(hard, keyValue, { steps_max: 20_000 }));
  assert.equal(validity, 'unknown');
  assert.match(summary, /after 20000 steps/);
});
