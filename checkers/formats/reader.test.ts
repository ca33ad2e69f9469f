import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { Reader } from './reader.ts';
import { Incomplete } from './unreadable.ts';

const read = (text: string, final = true): unknown => {
  const reader = new Reader(false);
  reader.text = text;
  reader.final = final;
  return reader.read();
};

it('reads lists of numbers, of other things and of both', () => {
  for (const [text, value] of [
    ['[]', []],
    ['[ , ]', []],
    ['[1]', [1]],
    ['[1 2,3 ]', [1, 2, 3]],
    ['[007\n8]', [7, 8]],
    ['(1 2)', [1, 2]],
    ['#{3 1}', [1, 3]],
    ['[-1 +2]', [-1, 2]],
    ['[1 2.5]', [1, 2.5]],
    ['[1 :a "b" nil]', [1, 'a', 'b', null]],
    ['[1 [2 [3]] 4]', [1, [2, [3]], 4]],
    ['[1 #_2 3 ; 4\n]', [1, 3]],
    ['[12N 1/2]', [12, 0.5]],
    ['[1073741823 1073741824 4294967296]', [1073741823, 1073741824, 4294967296]],
    ['[9007199254740993]', [9007199254740993n]],
    ['[10000000000000000000000]', [10000000000000000000000n]],
  ] as const) {
    assert.deepEqual(read(text), value, text);
  }
});

it('does not take a list for whole that is cut', () => {
  const text = '[1 22 333]';
  for (let end = 0; end < text.length; end++) {
    assert.throws(() => read(text.slice(0, end), false), Incomplete);
  }
});

it('keeps apart the lists it has read', () => {
  assert.deepEqual(read('[[1 2 3] [4] [] [5 6]]'), [[1, 2, 3], [4], [], [5, 6]]);
});

it('reads any nesting of whole numbers', () => {
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.array(tie('tree'), { maxLength: 6 })),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const text = JSON.stringify(value).replaceAll(',', ' ');
      assert.deepEqual(read(`${text} `), value);
    }),
  );
});
