import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scenario } from './determinism.scenario.ts';
import { host } from './node/index.ts';

test('the same seed gives the same run twice, in both lanes; another seed another', async () => {
  const first = await scenario(1, host);
  assert.deepEqual(await scenario(1, host), first);
  assert.ok(first.processed > 5000, `${first.processed} events`);
  assert.equal(first.swarm[2], '', 'it failed');
  assert.ok(Number(first.swarm[3]) > 200);
  const other = await scenario(2, host);
  assert.notEqual(other.callback, first.callback);
  assert.notEqual(other.async, first.async);
  assert.notEqual(other.swarm[0], first.swarm[0]);
  assert.notEqual(other.swarm[1], first.swarm[1]);
});
