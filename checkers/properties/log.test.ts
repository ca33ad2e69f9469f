import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '@dstudio/kernel';
import { createHistoryBuilder } from '../history/builder.ts';
import type { EventType, History, Operation } from '../history/operation.ts';
import { smallHistory } from '../testing/small.ts';
import { same, type Value } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkLog } from './log.ts';
import { microOperations } from './log-operations.ts';

/** One message that an operation sent or polled. */
interface Sight {
  /** Logs were given out since. */
  readonly moved?: boolean;
  readonly operation: Operation;
  readonly kind: 'send' | 'poll';
  readonly log: string;
  readonly offset: number | undefined;
  readonly value: Value;
}

const sightsOf = (operations: readonly Operation[], history: History): readonly Sight[] =>
  operations.flatMap((operation) =>
    microOperations(operation, history).flatMap(({ kind, log, offsets, values }) =>
      values.map((value, at) => ({ operation, kind, log, offset: offsets[at], value })),
    ),
  );

const alike = (a: Sight, b: Sight): boolean => a.log === b.log && same(a.value, b.value);

/** How often each anomaly is there, as its definition says, each message held against all others. */
const slowly = (history: History): Readonly<Record<string, number>> => {
  const about = history.operations.filter(({ f }) => f === 'send' || f === 'poll' || f === 'txn');
  const all = sightsOf(
    about.toSorted((a, b) => a.completedAt - b.completedAt),
    history,
  );
  const seen = all.filter(({ operation }) => operation.outcome === 'ok');
  const found: Record<string, number> = {};
  const count = (kind: string): void => void (found[kind] = (found[kind] ?? 0) + 1);
  const placed = seen.filter(({ offset }) => offset !== undefined);
  for (const [at, one] of placed.entries()) {
    const here = placed.filter(({ log }) => log === one.log);
    // What is shown again is not wrong again.
    const shown = (other: Sight): boolean => alike(other, one) && other.offset === one.offset;
    if (placed.findIndex(shown) < at) continue;
    const atOffset = here.find(({ offset }) => offset === one.offset) ?? one;
    if (!same(atOffset.value, one.value)) count('inconsistent-offsets');
    const ofValue = here.find(({ value }) => same(value, one.value)) ?? one;
    if (ofValue.offset !== one.offset) count('duplicate');
  }
  const sends = (outcome: string): readonly Sight[] =>
    all.filter(({ kind, operation }) => kind === 'send' && operation.outcome === outcome);
  const polls = seen.filter(({ kind }) => kind === 'poll');
  for (const poll of polls) {
    const failed = sends('fail').some((send) => alike(send, poll));
    if (failed && !sends('ok').some((send) => alike(send, poll))) count('aborted-read');
  }
  const acknowledged = sends('ok');
  acknowledged.forEach((send, at) => {
    if (acknowledged.findIndex((other) => alike(other, send)) < at) return;
    if (polls.some((poll) => alike(poll, send))) return;
    const offset = placed.find((one) => alike(one, send))?.offset;
    const polledTo = Math.max(
      ...polls.filter(({ log }) => log === send.log).map((poll) => poll.offset ?? -1),
    );
    count(offset === undefined || offset > polledTo ? 'unseen' : 'lost-write');
  });
  const rebalanced = history.operations.some(({ f }) => f === 'subscribe');
  for (const process of new Set(history.operations.map((one) => one.process))) {
    let before: readonly Sight[] = [];
    for (const operation of history.operations.filter((one) => one.process === process)) {
      if (!about.includes(operation)) {
        const kept = operation.outcome === 'fail' ? ['k', 'l'] : operation.input;
        before = before.filter(({ log }) => Array.isArray(kept) && kept.includes(log));
        if (operation.outcome !== 'fail') before = before.map((one) => ({ ...one, moved: true }));
      } else if (operation.outcome === 'ok') {
        for (const sight of sightsOf([operation], history)) {
          const { kind, log } = sight;
          const known = placed.find((other) => kind === 'send' && alike(other, sight))?.offset;
          const offset = sight.offset ?? known;
          if (offset === undefined) continue;
          const one = { ...sight, offset };
          const last = before.findLast((other) => other.kind === kind && other.log === log);
          before = [...before, one];
          if (last?.offset === undefined) continue;
          const { offset: from } = last;
          const least = Math.min(
            ...placed.filter((other) => other.log === log).map((other) => Number(other.offset)),
          );
          if (kind === 'poll' && last.moved === true && offset <= least) continue;
          const inside = last.operation === operation;
          if (!inside && kind === 'poll' && rebalanced) continue;
          const skips = placed.some(
            (other) =>
              other.log === log && Number(other.offset) > from && Number(other.offset) < offset,
          );
          const prefix = inside ? 'internal-' : '';
          if (offset <= from) count(`${prefix}nonmonotonic-${kind}`);
          else if (kind === 'poll' && skips) count(`${prefix}poll-skip`);
        }
      }
    }
  }
  return found;
};

/** Clients of two logs that mostly hold what was sent, and sometimes do not. */
const randomHistory = (random: Random, move: string): History => {
  const logs: Readonly<Record<string, Value[]>> = { k: [], l: [] };
  const values = 2 + random.below(8);
  const flaw = 4 + random.below(40);
  let next = 0;
  const name = (): string => (random.below(2) === 0 ? 'k' : 'l');
  const send = (): Value => ['send', name(), next++ % values];
  const sent = (log: string, value: Value): Value => {
    const of = logs[log] ?? [];
    const offset = random.below(flaw) > 0 ? of.length : random.below(4);
    of[offset] = value;
    return random.below(flaw) > 0 ? [offset, value] : [null, value];
  };
  const polled = (log: string): Value => {
    const of = logs[log] ?? [];
    const from = random.below(of.length + 1);
    return Array.from(of.slice(from, from + 3), (value, at) =>
      random.below(flaw) > 0 ? [from + at, value ?? null] : [random.below(5), random.below(5)],
    );
  };
  return smallHistory(
    random,
    {
      invoke: () => {
        const kind = random.below(8);
        if (kind < 3) return { f: 'send', value: [send()] };
        if (kind < 6) return { f: 'poll', value: [['poll']] };
        return kind === 6
          ? { f: 'txn', value: [send(), ['poll'], send()] }
          : { f: move, value: ['k'] };
      },
      complete: (_, f, value) =>
        f === move || !Array.isArray(value)
          ? value
          : value.map((micro: Value): Value => {
              const [kind, log, message] = Array.isArray(micro) ? micro : [];
              if (kind !== 'send') return ['poll', { k: polled('k'), l: polled('l') }];
              return ['send', String(log), sent(String(log), message ?? null)];
            }),
    },
    14,
  );
};

test('logs are judged as they are message by message', () => {
  const random = createRandom('log');
  const seen: Record<string, number> = {};
  for (let index = 0; index < 2000; index += 1) {
    const history = randomHistory(random, index % 3 === 0 ? 'subscribe' : 'assign');
    const { counts, findings } = finish(checkLog(history));
    const { unseen = 0, ...expected } = slowly(history);
    const total = Object.values(expected).reduce((sum, count) => sum + count, 0);
    assert.equal(counts.unseen, unseen, `unseen of history ${index}`);
    assert.equal(counts.findings, total, `findings of history ${index}`);
    if (total > findings.length) continue;
    for (const [kind, count] of Object.entries(expected)) {
      const found = findings.filter((one) => one.kind === kind).length;
      assert.equal(found, count, `${kind} of history ${index}`);
      seen[kind] = (seen[kind] ?? 0) + count;
    }
  }
  assert.equal(Object.keys(seen).length, 10);
  for (const [kind, count] of Object.entries(seen)) assert.ok(count >= 10, `${kind}: ${count}`);
});

test('what is no message of a log is named', () => {
  const random = createRandom(1);
  const broken = (output: Value): History =>
    smallHistory(
      { ...random, below: () => 0 },
      {
        invoke: () => ({ f: 'poll', value: [['poll']] }),
        complete: () => output,
      },
    );
  assert.throws(() => finish(checkLog(broken([['poll', { k: [['x', 1]] }]]))), /not \["x" 1\]/);
  assert.throws(() => finish(checkLog(broken([['poll', { k: [null] }]]))), /not null/);
  assert.throws(() => finish(checkLog(broken([['peek']]))), /not \["peek"\]/);
});

/** A history in which one process polls again and again. */
const polls = (outputs: readonly Value[]): History => {
  const builder = createHistoryBuilder('polls');
  const add = (type: EventType, value: Value): void =>
    builder.add({
      ...{ process: 0, type, f: 'poll', value, key: undefined },
      ...{ time_ns: undefined, index: undefined, line: undefined },
    });
  for (const value of outputs) {
    add('invoke', [['poll']]);
    add('ok', value);
  }
  return builder.build();
};

test('what is wrong is told once, however often it is polled', () => {
  const { counts, findings } = finish(
    checkLog(
      polls(
        Array.from({ length: 50 }, () => [
          [
            'poll',
            {
              k: [
                [0, 'a'],
                [1, 'a'],
              ],
            },
          ],
        ]),
      ),
    ),
  );
  assert.equal(findings.filter(({ kind }) => kind === 'duplicate').length, 1);
  // Each poll but the first goes back, too.
  assert.equal(counts.findings, 50);
});

test('the name of a log cannot steer a terminal', () => {
  const { findings } = finish(
    checkLog(
      polls([
        [
          [
            'poll',
            {
              'k\u001b[2J': [
                [1, 'a'],
                [0, 'a'],
              ],
            },
          ],
        ],
      ]),
    ),
  );
  assert.deepEqual(
    findings.map(({ kind }) => kind),
    ['duplicate', 'internal-nonmonotonic-poll'],
  );
  for (const { text } of findings) assert.match(text, /"k\\u001b\[2J"/);
});
