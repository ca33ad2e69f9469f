import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf, wantsColour, widthOf } from './terminal.ts';

test('colour follows the terminal, NO_COLOR and FORCE_COLOR', () => {
  assert.equal(wantsColour(true, {}), true);
  assert.equal(wantsColour(false, {}), false);
  assert.equal(wantsColour(true, { NO_COLOR: '1' }), false);
  assert.equal(wantsColour(true, { NO_COLOR: '' }), true);
  assert.equal(wantsColour(true, { TERM: 'dumb' }), false);
  assert.equal(wantsColour(false, { FORCE_COLOR: '1' }), true);
  assert.equal(wantsColour(true, { FORCE_COLOR: '0' }), false);
  assert.equal(wantsColour(true, { FORCE_COLOR: '1', NO_COLOR: '1' }), false);
});

test('a terminal that does not know its width has 80 columns, and a file has none', () => {
  assert.equal(columnsOf({ isTTY: true, columns: 132 }), 132);
  assert.equal(columnsOf({ isTTY: true, columns: 0 }), 80);
  assert.equal(columnsOf({ isTTY: true }), 80);
  assert.equal(columnsOf({}), undefined);
});

test('text is laid out in 40 columns at least', () => {
  assert.equal(widthOf({ width: 3 }), 40);
  assert.equal(widthOf({ width: 72 }), 72);
  assert.equal(widthOf({ width: undefined }), 120);
});
