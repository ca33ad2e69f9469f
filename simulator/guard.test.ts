import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdGuard, releaseGuard } from './guard.ts';
import { AmbientUse, createWorld, guarded } from './index.ts';

const USES: Readonly<Record<string, () => unknown>> = {
  'Date.now': () => Date.now(),
  'new Date()': () => new Date(),
  'Date()': () => Date(),
  // oxlint-disable-next-line no-restricted-properties -- that it throws is what is tested
  'Math.random': () => Math.random(),
  'performance.now': () => performance.now(),
  'process.hrtime': () => process.hrtime(),
  'process.hrtime.bigint': () => process.hrtime.bigint(),
  setTimeout: () => setTimeout(() => {}, 0),
  setInterval: () => setInterval(() => {}, 0),
  setImmediate: () => setImmediate(() => {}),
  fetch: () => fetch('http://localhost'),
  'crypto.randomUUID': () => crypto.randomUUID(),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)),
  'AbortSignal.timeout': () => AbortSignal.timeout(1),
  'process.uptime': () => process.uptime(),
  'process.memoryUsage': () => process.memoryUsage(),
  'new WeakRef': () => new WeakRef({}),
  'new FinalizationRegistry': () => new FinalizationRegistry(() => {}),
  'new MessageChannel': () => new MessageChannel(),
  'new WebSocket': () => new WebSocket('ws://localhost:1'),
  'crypto.subtle.digest': () => crypto.subtle.digest('SHA-256', new Uint8Array()),
};

for (const [used, use] of Object.entries(USES)) {
  test(`${used} throws inside a run and names the line`, () => {
    const world = createWorld({ seed: 1 });
    world.at(1, () => void use());
    assert.throws(
      () => world.run({ until_ms: 2 }),
      (error) => {
        assert.ok(error instanceof AmbientUse);
        assert.equal(error.used, used);
        assert.match(error.place, /guard\.test\.ts:\d+:\d+$/);
        assert.match(error.message, /: use .*(env|world|a |at once)/);
        return true;
      },
    );
  });
}

test('dates that do not read the clock stay usable', () => {
  guarded(() => {
    const date = new Date(0);
    assert.ok(date instanceof Date);
    assert.equal(date.toISOString(), '1970-01-01T00:00:00.000Z');
    assert.equal(Date.UTC(1970, 0, 1), 0);
    assert.equal(Date.parse('1970-01-01T00:00:00Z'), 0);
  });
});

test('what Node uses for somebody is told with where that is', () => {
  guarded(() =>
    assert.throws(
      () => console.time('x'),
      (error) => error instanceof AmbientUse && /guard\.test\.ts:\d+:\d+$/.test(error.place),
    ),
  );
});

const globals = (): unknown[] =>
  [
    [globalThis, 'Date'],
    [globalThis, 'setTimeout'],
    [globalThis, 'fetch'],
    [Date, 'now'],
    [Math, 'random'],
    [performance, 'now'],
    [crypto, 'randomUUID'],
    [AbortSignal, 'timeout'],
    [process, 'hrtime'],
    [globalThis, 'WeakRef'],
    [crypto.subtle, 'digest'],
  ].map(([owner, key]) => Object.getOwnPropertyDescriptor(owner, String(key)));

test('the last release restores exactly what was there', () => {
  const before = globals();
  holdGuard();
  holdGuard();
  releaseGuard();
  assert.throws(() => Date.now(), AmbientUse);
  releaseGuard();
  assert.deepEqual(globals(), before);
  assert.throws(releaseGuard, /more often/);
});

test('what was taken during a run works after it', () => {
  const taken = guarded(() => ({ now: Date.now, Clock: Date, Weak: WeakRef }));
  assert.ok(taken.now() > 0);
  assert.ok(new taken.Clock() instanceof Date);
  assert.equal(typeof taken.Clock(), 'string');
  const kept = {};
  assert.equal(new taken.Weak(kept).deref(), kept);
  guarded(() => {
    assert.throws(() => taken.now(), AmbientUse);
    assert.throws(() => new taken.Clock(), AmbientUse);
    assert.throws(() => new taken.Weak(kept), AmbientUse);
  });
});

test('a run that throws leaves no guard behind', () => {
  const before = globals();
  const world = createWorld({ seed: 1 });
  world.at(1, () => {
    throw new Error('broken');
  });
  assert.throws(() => world.run({ until_ms: 2 }), /broken/);
  assert.throws(() =>
    guarded(() => {
      throw new Error('broken');
    }),
  );
  assert.deepEqual(globals(), before);
});
