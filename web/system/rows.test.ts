import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultName, gridOf, moveIn } from './rows.ts';

const cells = [
  { id: 'crash front', fault: { kind: 'crash', service: 'front' } },
  { id: 'slow front', fault: { kind: 'slow', service: 'front' } },
  { id: 'crash cart', fault: { kind: 'crash', service: 'cart' } },
  {
    id: 'slow front/handle -> cart/handle',
    fault: { kind: 'slow', call: { from: 'front/handle', to: 'cart/handle' } },
  },
  { id: 'zone-loss a', fault: { kind: 'zone-loss', zone: 'a' } },
  { id: 'spike front/handle', fault: { kind: 'spike', entry: 'front/handle' } },
  { id: 'spike front/buy', fault: { kind: 'spike', entry: 'front/buy' } },
] as const;

test('services, their calls below them, then faults of the whole', () => {
  const grid = gridOf(cells);
  assert.deepEqual(grid.columns, ['crash', 'slow']);
  assert.deepEqual(
    grid.rows.map(({ label, depth }) => [label, depth]),
    [
      ['front', 0],
      ['handle → cart', 1],
      ['cart', 0],
      ['Loss of zone a', 0],
      ['10× traffic at front', 0],
      ['10× traffic at front/buy', 0],
    ],
  );
});

test('every cell has one place', () => {
  const ids = gridOf(cells).rows.flatMap((row) => [
    ...Object.values(row.cells).map(({ id }) => id),
    ...(row.whole ? [row.whole.id] : []),
  ]);
  assert.deepEqual(ids.sort(), cells.map(({ id }) => id).sort());
});

test('arrow keys step over places without a cell and stay inside', () => {
  const grid = gridOf(cells);
  assert.deepEqual(moveIn(grid, { row: 0, column: 0 }, 'ArrowDown'), { row: 2, column: 0 });
  assert.deepEqual(moveIn(grid, { row: 0, column: 1 }, 'ArrowDown'), { row: 1, column: 1 });
  assert.deepEqual(moveIn(grid, { row: 0, column: 0 }, 'ArrowUp'), { row: 0, column: 0 });
  assert.deepEqual(moveIn(grid, { row: 0, column: 0 }, 'End'), { row: 0, column: 1 });
  assert.deepEqual(moveIn(grid, { row: 0, column: 1 }, 'Home'), { row: 0, column: 0 });
  assert.deepEqual(moveIn(grid, { row: 2, column: 0 }, 'ArrowDown'), { row: 3, column: 0 });
  assert.deepEqual(moveIn(grid, { row: 3, column: 1 }, 'ArrowUp'), { row: 1, column: 1 });
  assert.deepEqual(moveIn(grid, { row: 5, column: 0 }, 'ArrowDown'), { row: 5, column: 0 });
  assert.deepEqual(moveIn(grid, { row: 4, column: 0 }, 'ArrowRight'), { row: 4, column: 0 });
});

test('faults in words', () => {
  assert.equal(faultName(cells[0].fault), 'Crash of front');
  assert.equal(faultName(cells[3].fault), '10× slow calls from front to cart');
});
