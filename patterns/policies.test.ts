import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { it } from 'node:test';
import { policies } from './policies.ts';

it('lists exactly the rooms that have a policy, in order', () => {
  const here = new URL('.', import.meta.url);
  const rooms = readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/policy.ts`, here)))
    .map(({ name }) => name)
    .sort();
  assert.deepEqual(
    policies.map(({ slug }) => slug),
    rooms,
  );
});

it('gives no two call policies the same place', () => {
  const ranks = policies.flatMap((policy) => (policy.attach === 'call' ? [policy.rank] : []));
  assert.equal(new Set(ranks).size, ranks.length);
});
