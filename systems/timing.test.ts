import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTiming, timingLimits } from './timing.ts';

test('the defaults are within the limits, and a window fits into what it judges', () => {
  for (const [key, value] of Object.entries(defaultTiming)) {
    const { min_ms, max_ms } = timingLimits(key as keyof typeof defaultTiming, defaultTiming);
    assert.ok(min_ms <= value && value <= max_ms, key);
  }
  const timing = { ...defaultTiming, after_ms: 5_000, window_ms: 2_000 };
  assert.deepEqual(timingLimits('window_ms', timing), { min_ms: 100, max_ms: 5_000 });
  assert.deepEqual(timingLimits('after_ms', timing), { min_ms: 2_000, max_ms: 600_000 });
  assert.equal(timingLimits('fault_ms', timing).min_ms, 100);
  assert.equal(timingLimits('warmup_ms', timing).min_ms, 0);
});
