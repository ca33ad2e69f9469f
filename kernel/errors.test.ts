import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled, InvalidInput, Refused, TimedOut } from './errors.ts';

test('InvalidInput says where, what and what to do', () => {
  const where = { file: 'shop.system.yaml', line: 7, column: 3 };
  const error = new InvalidInput("'5S' is not a duration", { where, hint: "write '5s'" });
  assert.equal(error.message, "shop.system.yaml:7:3: '5S' is not a duration; write '5s'");
  assert.equal(error.problem, "'5S' is not a duration");
  assert.equal(error.hint, "write '5s'");
  assert.deepEqual(error.where, where);
  assert.equal(new InvalidInput('empty').message, 'empty');
  assert.equal(new InvalidInput('empty', { where: { file: 'a' } }).message, 'a: empty');
  assert.equal(
    new InvalidInput('empty', { where: { file: 'a', column: 3 } }).message,
    'a: empty',
    'a column without a line leads nowhere',
  );
});

test('errors keep their names, codes and causes', () => {
  const cause = new Error('the tab was closed');
  const all = [
    [new InvalidInput('x', { cause }), 'InvalidInput', 'INVALID_INPUT'],
    [new TimedOut('timeout', 800), 'TimedOut', 'TIMED_OUT'],
    [new Refused('circuit-breaker', 'the circuit is open', 5000), 'Refused', 'REFUSED'],
    [new Cancelled(cause), 'Cancelled', 'CANCELLED'],
  ] as const;
  for (const [error, name, code] of all) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, name);
    assert.equal(error.code, code);
    assert.ok(error.stack?.startsWith('Error') || error.stack?.startsWith(name));
  }
  assert.equal(all[0][0].cause, cause);
  assert.equal(all[3][0].cause, cause);
  assert.ok(!('cause' in new Cancelled()));
});

test('call errors say which layer spoke', () => {
  assert.equal(new TimedOut('timeout', 800).message, 'timeout: no answer within 800 ms');
  const refused = new Refused('circuit-breaker', 'the circuit is open', 5000);
  assert.equal(refused.message, 'circuit-breaker: the circuit is open');
  assert.equal(refused.by, 'circuit-breaker');
  assert.equal(refused.retryAfter_ms, 5000);
});

test('a refusal takes no stack, and leaves the stacks of others alone', () => {
  assert.equal(new Refused('bulkhead', 'full').stack?.includes('\n'), false);
  assert.ok(new Error('other').stack?.includes('\n'));
});
