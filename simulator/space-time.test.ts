import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprint } from './choice.ts';
import { Recorder } from './happening.ts';
import {
  createWorld,
  drawSvg,
  drawText,
  type Happening,
  runScenario,
  type Scenario,
} from './index.ts';
import { host } from './node/index.ts';
import { spaceTimeOf } from './space-time.ts';

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
      '     2.0 ms         │               ▲               │         kill b',
      '     2.5 ms         ●─── put 1 ────✕│               │         lost',
      '     3.3 ms         ●─────────── put 1 ────────────▶│         sent at 1.0 ms',
      '     4.0 ms         │               │               ◀         c to itself: note',
      '     5.0 ms         │               │               │         FAILED: lost write: 1',
      '',
    ].join('\n'),
  );
});

test('an SVG slants a message from where it was sent, and marks one that was lost', () => {
  const svg = drawSvg(happenings);
  // From below the first row to the fourth.
  assert.match(svg, /<path d="M145 72L365 142" stroke="currentColor" fill="none" marker-end/);
  assert.match(svg, /stroke-dasharray/);
  assert.match(svg, />a write 1</);
  assert.match(
    drawSvg([{ at_ms: 0, kind: 'fact', node: 'a', text: '<&\u0001' }]),
    />a &lt;&amp; </,
  );
});

test('labels of messages that cross are not written over each other, and long notes take several lines', () => {
  const sent = (at_ms: number, message: number): Happening => {
    return { at_ms, kind: 'send', node: 'a', peer: 'b', message, text: 'x' };
  };
  const crossing: readonly Happening[] = [
    sent(1, 1),
    { at_ms: 1, kind: 'send', node: 'b', peer: 'a', message: 2, text: 'loaded 0 0' },
    { at_ms: 2, kind: 'arrive', node: 'b', peer: 'a', message: 1, text: 'written 0 15' },
    { at_ms: 3, kind: 'arrive', node: 'a', peer: 'b', message: 2, text: 'loaded 0 0' },
    { at_ms: 4, kind: 'failure', node: undefined, text: 'word '.repeat(30).trim() },
  ];
  const svg = drawSvg(crossing);
  const places = [...svg.matchAll(/class="label" x="([\d.]+)" y="([\d.]+)"/g)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  );
  const [[x1, y1], [x2, y2]] = [places[0] ?? assert.fail(), places[1] ?? assert.fail()];
  assert.ok(Math.abs(y1 - y2) >= 12 || Math.abs(x1 - x2) > 70, `${x1},${y1} and ${x2},${y2}`);
  assert.equal(svg.match(/>(word ?)+</g)?.length, 3);
  const [, width = 0, height = 0] = /viewBox="0 0 (\d+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
  for (const [, x, y] of svg.matchAll(/<text[^>]* x="([\d.]+)" y="([\d.]+)"/g)) {
    assert.ok(Number(x) < width && Number(y) < height);
  }
});

test('a long run is cut before its last row', () => {
  const rows = Array.from({ length: 300 }, (_, i): Happening => {
    return { at_ms: i, kind: 'fact', node: 'a', text: `row ${i}` };
  });
  const text = drawText(rows);
  assert.match(text, /row 198\n.*row 299\n.*\(100 rows before the last are not shown\)/);
  assert.match(drawSvg(rows), /100 rows before the last are not shown/);
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

const message = (at_ms: number, from: string, to: string, text: string): readonly Happening[] => [
  { at_ms: at_ms - 1, kind: 'send', node: from, peer: to, message: at_ms, text },
  { at_ms, kind: 'arrive', node: to, peer: from, message: at_ms, text },
];

test('what is said again and again is one row, and each time an event', () => {
  const beats = [10, 20, 30, 40].flatMap((at_ms) => message(at_ms, 'a', 'b', 'beat'));
  const { rows, events } = spaceTimeOf(beats);
  assert.deepEqual([rows.length, rows[0]?.repeated, events], [1, { times: 4, last_ms: 40 }, 4]);
  assert.match(drawText(beats), /beat ×4 .*sent at 9\.0 ms, the last at 40\.0 ms/);
  assert.match(drawSvg(beats), />beat ×4<[^]*>the last at 40\.0 ms</);
  // Twice is not often, and what comes in between may be why the next one matters.
  assert.equal(spaceTimeOf(beats.slice(0, 4)).rows.length, 2);
  const fault: Happening = { at_ms: 25, kind: 'fault', node: 'b', text: 'kill b' };
  assert.equal(spaceTimeOf([...beats.slice(0, 4), fault, ...beats.slice(4)]).rows.length, 5);
  const news = [...beats.slice(0, 6), ...message(35, 'b', 'a', 'news'), ...beats.slice(6)];
  assert.deepEqual(
    spaceTimeOf(news).rows.map(({ text, repeated }) => [text, repeated?.times]),
    [
      ['beat', 3],
      ['news', undefined],
      ['beat', undefined],
    ],
  );
  // Rows that went do not move where the others were sent.
  assert.equal(spaceTimeOf(news).rows.at(-1)?.sentBefore, 2);
});

test('what comes in one round is one round, though it began with less', () => {
  const round = (at_ms: number, links: readonly string[]): readonly Happening[] =>
    links.flatMap((link, i) => {
      const [from = '', to = ''] = link.split('>');
      return [
        {
          at_ms: at_ms - 1,
          kind: 'send',
          node: from,
          peer: to,
          message: at_ms * 10 + i,
          text: 'x',
        },
        { at_ms, kind: 'arrive', node: to, peer: from, message: at_ms * 10 + i, text: 'x' },
      ] as const;
    });
  const all = ['a>b', 'b>a', 'c>a'];
  const { rows } = spaceTimeOf([
    ...round(10, ['a>b']),
    ...[20, 30, 40].flatMap((at) => round(at, all)),
  ]);
  assert.deepEqual(
    rows.map(({ from, to, repeated }) => [from, to, repeated?.times]),
    [
      ['a', 'b', 4],
      ['b', 'a', 3],
      ['c', 'a', 3],
    ],
  );
});

/** A client asks and is answered every 10 ms, with a number that grows. */
const calm = (rounds: number): readonly Happening[] =>
  Array.from({ length: rounds }, (_, i) => [
    ...message(10 * i + 5, 'client', 'server', `ask ${i}`),
    ...message(10 * i + 8, 'server', 'client', `answer ${i}, 0.${i} s`),
  ]).flat();

test('of many messages that differ by their numbers alone, the first and the last are drawn', () => {
  const failure: Happening = { at_ms: 400, kind: 'failure', node: undefined, text: 'no end' };
  const whole = spaceTimeOf([...calm(40), failure]);
  assert.deepEqual(
    [whole.rows.map(({ text }) => text), whole.events, whole.drawn, whole.folded, whole.beside],
    [
      [
        'ask 0',
        'answer 0, 0.0 s',
        'ask 1',
        'answer 1, 0.1 s',
        '… 74 messages like these, until 388.0 ms',
        'ask 39',
        'answer 39, 0.39 s',
        'no end',
      ],
      80,
      6,
      74,
      0,
    ],
  );
  const lines = drawText([...calm(40), failure]).split('\n');
  assert.match(lines[5] ?? '', /^ +25\.0 ms +⋮ +⋮ +… 74 messages like these, until 388\.0 ms$/);
  assert.equal(lines.at(-2)?.trim(), '(6 of 80 events are drawn: 74 repeat what is drawn)');
  const svg = drawSvg([...calm(40), failure]);
  assert.match(svg, />… 74 messages like these, until 388\.0 ms</);
  assert.match(svg, />6 of 80 events are drawn: 74 repeat what is drawn</);
  // One label with its time for each row: the studio steps through them.
  assert.equal(svg.match(/text-anchor="end"/g)?.length, whole.rows.length);
  // What is drawn was sent where it was sent, however much is folded before.
  assert.deepEqual(
    whole.rows.map(({ sentBefore }) => sentBefore),
    [0, 1, 2, 3, undefined, 5, 6, undefined],
  );
  assert.equal(svg.match(/r="1\.5"/g)?.length, 3 * whole.nodes.length);
  // Of what is folded, each time counts.
  const often = Array.from({ length: 30 }, (_, i) =>
    message(5 + i, 'a', 'b', `count ${Math.floor(i / 3)}`),
  ).flat();
  assert.deepEqual([spaceTimeOf(often).drawn, spaceTimeOf(often).folded], [3, 27]);
  assert.match(drawText(often), /… 21 messages like these/);
  // A few are no crowd, and what happens in between ends it.
  assert.equal(spaceTimeOf(calm(6)).folded, 6);
  assert.equal(spaceTimeOf(calm(6).filter(({ text }) => text.startsWith('ask'))).folded, 0);
  assert.equal(spaceTimeOf(calm(5)).folded, 0);
  const fact: Happening = { at_ms: 49, kind: 'fact', node: 'server', text: 'full' };
  assert.equal(spaceTimeOf([...calm(5), fact, ...calm(5)]).folded, 0);
});

/** Nobody listens to b; a tells the client. Each step has words of its own, so that nothing is folded. */
const chatter = (text: string): readonly Happening[] => {
  const word = (i: number): string => String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26));
  return [
    ...Array.from({ length: 50 }, (_, i) => message(10 * i + 2, 'a', 'bee', word(i))).flat(),
    ...message(600, 'bee', 'a', 'news'),
    ...message(610, 'a', 'client', 'told'),
    ...Array.from({ length: 50 }, (_, i) => message(620 + 10 * i, 'a', 'bee', word(i))).flat(),
    { at_ms: 1200, kind: 'send', node: 'a', peer: 'bee', message: 5000, text: 'gone' },
    { at_ms: 1201, kind: 'lost', node: 'bee', peer: 'a', message: 5000, text: 'gone' },
    { at_ms: 1300, kind: 'failure', node: undefined, text },
  ];
};

test('a long run goes without the messages from which no chain leads to the failure', () => {
  const long = spaceTimeOf(chatter('client was told too early'));
  assert.deepEqual([long.events, long.beside, long.more], [103, 51, 0]);
  assert.deepEqual(
    long.rows.slice(-3).map(({ text }) => text),
    ['news', 'told', 'client was told too early'],
  );
  assert.match(
    drawText(chatter('client was told too early')),
    /\(52 of 103 events are drawn: no message leads from 51 to the failure\)\n$/,
  );
  // What is lost may be missed by who sent it.
  const missed = spaceTimeOf(chatter('a was told nothing, says client'));
  assert.deepEqual([missed.beside, missed.rows.at(-2)?.text], [50, 'gone']);
  // One that names no node, or a word that may be none, is everywhere.
  for (const text of ['it was told too early', 'a reader sees none']) {
    assert.equal(spaceTimeOf(chatter(text)).beside, 0, text);
  }
  // Who acts may be asked for what it knows; what fits the eye stays whole.
  const asked: Happening = { at_ms: 0, kind: 'operation', node: 'bee', text: 'read' };
  assert.equal(spaceTimeOf([asked, ...chatter('client was told too early')]).beside, 0);
  const told: Happening = { at_ms: 9, kind: 'failure', node: undefined, text: 'told too early' };
  const short = [
    ...message(2, 'a', 'client', 'told'),
    ...message(5, 'a', 'bee', 'b'),
    { ...told, text: 'client was told too early' },
  ];
  assert.equal(spaceTimeOf(short).beside, 0);
  // What comes to a node after it sent a message is not in that message.
  const crossing = chatter('client was told too early').flatMap((one) =>
    one.at_ms === 600 ? [...message(599.5, 'a', 'bee', 'too late'), one] : [one],
  );
  assert.equal(spaceTimeOf(crossing).beside, 52);
  // What goes wrong as a message arrives goes wrong there.
  const until = chatter('').filter(({ at_ms }) => at_ms < 610);
  const there = [...until, ...message(610, 'a', 'client', 'told'), { ...told, at_ms: 610 }];
  assert.equal(spaceTimeOf([...message(1, 'client', 'bee', 'hm'), ...there]).beside, 0);
  const beside = message(605, 'client', 'bee', 'hm');
  assert.equal(spaceTimeOf([...until, ...beside, ...there.slice(-3)]).beside, 1);
  // What is under way, and does not come, may be the reason too.
  const held = {
    at_ms: 605,
    kind: 'send',
    node: 'bee',
    peer: 'client',
    message: 6000,
    text: 'no',
  } as const;
  const late = [...chatter('client was told too early')];
  late.splice(
    late.findIndex(({ at_ms }) => at_ms > 800),
    0,
    { ...held, at_ms: 800 },
  );
  assert.ok(spaceTimeOf(late).beside < 51);
});

test('a fault that strikes several nodes is one row and one event', () => {
  const cut = ['a', 'b', 'c'].map((node): Happening => {
    return { at_ms: 1, kind: 'fault', node, text: 'partition a | b, c' };
  });
  const { rows, events } = spaceTimeOf(cut);
  assert.deepEqual([rows.length, rows[0]?.also, events], [1, ['b', 'c'], 1]);
  assert.match(drawText(cut), /▲ +▲ +▲ +partition a \| b, c$/m);
  assert.equal(drawSvg(cut).match(/h-12z/g)?.length, 4, 'a sign for each, and one in the legend');
});

test('a diagram shows what struck a disk, what came to a node that is down, and what got no answer', async () => {
  const scenario: Scenario = {
    name: 'shown',
    lane: 'async',
    length_ms: 100,
    faults: {},
    sometimes: [],
    build(run) {
      const { env } = run.node('a', async ({ disk }) => {
        await disk.open('log');
      });
      const b = run.node('b');
      run.issue(5, 'a', 'ask', () => env.network.send('b', Uint8Array.of(97)));
      run.world.at(8, () => {
        for (const letter of [100, 98]) env.network.send('b', Uint8Array.of(letter));
      });
      run.world.at(10, () => b.crash());
      run.world.at(20, () => env.network.send('b', Uint8Array.of(99)));
      return undefined;
    },
  };
  const choices = ['a', 'b'].map((where) => {
    return { kind: 'node', where, key: 'present', at_ms: 0 } as const;
  });
  const strike = { kind: 'disk', where: 'a', key: 'open log: slow', at_ms: 0, value: 0 } as const;
  const asked = { kind: 'operation', where: 'a', key: 'ask', at_ms: 5 } as const;
  const key = fingerprint(Uint8Array.of(100));
  const sent = { kind: 'message', where: 'a>b', key, at_ms: 8 } as const;
  const plan = { choices: [...choices, strike, asked, sent], listed_ms: 15 };
  const { happenings } = await runScenario(scenario, { seed: 1, host, plan, happenings: true });
  assert.deepEqual(
    happenings.map(({ at_ms, kind, node, text }) => [at_ms, kind, node, text].join(' ')),
    [
      '0 fault a disk of a, open log: slow',
      '5 operation a ask',
      // It answers the operation; what is lost at 8 ms answers nothing.
      '5 lost a a',
      '8 send a d',
      '9 arrive b d',
      '20 send a c',
      '21 lost b c',
    ],
  );
});

test('a word that is longer than a line is broken, and no character is', () => {
  const word = `x${'\u{1d11e}'.repeat(100)}`;
  const svg = drawSvg([{ at_ms: 1, kind: 'fact', node: 'a', text: `said ${word} twice` }]);
  const lines = [...svg.matchAll(/>([^<>]*)</g)].map(([, text = '']) => text);
  const parts = lines.filter((line) => line.includes('\u{1d11e}'));
  assert.equal(parts.length, 4);
  assert.ok(
    parts.every((line) => line.length <= 60),
    parts.join('\n'),
  );
  assert.equal(parts.join('').replace(' twice', ''), word);
  assert.ok(svg.isWellFormed());
});
