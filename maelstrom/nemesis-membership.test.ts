import assert from 'node:assert/strict';
import { test } from 'node:test';
import members from '../examples/nodes/broadcast-members.ts';
import dropping from '../examples/nodes/broadcast-members-dropped.ts';
import { startMember } from '../examples/nodes/members-protocol.ts';
import echo from './fixtures/echo.ts';
import {
  defineNode,
  ERRORS,
  FAULTS,
  judge,
  type NodeDefinition,
  RpcError,
  simulate,
  testOptions,
} from './index.ts';
import { faultSpans } from './render/operations.ts';

type Given = Parameters<typeof testOptions>[0];

const run = (node: NodeDefinition, given: Partial<Given> = {}) => {
  const observed = simulate(
    node,
    testOptions({
      workload: 'broadcast',
      timeLimit_ms: 15_000,
      rate: 20,
      latency_ms: 10,
      latencyDist: 'exponential',
      nemesis: ['membership'],
      nemesisInterval_ms: 500,
      recovery_ms: 2000,
      ...given,
    }),
    { messages_max: 1_000_000 },
  );
  return { observed, results: judge(observed) };
};
const changesOf = (observed: ReturnType<typeof run>['observed']) =>
  observed.events
    .filter(({ f }) => /^(join|joined|leave|left)$/.test(f))
    .map(({ f, value }) => ({ f, value: String(value).replace(/, beside .*/, '') }));

test('members come and go one at a time, within bounds, and no name is used twice', () => {
  for (const [nodeCount, least, most] of [
    [1, 1, 3],
    [2, 2, 4],
    [5, 3, 7],
  ] as const) {
    const { observed, results } = run(members, { nodeCount, timeLimit_ms: 60_000, rate: 5 });
    assert.equal(results.valid, true, results.summary);
    const changes = changesOf(observed);
    const counts = new Set<number>();
    changes.forEach(({ f, value }, at) => {
      if (at % 2 === 0) return;
      const [who = '', now = ''] = value.split(', now ');
      const begun = { f: f === 'joined' ? 'join' : 'leave', value: who };
      assert.deepEqual(changes[at - 1], begun);
      counts.add(now.split(' ').length);
      assert.equal(now.split(' ').includes(who), f === 'joined');
    });
    assert.ok(changes.length > 40 && changes.length % 2 === 0);
    assert.deepEqual([Math.min(...counts), Math.max(...counts)], [least, most]);
    const names = changes.filter(({ f }) => f === 'join').map(({ value }) => value);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(observed.nodes.slice(nodeCount), names);
  }
});

test('it goes together with all other faults, and one seed gives one history', () => {
  const nemesis = FAULTS.filter((fault) => fault !== 'kill');
  for (let seed = 1; seed <= 8; seed++) {
    const { observed, results } = run(members, { nemesis, seed });
    assert.equal(results.valid, true, `seed ${seed}: ${results.summary}`);
    if (seed === 1) assert.deepEqual(run(members, { nemesis, seed }).observed, observed);
  }
  const killed = run(members, { nemesis: ['membership', 'kill'], nemesisInterval_ms: 300 });
  assert.equal(killed.results.protocol.count, 0, killed.results.summary);
  assert.ok(changesOf(killed.observed).length > 10);
});

test('who has left is silent for ever, also after a kill', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const { events, messages, start_ms } = run(dropping, {
      nemesis: ['membership', 'kill'],
      seed,
    }).observed;
    const left = new Map(
      events
        .filter(({ f }) => f === 'left')
        .map(({ value, time_ms }) => [String(value).split(',')[0], time_ms + start_ms]),
    );
    assert.ok(left.size > 2);
    for (const { src, sent_ms } of messages) {
      assert.ok(!(sent_ms > (left.get(src) ?? Number.POSITIVE_INFINITY)), src);
    }
  }
});

test('clients of one that leaves go on elsewhere, as new processes, and the newcomer gets some', () => {
  const { observed, results } = run(members, { concurrency: 7, rate: 100 });
  assert.ok(results.availability.okFraction > 0.97, String(results.availability.okFraction));
  const requests = observed.messages.filter(({ body }) => body.type === 'broadcast');
  const asked = new Set(requests.map(({ dest }) => dest));
  const nodeOf = new Map(requests.map(({ src, dest }) => [src, dest]));
  assert.ok(requests.every(({ src, dest }) => nodeOf.get(src) === dest));
  const gone = changesOf(observed).filter(({ f }) => f === 'left');
  const joined = changesOf(observed).filter(({ f }) => f === 'joined');
  assert.ok(joined.filter(({ value }) => asked.has(value.split(',')[0] ?? '')).length > 2);
  const last = observed.events.filter(({ final, type }) => final === true && type === 'ok');
  assert.equal(last.length, 7);
  assert.ok(gone.length > 2 && new Set(last.map(({ process }) => process)).size === 7);
});

test('a newcomer is told of the members and itself', () => {
  const told = new Map<string, readonly string[]>();
  const node = defineNode((one) => {
    told.set(one.id, one.ids);
    startMember(one, { handsOver: true });
  });
  const { observed } = run(node);
  let now = observed.options.nodes.join(' ');
  let joins = 0;
  for (const { f, value } of changesOf(observed)) {
    if (f === 'join') {
      assert.equal(told.get(value)?.join(' '), `${now} ${value}`);
      joins++;
    }
    now = value.split(', now ')[1] ?? now;
  }
  assert.ok(joins > 2);
});

test('nodes that know nothing of it are told so once', () => {
  const { results, observed } = run(echo, { workload: 'echo' });
  assert.equal(results.protocol.count, 1);
  assert.match(results.summary, /membership needs nodes that handle join and leave/);
  assert.equal(changesOf(observed).length, 1);
  const [begun, failed] = observed.events.filter(({ process }) => process === 'nemesis');
  assert.deepEqual([failed?.f, failed?.value], [`${begun?.f}-failed`, begun?.value]);
  const [span] = faultSpans(observed.events);
  assert.equal(span?.to_ms, failed?.time_ms, 'it is drawn to its end, not to that of the test');
  assert.ok(results.stats.ok > 200);
});

test('a change that never comes to its end is told, once all faults are over', () => {
  const unwilling = defineNode((node) => {
    startMember(node, { handsOver: true });
    const refuse = () => {
      throw new RpcError(ERRORS.temporarilyUnavailable, 'not now');
    };
    node.on('join', refuse);
    node.on('leave', refuse);
  });
  const { results, observed } = run(unwilling);
  assert.match(
    results.summary,
    /was to (join|leave), but no member answered \w+_ok within 30 s after all faults had ended/,
  );
  assert.equal(results.protocol.count, 1);
  assert.ok(observed.events.some(({ f }) => /^(join|leave)-failed$/.test(f)));
});
