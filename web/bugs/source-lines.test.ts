import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bugs } from '@dstudio/bugs';
import { importsOf, linesOf } from './source-lines.ts';

const sourceOf = (name: string): string =>
  readFileSync(new URL(`../../bench/bugs/${name}.ts`, import.meta.url), 'utf8');

test('of every bug, the lines are marked where its twin takes another way', () => {
  for (const { slug } of bugs) {
    const turns = linesOf(sourceOf(slug)).filter(({ kind }) => kind === 'turn');
    assert.ok(turns.length > 0, `nothing is marked in ${slug}`);
    assert.ok(turns.length <= 8, `${turns.length} lines are marked in ${slug}`);
  }
});

test('what only hands `right` on is not marked', () => {
  const lines = [
    "  right: 'The right one, if (right) you like.',",
    '  scenario: (right) =>',
    "    scenarioOf('x', right, {",
    '      right,',
    '    const { slug, right, size } = options;',
    '  readonly right: boolean;',
    "    const said = 'all right';",
    '    const brightly = upright(1);',
    '    // if (right) there were a comment',
  ];
  const turns = [
    'if (right) a();',
    'reads: right ? 2 : 1,',
    'votes: !right,',
    'load(disk, right);',
  ];
  const kinds = linesOf(`${[...lines, ...turns].join('\n')}\n`).map(({ kind }) => kind);
  assert.deepEqual(kinds, [
    ...new Array<string>(lines.length - 1).fill('code'),
    'comment',
    ...turns.map(() => 'turn'),
  ]);
});

test('lines and imports are those of the file', () => {
  const source = sourceOf('split-brain-even');
  assert.equal(
    `${linesOf(source)
      .map(({ text }) => text)
      .join('\n')}\n`,
    source,
  );
  assert.deepEqual(importsOf(source), ['election', 'kit']);
  assert.deepEqual(importsOf("import { x } from '@dstudio/kernel';\n"), []);
});
