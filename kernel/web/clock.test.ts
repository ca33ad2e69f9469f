import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createClock } from './clock.ts';

const clock = createClock();

test('time passes, and never backwards', async () => {
  const before = clock.now();
  await clock.sleep(2);
  assert.ok(clock.now() - before >= 2);
  assert.ok(Math.abs(clock.wall() - Date.now()) < 1000);
});

test('after fires once, not early, and not when cancelled', async () => {
  const begun = clock.now();
  let early = false;
  let fired = 0;
  clock.after(3, () => {
    fired += 1;
    early = clock.now() - begun < 3;
  });
  const cancel = clock.after(1, () => assert.fail('it was cancelled'));
  cancel();
  cancel();
  clock.after(-5, () => {
    fired += 1;
  });
  await clock.sleep(10);
  assert.equal(fired, 2);
  assert.equal(early, false);
});

test('a cancelled sleep rejects with the reason, before or while it waits', async () => {
  const reason = new Error('the caller left');
  await assert.rejects(clock.sleep(1000, AbortSignal.abort(reason)), reason);
  const controller = new AbortController();
  const sleeping = clock.sleep(60_000, controller.signal);
  controller.abort(reason);
  await assert.rejects(sleeping, reason);
});

test('a sleep that ended leaves nothing on the signal', async () => {
  const { signal } = new AbortController();
  const added = mock.method(signal, 'addEventListener');
  const removed = mock.method(signal, 'removeEventListener');
  await clock.sleep(0, signal);
  assert.equal(added.mock.callCount(), 1);
  assert.equal(removed.mock.callCount(), 1);
});

test('delays beyond the reach of one timer do not fire at once', async () => {
  for (const delay_ms of [2 ** 31, 2 ** 40, Infinity]) {
    const cancel = clock.after(delay_ms, () => assert.fail(`${delay_ms} ms fired at once`));
    await clock.sleep(3);
    cancel();
  }
  assert.throws(() => clock.after(Number.NaN, () => {}), RangeError);
});

test('a long delay waits through as many timers as it takes, and can be cancelled in any', (t) => {
  let now_ms = 0;
  const delays: number[] = [];
  const wakes: (() => void)[] = [];
  t.mock.method(performance, 'now', () => now_ms);
  t.mock.method(globalThis, 'setTimeout', (wake: () => void, delay_ms: number) => {
    delays.push(delay_ms);
    wakes.push(wake);
    return delays.length;
  });
  const cleared = t.mock.method(globalThis, 'clearTimeout', () => {});
  let fired = 0;
  const cancel = clock.after(2 ** 31 + 10, () => {
    fired += 1;
  });
  now_ms = 2 ** 31 - 1;
  wakes[0]?.();
  assert.deepEqual(delays, [2 ** 31 - 1, 11]);
  assert.equal(fired, 0);
  now_ms += 10.5; // early by half a millisecond
  wakes[1]?.();
  assert.deepEqual(delays, [2 ** 31 - 1, 11, 0.5]);
  cancel();
  assert.deepEqual(cleared.mock.calls[0]?.arguments, [3]);
  now_ms += 1;
  wakes[2]?.();
  assert.equal(fired, 1);
});
