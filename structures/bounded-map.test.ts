import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BoundedMap } from './bounded-map.ts';

test('a full map forgets what was used longest ago', () => {
  const map = new BoundedMap<string, number>(2);
  assert.equal(map.set('a', 1), undefined);
  assert.equal(map.set('b', 2), undefined);
  assert.equal(map.get('a'), 1);
  assert.equal(map.set('c', 3), 2);
  assert.equal(map.get('b'), undefined);
  assert.equal(map.get('a'), 1);
  assert.equal(map.size, 2);
});

test('behaves like a list searched from the end', () => {
  const step = fc.record({ key: fc.integer({ min: 0, max: 8 }), write: fc.boolean() });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(step, { maxLength: 80 }),
      (room, steps) => {
        const map = new BoundedMap<number, number>(room);
        let model: { key: number; value: number }[] = [];
        steps.forEach(({ key, write }, index) => {
          const known = model.find((entry) => entry.key === key);
          const rest = model.filter((entry) => entry.key !== key);
          if (write) {
            const evicted = known === undefined && model.length === room ? rest.shift() : undefined;
            model = [...rest, { key, value: index }];
            assert.equal(map.set(key, index), evicted?.value);
          } else {
            if (known !== undefined) model = [...rest, known];
            assert.equal(map.get(key), known?.value);
          }
          assert.equal(map.size, model.length);
        });
      },
    ),
  );
});

test('room for no entry is refused', () => {
  for (const size of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => new BoundedMap(size), /size_max is/);
  }
});
