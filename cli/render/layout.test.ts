import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styleText } from 'node:util';
import fc from 'fast-check';
import { numbered, table, wrap } from './layout.ts';

test('wrapped text keeps its words and stays within the width', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1 }),
      fc.integer({ min: 16, max: 60 }),
      (words, width) => {
        const lines = wrap(words.join(' '), width, '  ').split('\n');
        assert.deepEqual(
          lines.flatMap((line) => line.trim().split(' ')),
          words,
        );
        assert.ok(lines.every((line) => line.startsWith('  ') && line.length <= width));
      },
    ),
  );
});

test('columns stand under their titles, and colours take no room', () => {
  const red = styleText('red', '1%', { validateStream: false });
  const columns = [{ title: 'name' }, { title: 'share', align: 'right' as const }, { title: 'v' }];
  const text = table(columns, [{ cells: ['a', red, 'x'] }, { cells: ['bb', '100%', 'y'] }], 100);
  assert.equal(
    text.replace(red, '1%'),
    ['name              share  v', 'a                    1%  x', 'bb                 100%  y'].join(
      '\n',
    ),
  );
});

test('a name that leaves no room gets a line of its own', () => {
  const columns = [{ title: 'name' }, { title: 'figure' }];
  const name = 'a-name-of-thirty-characters-xx';
  const text = table(columns, [{ cells: [name, '7'], notes: ['why'] }], 30);
  assert.equal(
    text,
    ['name                    figure', name, '                        7', '    why'].join('\n'),
  );
});

test('numbered items hang under their text', () => {
  assert.equal(
    numbered(['one two three', 'four'], 12),
    ['  1. one two', '     three', '  2. four'].join('\n'),
  );
});
