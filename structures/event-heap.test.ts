import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventHeap } from './event-heap.ts';

test('the earliest comes first, and of the same time the first inserted', () => {
  const heap = new EventHeap();
  [5, 1, 5, 3, 1, 5].forEach((time, slot) => {
    heap.push(time, slot);
  });
  assert.equal(heap.size, 6);
  assert.equal(heap.peek(), 1);
  assert.equal(heap.peekTime(), 1);
  const popped = Array.from({ length: 6 }, () => heap.pop());
  assert.deepEqual(popped, [1, 4, 3, 0, 2, 5]);
});

test('an empty heap has nothing, at no time', () => {
  const heap = new EventHeap();
  heap.push(1, 7);
  heap.pop();
  assert.equal(heap.pop(), -1);
  assert.equal(heap.peek(), -1);
  assert.equal(heap.peekTime(), Infinity);
  assert.equal(heap.size, 0);
});

type Step = { readonly push: number } | 'pop';

test('behaves as a sorted list, with many equal times', () => {
  const time = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.constantFrom(0, -0, -1, Infinity, 1e-320),
    fc.double({ noNaN: true }),
  );
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ push: time }) },
    { weight: 2, arbitrary: fc.constant<Step>('pop') },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const heap = new EventHeap();
      let model: { time: number; slot: number }[] = [];
      let slot = 0;
      for (const step of steps) {
        if (step === 'pop') {
          assert.equal(heap.pop(), model.shift()?.slot ?? -1);
        } else {
          heap.push(step.push, slot);
          // The sort is stable, and the model holds its entries in the order of insertion.
          model = [...model, { time: step.push, slot }];
          model.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
          slot += 1;
        }
        assert.equal(heap.size, model.length);
        assert.equal(heap.peek(), model[0]?.slot ?? -1);
        assert.equal(heap.peekTime(), model[0]?.time ?? Infinity);
      }
    }),
    { numRuns: 60 },
  );
});

test('grows past its first size and keeps the order', () => {
  const heap = new EventHeap();
  const COUNT = 3000;
  for (let slot = 0; slot < COUNT; slot += 1) heap.push((slot * 7919) % 100, slot);
  let last = { time: -1, slot: -1 };
  for (let index = 0; index < COUNT; index += 1) {
    const time = heap.peekTime();
    const slot = heap.pop();
    assert.equal(time, (slot * 7919) % 100);
    assert.ok(time > last.time || (time === last.time && slot > last.slot));
    last = { time, slot };
  }
});

test('slots keep their sign, and clearing forgets everything', () => {
  const heap = new EventHeap();
  heap.push(1, -5);
  heap.push(1, 2 ** 31 - 1);
  assert.equal(heap.pop(), -5);
  heap.clear();
  assert.equal(heap.size, 0);
  assert.equal(heap.pop(), -1);
  heap.push(2, 1);
  heap.push(2, 2);
  assert.deepEqual([heap.pop(), heap.pop()], [1, 2]);
});

test('NaN is no time', () => {
  const heap = new EventHeap();
  assert.throws(() => heap.push(Number.NaN, 1), RangeError);
  assert.equal(heap.size, 0);
});

test('a model that runs away is stopped', () => {
  for (const events_max of [1, 10, 1000]) {
    const heap = new EventHeap(events_max);
    for (let index = 0; index < events_max; index += 1) heap.push(index, index);
    assert.throws(() => heap.push(0, 0), /schedules faster than it finishes/);
    assert.equal(heap.size, events_max);
    assert.equal(heap.pop(), 0);
    heap.push(0, 7);
    assert.equal(heap.pop(), 7);
  }
});
