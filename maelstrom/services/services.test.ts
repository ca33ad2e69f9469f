import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import type { Body } from '../message.ts';
import { createServices } from './index.ts';

const service = (name: string, seed = 1) => {
  const found = createServices(createRandom(seed)).find((one) => one.name === name);
  assert.ok(found);
  return found;
};
const read = (key: number): Body => ({ type: 'read', key });
const write = (key: number, value: number): Body => ({ type: 'write', key, value });

for (const name of ['lin-kv', 'seq-kv', 'lww-kv']) {
  test(`${name} knows Maelstrom's errors`, () => {
    const store = service(name);
    assert.equal(store.handle(read(1), 'n0').code, 20);
    assert.equal(store.handle({ type: 'cas', key: 1, from: 0, to: 1 }, 'n0').code, 20);
    assert.equal(store.handle({ type: 'write' }, 'n0').code, 12);
    assert.equal(store.handle({ type: 'drop' }, 'n0').code, 10);
    assert.equal(
      store.handle({ type: 'cas', key: 1, from: 0, to: 1, create_if_not_exists: true }, 'n0').type,
      'cas_ok',
    );
  });
}

test('lin-kv gives what was written last, and swaps only what is there', () => {
  const store = service('lin-kv');
  assert.equal(store.handle(write(1, 5), 'n0').type, 'write_ok');
  assert.equal(store.handle({ type: 'cas', key: 1, from: 4, to: 6 }, 'n1').code, 22);
  assert.equal(store.handle({ type: 'cas', key: 1, from: 5, to: 6 }, 'n1').type, 'cas_ok');
  assert.equal(store.handle(read(1), 'n2').value, 6);
});

test('lin-kv compares values of any kind, and takes keys of any kind', () => {
  const store = service('lin-kv');
  store.handle({ type: 'write', key: [1, 'a'], value: { a: [1], b: null } }, 'n0');
  const swap = { type: 'cas', key: [1, 'a'], from: { b: null, a: [1] }, to: 2 };
  assert.equal(store.handle(swap, 'n0').type, 'cas_ok');
});

test('seq-kv may be behind for others, and never goes back for one', () => {
  let stale = 0;
  for (let seed = 0; seed < 50; seed++) {
    const store = service('seq-kv', seed);
    let seen = 0;
    for (let value = 1; value <= 60; value++) {
      store.handle(write(1, value), 'writer');
      assert.equal(store.handle(read(1), 'writer').value, value);
      const found = Number(store.handle(read(1), 'reader').value ?? 0);
      assert.ok(found >= seen && found > value - 32, `${found} after ${seen}`);
      if (found < value) stale++;
      seen = found;
    }
  }
  assert.ok(stale > 0);
});

test('seq-kv lets a write that changes nothing happen in the past, and no other', () => {
  const [stale, fresh] = [0, 1].map((step) => {
    let behind = 0;
    for (let seed = 0; seed < 50; seed++) {
      const store = service('seq-kv', seed);
      store.handle(write(2, 0), 'reader');
      for (let value = 1; value <= 20; value++) {
        store.handle(write(1, value), 'writer');
        store.handle(write(2, step * value), 'reader');
        if (store.handle(read(1), 'reader').value !== value) behind++;
      }
    }
    return behind;
  });
  assert.ok(Number(stale) > 100);
  assert.equal(fresh, 0);
});

test('lww-kv forgets for a while, and comes together', () => {
  const answers = new Set<unknown>();
  for (let seed = 0; seed < 20; seed++) {
    const store = service('lww-kv', seed);
    store.handle(write(1, 1), 'n0');
    for (let i = 0; i < 5; i++) answers.add(store.handle(read(1), 'n0').value);
    for (let i = 0; i < 100; i++) store.handle(read(1), 'n0');
    assert.equal(store.handle(read(1), 'n0').value, 1);
  }
  assert.deepEqual([...answers].sort(), [1, undefined]);
});

test('lin-tso gives each timestamp once, rising', () => {
  const oracle = service('lin-tso');
  const given = Array.from({ length: 5 }, () => oracle.handle({ type: 'ts' }, 'n0').ts);
  assert.deepEqual(given, [0, 1, 2, 3, 4]);
});
