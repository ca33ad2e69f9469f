import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { layOut } from './layout.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];

test('callers stand before their callees, left or above', () => {
  const boxes = names.map((id) => ({ id, label: id }));
  const arrows = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
  ];
  for (const [direction, axis] of [
    ['across', 'x'],
    ['down', 'y'],
  ] as const) {
    const placed = layOut(boxes, arrows, direction).boxes;
    const at = (id: string) => placed.find((box) => box.id === id)?.[axis] ?? Number.NaN;
    assert.ok(at('a') < at('b') && at('b') < at('c'));
  }
});

test('no two boxes overlap and all lie inside, whatever the graph, cycles included', () => {
  const name = fc.constantFrom(...names);
  const arrow = fc.record({ from: name, to: fc.oneof(name, fc.constant('nobody')) });
  fc.assert(
    fc.property(
      fc.array(arrow, { maxLength: 14 }),
      fc.subarray(names),
      fc.constantFrom('across' as const, 'down' as const),
      (arrows, apart, direction) => {
        const boxes = names.map((id) => ({ id, label: id.repeat(9), apart: apart.includes(id) }));
        const found = layOut(boxes, arrows, direction);
        assert.equal(found.boxes.length, names.length);
        for (const [index, one] of found.boxes.entries()) {
          assert.ok(one.x - one.width / 2 >= 0 && one.x + one.width / 2 <= found.width);
          assert.ok(one.y - one.height / 2 >= 0 && one.y + one.height / 2 <= found.height);
          for (const other of found.boxes.slice(index + 1)) {
            const clear =
              Math.abs(one.x - other.x) * 2 >= one.width + other.width - 0.01 ||
              Math.abs(one.y - other.y) * 2 >= one.height + other.height - 0.01;
            assert.ok(clear, `${one.id} overlaps ${other.id}`);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});
