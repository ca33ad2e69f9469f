import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ednOf } from './edn.ts';
import broadcast from './fixtures/broadcast.ts';
import { textLines } from './history-files.ts';
import { judge, simulate, testOptions } from './index.ts';
import { logLine, logLines } from './node/jepsen-log.ts';
import { pairsOf } from './render/operations.ts';
import { resultsData } from './results-data.ts';
import { stableLatencies } from './stable-latencies.ts';
import type { Observed } from './trial.ts';

const observed = simulate(
  broadcast,
  testOptions({
    workload: 'broadcast',
    rate: 50,
    timeLimit_ms: 3000,
    recovery_ms: 1000,
    latency_ms: 20,
    nemesis: ['partition'],
    nemesisInterval_ms: 500,
  }),
);

/** What anybody reads from results.edn, by the names of Maelstrom's. */
const results = (of: Observed): string => {
  const stable = stableLatencies(pairsOf(of.events), of.options.workload);
  return ednOf(resultsData(judge(of), stable));
};

test('results have the figures that Maelstrom gives', () => {
  const text = results(observed);
  const [, latencies = ''] = /:stable-latencies \{([^}]*)\}/.exec(text) ?? [];
  const [least, median, most95, most99, most] = latencies
    .split(', ')
    .map((entry) => entry.split(' ').map(Number));
  assert.deepEqual(
    [least, median, most95, most99, most].map((entry) => entry?.[0]),
    [0, 0.5, 0.95, 0.99, 1],
  );
  assert.ok(Number(median?.[1]) <= Number(most95?.[1]) && Number(most99?.[1]) > 20, latencies);
  for (const group of ['all', 'servers']) {
    assert.match(
      text,
      new RegExp(
        `:${group} \\{:send-count (\\d+), :recv-count \\d+, :msg-count \\1, :msgs-per-op [\\d.]+\\}`,
      ),
    );
  }
  assert.match(text, /:clients \{:send-count (\d+), :recv-count \d+, :msg-count \1\}/);
  assert.doesNotMatch(results({ ...observed, events: [] }), /stable-latencies|msgs-per-op/);
});

test('findings are a list, though the checker counts them', () => {
  const events = observed.events.map((event) =>
    event.final && event.type === 'ok' ? { ...event, value: [] } : event,
  );
  const text = results({ ...observed, events });
  assert.match(text, /:workload \{:valid\? false, .*:findings \[\{:kind "/);
  assert.doesNotMatch(text, /:findings \d/);
});

test("jepsen.log has operations, faults and problems in Jepsen's format", () => {
  const began_ms = Date.UTC(2026, 0, 2, 3, 4, 5);
  const problem = { node: 'n1', what: 'sent\nnonsense', time_ms: 1000, count: 1 };
  const lines = [...logLines({ ...observed, problems: [problem] }, began_ms)];
  assert.equal(lines.length, observed.events.length + 2);
  for (const line of lines) {
    assert.match(
      line,
      /^2026-01-02 03:04:\d\d,\d{3}\{GMT\}\t(INFO|WARN)\t\[[\w ]+\] dstudio\.maelstrom: .*\n$/,
    );
  }
  const text = lines.join('');
  assert.match(text, /\[jepsen worker 3\] dstudio\.maelstrom: 3\t:ok\t:broadcast\t\d+\n/);
  assert.match(text, /\[jepsen worker nemesis\] .*: :nemesis\t:info\t:start-partition\t"/);
  const at = lines.findIndex((line) => line.includes('n1 sent / nonsense'));
  assert.ok(at > 0 && at < lines.length - 1, 'the problem stands where it was');
  assert.deepEqual(
    lines,
    lines.toSorted((a, b) => (a.slice(0, 23) < b.slice(0, 23) ? -1 : 0)),
  );
});

test('what a node says cannot forge a line of history.txt or jepsen.log', () => {
  const [event] = observed.events;
  assert.ok(event !== undefined);
  const error = 'abort: no\n3\tok\tread\t[1]\r\u001b[2J\u2028';
  const line = [...textLines([{ ...event, type: 'fail', error }])].join('');
  assert.ok(line.endsWith('\tabort: no\\n3\\tok\\tread\\t[1]\\r\\u001b[2J\\u2028\n'), line);
  assert.equal(line.split('\t').length, 5);
  assert.match(logLine(0, 'WARN', 'main', 'a\nb\r\u001b[2J\tc'), /: a \/ b {2}\[2J\tc\n$/);
});

test('jepsen.log is bounded, and says where the rest is', () => {
  const [event] = observed.events;
  assert.ok(event !== undefined);
  const events = Array.from({ length: 50_005 }, () => event);
  const lines = [...logLines({ ...observed, events }, 0)];
  assert.match(lines.at(-1) ?? '', /: 5 more are in history\.txt\n$/);
  assert.ok(logLine(0, 'INFO', 'main', 'x'.repeat(20_000)).length < 3000);
});
