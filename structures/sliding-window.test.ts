import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCountWindow, createTimeWindow, type SlidingWindow } from './sliding-window.ts';

interface Call {
  readonly at_ms: number;
  readonly failed: boolean;
  readonly slow: boolean;
}

const counts = ({ total, failures, slow }: SlidingWindow) => ({ total, failures, slow });

const countsOf = (calls: readonly Call[]) => ({
  total: calls.length,
  failures: calls.filter(({ failed }) => failed).length,
  slow: calls.filter(({ slow }) => slow).length,
});

const flags = { failed: fc.boolean(), slow: fc.boolean() };

test('a window of calls counts the last n', () => {
  const calls = fc.array(fc.record({ at_ms: fc.constant(0), ...flags }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), calls, (size, recorded) => {
      const window = createCountWindow(size);
      recorded.forEach(({ at_ms, failed, slow }, index) => {
        window.record(at_ms, failed, slow);
        window.expire(at_ms + 1e9);
        assert.deepEqual(
          counts(window),
          countsOf(recorded.slice(Math.max(0, index + 1 - size), index + 1)),
        );
      });
    }),
  );
});

test('a window of time counts the calls of its buckets, and is right between calls too', () => {
  const steps = fc.array(
    fc.record({
      pause_ms: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 99, 100, 1000)),
      kind: fc.constantFrom('record', 'expire'),
      ...flags,
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }),
      fc.nat(1000),
      steps,
      (buckets, start, recorded) => {
        const BUCKET_MS = 10;
        const window = createTimeWindow(buckets * BUCKET_MS, buckets);
        const calls: Call[] = [];
        let now_ms = start - 500; // clocks may start below zero
        for (const { pause_ms, kind, failed, slow } of recorded) {
          now_ms += pause_ms;
          if (kind === 'record') {
            calls.push({ at_ms: now_ms, failed, slow });
            window.record(now_ms, failed, slow);
          } else {
            window.expire(now_ms);
          }
          const oldest = Math.floor(now_ms / BUCKET_MS) - buckets + 1;
          const inside = calls.filter(({ at_ms }) => Math.floor(at_ms / BUCKET_MS) >= oldest);
          assert.deepEqual(counts(window), countsOf(inside));
          // What the documentation promises, apart from buckets.
          const length_ms = buckets * BUCKET_MS;
          const least = calls.filter(({ at_ms }) => at_ms > now_ms - length_ms + BUCKET_MS);
          const most = calls.filter(({ at_ms }) => at_ms > now_ms - length_ms);
          assert.ok(least.length <= window.total && window.total <= most.length);
        }
      },
    ),
  );
});

test('time that runs back stands still', () => {
  const window = createTimeWindow(100);
  window.record(1000, true, false);
  window.record(500, false, true);
  window.expire(0);
  assert.deepEqual(counts(window), { total: 2, failures: 1, slow: 1 });
  window.expire(1099);
  assert.equal(window.total, 2);
  window.expire(1100);
  assert.equal(window.total, 0);
});

test('clearing forgets, and the window goes on', () => {
  for (const window of [createCountWindow(3), createTimeWindow(100)]) {
    for (let index = 0; index < 5; index += 1) window.record(0, true, true);
    window.clear();
    assert.deepEqual(counts(window), { total: 0, failures: 0, slow: 0 });
    for (let index = 0; index < 3; index += 1) window.record(0, false, index === 0);
    assert.deepEqual(counts(window), { total: 3, failures: 0, slow: 1 });
  }
});

test('sizes that make no sense are refused', () => {
  for (const calls of [0, -1, 1.5, Number.NaN, 2 ** 20 + 1]) {
    assert.throws(() => createCountWindow(calls), RangeError);
  }
  for (const length_ms of [0, -1, Number.NaN, Infinity]) {
    assert.throws(() => createTimeWindow(length_ms), RangeError);
  }
  for (const buckets of [0, 1.5, 1001]) {
    assert.throws(() => createTimeWindow(100, buckets), RangeError);
  }
});
