import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidArgumentError } from 'commander';
import { duration, listOf, wholeNumber } from './options.ts';

const refused = (text: RegExp) => (error: unknown) =>
  error instanceof InvalidArgumentError && text.test(error.message);

test('durations are read with their unit', () => {
  assert.equal(duration('1.5s'), 1500);
  assert.throws(() => duration('soon'), refused(/soon/));
});

test('whole numbers are held to their bounds', () => {
  const read = wholeNumber(1, 10);
  assert.equal(read('10'), 10);
  for (const text of ['0', '11', '-1', '1.5', '1e1', '', 'x', ' 3']) {
    assert.throws(() => read(text), refused(/from 1 to 10/), text);
  }
});

test('lists name what they know, each once and in their order', () => {
  const read = listOf(['crash', 'slow', 'errors']);
  assert.deepEqual(read('slow, crash,slow'), ['crash', 'slow']);
  assert.throws(() => read('crash,fire'), refused(/no 'fire'; there are: crash, slow, errors/));
});
