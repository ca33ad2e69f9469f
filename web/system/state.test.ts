import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPlace } from '@dstudio/simulator';
import { type CellResult, proveSystem, run } from '@dstudio/systems';
import { defaultTiming } from '@dstudio/systems/timing';
import { openText } from './open-text.ts';
import { initial, reduce } from './state.ts';

const text = `dstudio: system/1
name: shop
entries:
  front/handle: { rate: 5/s }
services:
  front:
    operations:
      handle: { time: 2ms }
`;
const opened = openText(text, 'shop.yaml');
const shown = reduce(initial(defaultTiming), { kind: 'opened', opened, home: undefined });

async function prove() {
  const cells: CellResult[] = [];
  const timing = { ...defaultTiming, warmup_ms: 200, after_ms: 1000, fault_ms: 1000 };
  const execute = inPlace(run);
  const onCell = (cell: CellResult) => cells.push(cell);
  const matrix = await proveSystem(opened.system, { execute, timing, seeds: [1], onCell });
  return { cells, matrix };
}

test('cells fill in one by one, and nothing is pending in the end', async () => {
  const { cells, matrix } = await prove();
  let state = reduce(shown, { kind: 'proving', again: opened.cells.map(({ id }) => id) });
  assert.equal(state.pending.size, opened.cells.length);
  const [first] = cells;
  assert.ok(first);
  state = reduce(state, { kind: 'cell', cell: first });
  assert.equal(state.pending.size, opened.cells.length - 1);
  assert.equal(state.results[first.id], first);
  state = reduce(state, { kind: 'proved', matrix, said: 'done' });
  assert.equal(state.work, 'idle');
  assert.equal(state.pending.size, 0);
  assert.equal(Object.keys(state.results).length, opened.cells.length);
});

test('a text that is refused leaves the system that was shown', () => {
  const state = reduce(shown, { kind: 'refused', name: 'x', message: 'no' });
  assert.equal(state.opened, opened);
  assert.equal(reduce(state, { kind: 'opened', opened, home: undefined }).refused, undefined);
});

test('a capsule shows its own run with its own timing, until another takes its place', async () => {
  const { cells } = await prove();
  const [cell] = cells;
  assert.ok(cell);
  const timing = { ...defaultTiming, warmup_ms: 200 };
  const repeated = { hash: '0', expected: '0', engine: '1', ours: '1' };
  const run = { cell, fault: cell.fault, timing, repeated };
  const busy = reduce({ ...shown, home: { hash: 'x', text } }, { kind: 'proving', again: ['a'] });
  const state = reduce(busy, { kind: 'capsule', opened, run });
  assert.deepEqual([state.timing, state.selected, state.capsule], [timing, cell.id, run]);
  // Nothing of the system before is left, its file least of all.
  assert.deepEqual([state.work, state.pending.size, state.home], ['idle', 0, undefined]);
  // One seed is no verdict of the matrix.
  assert.deepEqual(state.results, {});
  assert.equal(reduce(state, { kind: 'refused', name: 'x', message: 'no' }).capsule, run);
  assert.equal(reduce(state, { kind: 'proving', again: [] }).capsule, undefined);
});

test('an edit keeps the results of cells that are still there', async () => {
  const { matrix } = await prove();
  const proved = reduce(shown, { kind: 'proved', matrix, said: '' });
  const fewer = { ...opened, cells: opened.cells.slice(1) };
  const gone = opened.cells[0]?.id ?? '';
  const state = reduce(
    { ...proved, selected: gone },
    { kind: 'edited', opened: fewer, said: 'edited' },
  );
  assert.equal(state.results[gone], undefined);
  assert.equal(state.selected, undefined);
  assert.equal(Object.keys(state.results).length, fewer.cells.length);
});

test('stopping and failing both come to rest', () => {
  const proving = reduce(shown, { kind: 'proving', again: ['a'] });
  for (const event of [{ kind: 'stopped' }, { kind: 'failed', message: 'x' }] as const) {
    const state = reduce(proving, event);
    assert.equal(state.work, 'idle');
    assert.equal(state.pending.size, 0);
  }
});
