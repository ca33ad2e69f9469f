import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outline } from './markdown.ts';

const anchors = (body: string) => outline(body, 1).anchors;

describe('headings', () => {
  it('of both kinds, with the anchors GitHub gives them', () => {
    const body = `# What it's \`for\` #
Setext one
===
Setext two
---
## Über [links](x.md) & *stress*
## Twice
### Twice
## With id {#own-id}
#no heading
| a | b |
|---|---|
`;
    assert.deepEqual(
      outline(body, 10).headings.map(({ depth, text, anchor, line }) => [
        depth,
        text,
        anchor,
        line,
      ]),
      [
        [1, "What it's for", 'what-its-for', 10],
        [1, 'Setext one', 'setext-one', 11],
        [2, 'Setext two', 'setext-two', 13],
        [2, 'Über links & stress', 'über-links--stress', 15],
        [2, 'Twice', 'twice', 16],
        [3, 'Twice', 'twice-1', 17],
        [2, 'With id', 'with-id', 18],
      ],
    );
    assert.ok(anchors(body).includes('own-id'));
  });

  it('in fences, indented code and comments are none', () => {
    assert.deepEqual(anchors('```\n# a\n~~~\n# b\n```\n\n    # c\n\n<!--\n# d\n-->\n# e\n'), ['e']);
    assert.deepEqual(anchors('~~~~\n# a\n~~~\n# b\n~~~~\n# c\n'), ['c']);
  });

  it('after an indented fence, which opens nothing', () => {
    assert.deepEqual(anchors('text\n\n    ```\n\n# a\n'), ['a']);
  });
});

describe('links', () => {
  const hrefs = (body: string) => outline(body, 1).links.map(({ href }) => href);
  it('in lists are links, however deep, and in their fences are none', () => {
    const body = '- a\n  - b\n\n    [c](c.md)\n\n    ```\n    [d](d.md)\n    ```\n';
    assert.deepEqual(hrefs(body), ['c.md']);
  });
  it('with parentheses, titles, angles and in one another', () => {
    const body = '[a](b_(c).md "t") [![x](i.png)](d.md) [e](<f g.md>) [h]( j.md )\n';
    assert.deepEqual(hrefs(body), ['b_(c).md', 'i.png', 'd.md', 'f g.md', 'j.md']);
  });
});
