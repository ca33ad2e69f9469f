import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLines } from './lines.ts';

test('an offset is told by line and column, however the text comes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n'), minLength: 1, maxLength: 40 });
  const step = fc.record({ more: fc.nat(9), ask: fc.nat(5), drop: fc.boolean() });
  fc.assert(
    fc.property(text, fc.array(step, { maxLength: 20 }), (whole, steps) => {
      const lines = createLines();
      let from = 0;
      let until = 0;
      let asked = 0;
      for (const { more, ask, drop } of steps) {
        until = Math.min(whole.length, until + more);
        asked = Math.min(until, asked + ask);
        const before = whole.slice(0, asked).split('\n');
        assert.deepEqual(lines.placeOf(whole.slice(from, until), asked - from), {
          line: before.length,
          column: (before.at(-1)?.length ?? 0) + 1,
        });
        if (!drop) continue;
        assert.equal(lines.drop(whole.slice(from, until), asked - from), whole.slice(asked, until));
        from = asked;
      }
    }),
  );
});
