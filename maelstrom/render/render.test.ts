import assert from 'node:assert/strict';
import { test } from 'node:test';
import kafkaTwoHeads from '../fixtures/kafka-two-heads.ts';
import txnSplit from '../fixtures/txn-split.ts';
import type { TestEvent } from '../history.ts';
import {
  defineNode,
  ERRORS,
  judge,
  RpcError,
  simulate,
  testOptions,
  type WorkloadName,
} from '../index.ts';
import { stableLatencies } from '../stable-latencies.ts';
import type { Observed } from '../trial.ts';
import { faultLanes } from './lanes.ts';
import { duration, grouped, percent } from './markup.ts';
import { messagesSvg } from './messages.ts';
import { faultSpans, pairsOf } from './operations.ts';
import { latencyRaw, rate } from './plots.ts';
import { renderTest } from './report.ts';
import { timelineHtml } from './timeline.ts';

const observe = (workload: WorkloadName, node = txnSplit, rate = 50) => {
  const options = testOptions({
    workload,
    rate,
    timeLimit_ms: 3000,
    recovery_ms: 100,
    nemesis: ['partition', 'pause'],
    nemesisInterval_ms: 500,
    latency_ms: 5,
  });
  return simulate(node, options, { messages_max: 1000 });
};

const COMMAND = 'dstudio maelstrom test --seed 1';

const rendered = (observed: Observed) => {
  const pairs = pairsOf(observed.events);
  const stable = stableLatencies(pairs, observed.options.workload);
  return renderTest(observed, judge(observed), COMMAND, pairs, stable);
};

const render = (...given: Parameters<typeof observe>) => rendered(observe(...given));

/** The report without the styles of its drawings, as a line of words for each element. */
const wordsOf = (html = ''): string =>
  html
    .replaceAll(/<(style|template)\b.*?<\/\1>/gs, '')
    .replaceAll(/<[^>]*>/g, '\n')
    .replaceAll(/\n+/g, '\n');

/** Every element that is opened is closed, in order. */
const assertWellFormed = (markup: string, name: string): void => {
  const open: string[] = [];
  const voids = new Set(['meta', '!doctype']);
  for (const [, slash, tag = '', closed] of markup.matchAll(
    /<(\/?)([!a-z][\w-]*)(?:"[^"]*"|[^">])*?(\/?)>/gi,
  )) {
    if (closed === '/' || voids.has(tag.toLowerCase())) continue;
    if (slash === '/') assert.equal(open.pop(), tag, `${name}: </${tag}>`);
    else open.push(tag);
  }
  assert.deepEqual(open, [], name);
};

test('every drawing and page is whole and asks for nothing from elsewhere', () => {
  for (const files of [
    render('txn-list-append'),
    render('kafka', kafkaTwoHeads),
    render(
      'echo',
      defineNode(() => {}),
    ),
    render(
      'echo',
      defineNode(() => {}),
      0,
    ),
  ]) {
    for (const [name, text] of Object.entries(files)) {
      if (!name.endsWith('.html')) assertWellFormed(text, name);
      assert.doesNotMatch(
        text.replaceAll('http://www.w3.org/2000/svg', ''),
        /https?:|NaN|undefined|Infinity/,
        name,
      );
    }
    assertWellFormed(
      files['report.html']?.replaceAll(/<\/?(li|p|b|small)\b[^>]*>/g, '') ?? '',
      'report',
    );
  }
});

test('a report says first what came out, how to run it again, and what shows it', () => {
  const page = render('kafka', kafkaTwoHeads, 100)['report.html'] ?? '';
  const told = wordsOf(page);
  assert.match(told, /kafka\nInvalid\nOffset 0 .* holds/);
  assert.match(told, /5 nodes and 5 clients with at most 100 operations a second, for 3\.0 s\./);
  assert.match(told, /every 500 ms on average: partition, pause\./);
  assert.ok(told.indexOf(COMMAND) < told.indexOf('What went wrong'));
  // Two are drawn, the others told; that there are more than are kept is said.
  const [why = ''] = told.split('Over time');
  assert.match(why, /\ninconsistent offsets\n/);
  assert.equal(why.match(/process \d+\n/g)?.length, 4);
  assert.match(why, /And 30 more of this kind/);
  assert.match(why, /\n\d+ were found; the first 32 are here\./);
  for (const name of ['partition', 'pause']) assert.ok(told.includes(`\n${name}\n`), name);
  for (const node of ['n0', 'n4']) assert.ok(page.includes(`href="node-logs/${node}.log"`), node);
  assert.equal(page.match(/<h1>/g)?.length, 1);
});

test('a test that could not be run is not called invalid, and draws no empty plots', () => {
  const observed = {
    ...observe('echo', undefined, 0),
    failure: 'n0 did not answer init within 10 s',
  };
  const told = wordsOf(rendered(observed)['report.html']);
  assert.match(told, /\nCould not be run\n/);
  assert.doesNotMatch(told, /Invalid|Operations begun a second|What was checked/);
});

test('where all operations took no time, latencies are told and not drawn', () => {
  const options = testOptions({ workload: 'kafka', rate: 50, timeLimit_ms: 1000, recovery_ms: 0 });
  const observed = simulate(kafkaTwoHeads, options);
  const told = wordsOf(rendered(observed)['report.html']);
  assert.match(told, /Every operation ended in the moment in which it began/);
  assert.doesNotMatch(told, /Latency over time/);
});

test('why operations did not succeed is counted, whatever numbers the errors carry', () => {
  const observed = observe(
    'echo',
    defineNode((node) => {
      let asked = 0;
      node.on('echo', (request) =>
        node.reply(request, { type: 'error', code: 14, text: `conflict ${asked++}` }),
      );
    }),
  );
  const told = wordsOf(rendered(observed)['report.html']);
  assert.match(told, /echo\nfailed\nabort: conflict #\n\d+\n/);
});

test('in plots, faults that overlap are one band', () => {
  const spans = [
    [0, 2000],
    [1000, 3000],
    [5000, 6000],
  ].map(([from_ms = 0, to_ms = 0]) => ({ name: 'kill', what: 'n1', from_ms, to_ms }));
  const drawn = rate({ pairs: [], faults: spans, end_ms: 10_000 });
  assert.equal(drawn.match(/fill="var\(--fault\)" opacity/g)?.length, 2);
});

test('faults are drawn where they held, in words where there is room', () => {
  const span = { name: 'kill', what: 'n1 n2', from_ms: 0, to_ms: 5000 };
  assert.match(faultLanes([span], 10_000), />n1 n2<\/text>/);
  assert.doesNotMatch(faultLanes([{ ...span, to_ms: 50 }], 10_000), />n1/);
});

test('however often faults come and go, the drawings stay small', () => {
  const faults = Array.from({ length: 3000 }, (_, at) => ({
    name: at % 2 === 0 ? 'kill' : 'pause',
    what: 'n1',
    from_ms: at,
    to_ms: at + 0.5,
  }));
  assert.equal(faultLanes(faults, 3000).match(/<g>/g)?.length, 2);
  assert.equal(rate({ pairs: [], faults, end_ms: 3000 }).match(/opacity="0.13"/g)?.length, 1);
});

test('of very many operations as many are drawn as a person can tell apart', () => {
  const invoked = event(0, 0, 'invoke', 'read');
  const pairs = Array.from({ length: 60_000 }, () => ({
    invoked,
    completed: event(1, 0, 'info', 'read'),
    outcome: 'info' as const,
  }));
  const drawn = latencyRaw({ pairs, faults: [], end_ms: 100 });
  assert.equal(drawn.match(/M\d/g)?.length, 6000);
});

test('a logarithmic axis has more than one figure to compare with', () => {
  const pair = {
    invoked: event(0, 0, 'invoke', 'read'),
    completed: event(2, 0, 'ok', 'read'),
    outcome: 'ok' as const,
  };
  const drawn = latencyRaw({ pairs: [pair], faults: [], end_ms: 100 });
  for (const tick of ['10 ms', '20 ms']) assert.ok(drawn.includes(`>${tick}</text>`), tick);
});

test('nodes that say a great deal leave room for the rest', () => {
  const long = 'x'.repeat(5000);
  const files = render(
    'echo',
    defineNode((node) => {
      node.on('echo', () => {
        if (node.id === 'n0') throw new Error(long);
        throw new RpcError(ERRORS.abort, long);
      });
    }),
  );
  for (const [name, text] of Object.entries(files)) assert.ok(!text.includes(long), name);
});

test('a timeline tells its colours, also when it does not hold all operations', () => {
  const { options, events } = observe('kafka', kafkaTwoHeads);
  const [pair] = pairsOf(events);
  assert.ok(pair !== undefined);
  for (const count of [1, 2001]) {
    const page = timelineHtml(Array(count).fill(pair), options);
    assert.match(page, /Blue succeeded/);
    assert.equal(page.includes('The first 2,000 of 2,001'), count === 2001);
  }
});

test('a drawing says what it shows and how to read it', () => {
  const told = wordsOf(render('txn-list-append')['report.html']);
  assert.match(told, /How to see it\nAn arrow says .*\nG-?[\w-]+\n/);
});

test('faults that were asked for and never came are not passed over', () => {
  const options = testOptions({
    workload: 'kafka',
    timeLimit_ms: 1000,
    nemesis: ['partition'],
    nemesisInterval_ms: 1e6,
  });
  const observed = simulate(kafkaTwoHeads, options);
  const told = wordsOf(rendered(observed)['report.html']);
  assert.match(told, /on average: partition\. None began in that time\./);
});

test('what nodes say is shown, not run', () => {
  const body = { type: '<script>alert(1)</script>' };
  const drawn = messagesSvg(
    [{ src: 'n0', dest: 'n1', body, sent_ms: 0, received_ms: 1 }],
    ['n0', 'n1'],
    0,
  );
  assert.doesNotMatch(drawn, /<script/);
  assert.match(drawn, /&#60;script/);
});

test('a message that never arrived ends in a cross', () => {
  const sent = { src: 'n0', dest: 'n1', body: { type: 'x' }, sent_ms: 0, received_ms: undefined };
  const lost = messagesSvg([sent], ['n0', 'n1'], 0);
  assert.match(lost, /stroke-dasharray/);
  assert.doesNotMatch(
    messagesSvg([{ ...sent, received_ms: 1 }], ['n0', 'n1'], 0),
    /stroke-dasharray/,
  );
});

const event = (
  index: number,
  process: TestEvent['process'],
  type: TestEvent['type'],
  f: string,
) => ({
  index,
  time_ms: index * 10,
  process,
  type,
  f,
  value: null,
});

test('operations are paired, and faults have a beginning and an end', () => {
  const events = [
    event(0, 0, 'invoke', 'read'),
    event(1, 'nemesis', 'info', 'kill'),
    event(2, 1, 'invoke', 'add'),
    event(3, 0, 'ok', 'read'),
    event(4, 'nemesis', 'info', 'start'),
    event(5, 'nemesis', 'info', 'start-loss'),
  ];
  assert.deepEqual(
    pairsOf(events).map(({ invoked, outcome }) => [invoked.f, outcome]),
    [
      ['read', 'ok'],
      ['add', 'info'],
    ],
  );
  assert.deepEqual(
    faultSpans(events).map(({ name, from_ms, to_ms }) => [name, from_ms, to_ms]),
    [
      ['kill', 10, 40],
      ['loss', 50, 50],
    ],
  );
});

test('how long it took until every read had an element', () => {
  const of = (time_ms: number, f: string, value: TestEvent['value']): TestEvent => ({
    ...event(0, 0, 'invoke', f),
    ...{ time_ms, value },
  });
  const pair = (from_ms: number, to_ms: number, f: string, value: TestEvent['value']) => ({
    invoked: of(from_ms, f, f === 'read' ? null : value),
    completed: of(to_ms, f, value),
    outcome: 'ok' as const,
  });
  const late = pair(50, 51, 'read', [1]);
  const all = pair(90, 91, 'read', [1, 2]);
  const adds = [pair(0, 10, 'add', 1), pair(20, 30, 'add', 2)];
  assert.deepEqual(stableLatencies([...adds, late, all], 'g-set'), [0, 20]);
  // Lost, never seen, and unknown whether it was ever added.
  assert.deepEqual(stableLatencies([...adds, late], 'g-set'), [0]);
  const lost = { ...pair(40, 45, 'add', 3), outcome: 'info' as const };
  assert.deepEqual(stableLatencies([lost, pair(50, 55, 'read', [3]), all], 'g-set'), []);
  const seen = pair(95, 99, 'read', [1, 2, 3]);
  assert.deepEqual(stableLatencies([lost, pair(50, 55, 'read', [3]), all, seen], 'g-set'), [35]);
});

test('figures are short', () => {
  assert.equal(duration(0.123), '0.12 ms');
  assert.equal(duration(12_345), '12 s');
  assert.equal(grouped(1_234_567), '1,234,567');
  assert.deepEqual([0, 1e-9, 0.5, 1 - 1e-9, 1].map(percent), [
    '0 %',
    '< 0.1 %',
    '50.0 %',
    '> 99.9 %',
    '100 %',
  ]);
});
