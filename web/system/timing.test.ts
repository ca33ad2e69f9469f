import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTiming as engineTiming } from '@dstudio/systems';
import { defaultTiming } from './timing.ts';

test('the page and the terminal start from the same timing', () => {
  assert.deepEqual(defaultTiming, engineTiming);
});
