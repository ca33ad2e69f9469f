import assert from 'node:assert/strict';
import { test } from 'node:test';
import kafkaTwoHeads from '../fixtures/kafka-two-heads.ts';
import txnSplit from '../fixtures/txn-split.ts';
import type { TestEvent } from '../history.ts';
import { defineNode, judge, simulate, testOptions, type WorkloadName } from '../index.ts';
import { duration, grouped } from './markup.ts';
import { messagesSvg } from './messages.ts';
import { faultSpans, pairsOf } from './operations.ts';
import { renderTest } from './report.ts';

const render = (workload: WorkloadName, node = txnSplit, rate = 50) => {
  const options = testOptions({
    workload,
    rate,
    timeLimit_ms: 3000,
    recovery_ms: 100,
    nemesis: ['partition', 'pause'],
    nemesisInterval_ms: 500,
    latency_ms: 5,
  });
  const observed = simulate(node, options, { messages_max: 1000 });
  return renderTest(observed, judge(observed), 'dstudio maelstrom test --seed 1');
};

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

test('figures are short', () => {
  assert.equal(duration(0.123), '0.12 ms');
  assert.equal(duration(12_345), '12 s');
  assert.equal(grouped(1_234_567), '1,234,567');
});
