import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fifo } from './ring.ts';

test('first in, first out', () => {
  const fifo = new Fifo<string>();
  fifo.push('a');
  fifo.push('b');
  assert.equal(fifo.peek(), 'a');
  assert.equal(fifo.length, 2);
  assert.equal(fifo.shift(), 'a');
  assert.equal(fifo.shift(), 'b');
  assert.equal(fifo.shift(), undefined);
  assert.equal(fifo.peek(), undefined);
  assert.equal(fifo.length, 0);
});

test('behaves as a plain list, however it wraps and grows', () => {
  const step = fc.oneof(
    { weight: 30, arbitrary: fc.nat().map((item) => ({ push: item })) },
    { weight: 20, arbitrary: fc.constant('shift' as const) },
    { weight: 1, arbitrary: fc.constant('clear' as const) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      for (const step of steps) {
        if (step === 'shift') {
          assert.equal(fifo.shift(), model.shift());
        } else if (step === 'clear') {
          fifo.clear();
          model.length = 0;
        } else {
          fifo.push(step.push);
          model.push(step.push);
        }
        assert.equal(fifo.length, model.length);
        assert.equal(fifo.peek(), model[0]);
      }
    }),
  );
});

test('lets go of what left', () => {
  const fifo = new Fifo<undefined | number>();
  fifo.push(undefined);
  fifo.push(1);
  assert.equal(fifo.length, 2);
  assert.equal(fifo.shift(), undefined);
  assert.equal(fifo.length, 1);
  assert.equal(fifo.shift(), 1);
});
