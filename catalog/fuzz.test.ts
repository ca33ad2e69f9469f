import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatProblems, parsePage } from './index.ts';

describe('parsePage never throws', () => {
  const check = (text: string): void => {
    const lines = text.split(/\r\n?|\n/).length;
    for (const problem of parsePage(text, 'a.md').problems) {
      assert.ok(problem.line >= 1 && problem.line <= lines, `line ${problem.line} of ${lines}`);
      assert.ok(problem.column >= 1);
      assert.match(formatProblems([problem]), /^[^\n\r\0]+$/);
    }
  };
  const piece = fc.oneof(
    fc.constantFrom(
      '---',
      '\n',
      '\r\n',
      '\r',
      '- ',
      ': ',
      '&a ',
      '*a',
      '!!set ',
      '? ',
      '| ',
      '> ',
      '"',
      "'",
    ),
    fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '#',
      '# ',
      '](',
      ')',
      '<!--',
      '```',
      '`',
      '\t',
      '    ',
      '\uFEFF',
      '\0',
    ),
    fc.constantFrom(
      'title',
      'criteria',
      'modern_examples',
      'trade_offs',
      'requires',
      '__proto__',
      'constructor',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  it('on arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), check), { numRuns: 300 });
  });
  it('on arbitrary front matter and body', () => {
    const text = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
    const page = fc.tuple(text, text).map(([front, body]) => `---\n${front}\n---\n${body}`);
    fc.assert(fc.property(page, check), { numRuns: 400 });
  });
  it('on arbitrary values in known fields', () => {
    const fields = fc.dictionary(
      fc.constantFrom(
        'title',
        'evolution',
        'modern_examples',
        'alternatives',
        'trade_offs',
        'criteria',
        'requires',
        'related',
        'introduced',
        'type',
      ),
      fc.jsonValue({ maxDepth: 4 }),
    );
    const page = fields.map((map) => `---\n${JSON.stringify(map)}\n---\n`);
    fc.assert(fc.property(page, check), { numRuns: 200 });
  });
  it('on what is too large or too deep', () => {
    const [large, front] = ['x'.repeat(1_000_001), `---\ntitle: ${'x'.repeat(70_000)}\n---\n`];
    assert.equal(parsePage(large, 'a.md').problems[0]?.code, 'too-large');
    assert.equal(parsePage(front, 'a.md').problems[0]?.code, 'too-large');
    for (const unit of ['[', '{a: ', '- ', '? '])
      assert.ok(parsePage(`---\n${unit.repeat(15_000)}\n---\n`, 'a.md').problems.length > 0);
    const items = `requires: [${'a, '.repeat(200)}b]`;
    const { problems } = parsePage(`---\n${items}\n---\n`, 'a.md');
    assert.ok(problems.some(({ code }) => code === 'too-large'));
    check(`---\n---\n${'](a<a id {#a `'.repeat(20_000)}`);
    for (const unit of ['](', '[a](', '<a ', ' id', '{#', '#a', '`', '` `` ', '<!--', '(', '[x]: '])
      check(`---\n---\n# ${unit.repeat(4_000)}\n${unit.repeat(4_000)}`);
  });
});
