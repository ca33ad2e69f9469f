import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import { Pairs } from './pairs.ts';

test('pairs are numbered as they come, each once, however many there are', () => {
  const random = createRandom(3);
  const below = (n: number): number => Math.floor(random.next() * n);
  const pairs = new Pairs();
  const numbers = new Map<string, number>();
  for (let i = 0; i < 20_000; i++) {
    const [one, other] = [below(100), below(150)];
    const id = `${one} ${other}`;
    assert.equal(pairs.has(one, other), numbers.has(id));
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    assert.equal(pairs.add(one, other), numbers.get(id));
  }
  assert.equal(pairs.size, numbers.size);
});
