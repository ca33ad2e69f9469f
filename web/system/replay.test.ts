import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulate } from '@dstudio/systems';
import { openText } from './open-text.ts';
import { pictureOf, struckBy } from './picture.ts';
import { collector, windows } from './replay.ts';

const { system, unreached } = openText(
  `dstudio: system/1
name: shop
entries:
  front/handle: { rate: 40/s }
services:
  front:
    operations:
      handle: { time: 2ms, calls: { cart/handle: {} } }
  cart:
    operations:
      handle: { time: 3ms }
  lonely:
    operations:
      handle: { time: 3ms }
`,
  'shop.yaml',
);
const timing = {
  warmup_ms: 2000,
  fault_ms: 2000,
  restart_ms: 2000,
  detection_ms: 500,
  after_ms: 2000,
  window_ms: 1000,
};
const fault = { kind: 'errors', service: 'cart' } as const;

function replay() {
  const { edges, called } = collector(500);
  const run = simulate(system, { seed: 3, timing, fault, called });
  return { run, replay: windows(run, 500, edges.values()) };
}

test('the windows hold every request once', () => {
  const { run, replay: found } = replay();
  const total = [found.full, found.degraded, found.failed]
    .flat()
    .reduce((sum, rate) => sum + rate * 0.5, 0);
  assert.equal(Math.round(total), run.log.length);
  assert.equal(found.x.length, found.length_ms / 500);
  assert.deepEqual(found.fault, { from_ms: 2000, to_ms: 4000 });
  // In fair weather somebody always gets an answer, and it takes longer than nothing.
  assert.ok(found.p95_ms.slice(0, 4).every((value) => value > 2 && value < 100));
});

test('the picture shows where it hurts, and only while it does', () => {
  const found = replay().replay;
  const at = (at_ms: number) => pictureOf(system, unreached, { replay: found, at_ms, fault });
  const state = (picture: ReturnType<typeof at>, id: string) =>
    picture.nodes.find((node) => node.id === id)?.state;
  assert.equal(state(at(1000), 'cart'), 'good');
  assert.equal(state(at(3000), 'cart'), 'bad');
  assert.equal(state(at(3000), 'front'), 'bad');
  assert.equal(at(3000).edges[0]?.state, 'bad');
  assert.equal(state(at(3000), 'lonely'), 'idle');
  assert.equal(at(0).nodes.find(({ id }) => id === 'lonely')?.apart, true);
  assert.equal(pictureOf(system, unreached).nodes[0]?.state, undefined);
});

test('what a fault strikes, as the graph names it', () => {
  assert.equal(struckBy(fault), 'cart');
  const call = { from: 'front/handle', to: 'cart/handle' };
  assert.equal(struckBy({ kind: 'slow', call }), 'front cart');
  assert.equal(struckBy({ kind: 'spike', entry: 'front/handle' }), 'front');
  assert.equal(struckBy(undefined), undefined);
});
