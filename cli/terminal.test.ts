import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wantsColour } from './terminal.ts';

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
