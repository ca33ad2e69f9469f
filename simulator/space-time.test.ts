import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recorder } from './happening.ts';
import { createWorld, drawSvg, drawText, type Happening } from './index.ts';

const happenings: readonly Happening[] = [
  { at_ms: 1, kind: 'operation', node: 'a', text: 'write 1' },
  { at_ms: 1, kind: 'send', node: 'a', peer: 'c', message: 1, text: 'put 1' },
  { at_ms: 2, kind: 'fault', node: 'b', text: 'kill b' },
  { at_ms: 2.5, kind: 'lost', node: 'a', peer: 'b', message: 2, text: 'put 1' },
  { at_ms: 3.25, kind: 'arrive', node: 'c', peer: 'a', message: 1, text: 'put 1' },
  { at_ms: 4, kind: 'send', node: 'c', peer: 'c', message: 3, text: 'note' },
  { at_ms: 4, kind: 'arrive', node: 'c', peer: 'c', message: 3, text: 'note' },
  { at_ms: 5, kind: 'failure', node: undefined, text: 'lost write: 1' },
];

test('a diagram has a column for each node and a row for each thing that happened', () => {
  assert.equal(
    drawText(happenings),
    [
      '                   a               b               c',
      '     1.0 ms         ●               │               │         a write 1',
      '     2.0 ms         │               ▲               │         b kill b',
      '     2.5 ms         ●─── put 1 ────✕│               │         lost',
      '     3.3 ms         ●─────────── put 1 ────────────▶│         (sent at 1.0 ms)',
      '     4.0 ms         │               │               ◀         c to itself: note',
      '     5.0 ms         │               │               │         FAILED: lost write: 1',
      '',
    ].join('\n'),
  );
});

test('an SVG slants a message from where it was sent, and marks one that was lost', () => {
  const svg = drawSvg(happenings);
  // From below the first row to the fourth.
  assert.match(svg, /<path d="M165 79L465 144" stroke="currentColor" fill="none" marker-end/);
  assert.match(svg, /stroke-dasharray/);
  assert.match(svg, />a: write 1</);
  assert.match(
    drawSvg([{ at_ms: 0, kind: 'fact', node: 'a', text: '<&\u0001' }]),
    />a: &lt;&amp; </,
  );
});

test('a long run is cut before its last row', () => {
  const rows = Array.from({ length: 300 }, (_, i): Happening => {
    return { at_ms: i, kind: 'fact', node: 'a', text: `row ${i}` };
  });
  const text = drawText(rows);
  assert.match(text, /row 198\n.*row 299\n.*\(100 rows before the last are not shown\)/);
  assert.match(drawSvg(rows), /100 rows not shown/);
});

test('a message that is cut off on its way is lost where it was going', () => {
  const recorder = new Recorder(() => world.now);
  const world = createWorld({ seed: 1, watcher: recorder });
  const { env } = world.node('a');
  world.node('b');
  env.network.send('b', Uint8Array.of(104, 105));
  world.at(0.5, () => world.network.partition('a', 'b'));
  world.at(2, () => env.network.send('b', Uint8Array.of(0, 1)));
  world.run({ until_ms: 5 });
  assert.deepEqual(
    recorder.happenings.map(({ at_ms, kind, node, peer, message, text }) =>
      [at_ms, kind, node, peer, message, text].join(' '),
    ),
    ['0 send a b 1 hi', '1 lost b a 1 hi', '2 lost a b 2 2 bytes 1076963a'],
  );
});
