import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@dstudio/kernel';
import { createHistoryBuilder } from '../history/builder.ts';
import type { EventType, History } from '../history/operation.ts';
import { smallHistory } from '../testing/small.ts';
import { same, type Value } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkSetFull, membersOf } from './set-full.ts';
import { ValueIndex } from './value-index.ts';

const VALUES: readonly Value[] = [
  ...[0, 1, 2, 3, 5000, 2 ** 31, 2 ** 33, -1, 1.5, Number.NaN],
  ...['1', 'a', null, true, 9007199254740993n, [1], { a: 1 }],
];

/** As its definition says, each element and each read looked at by itself. */
const slowly = (history: History): Readonly<Record<string, number>> => {
  const { operations } = history;
  const adds = operations.filter(
    (one, at) =>
      one.f === 'add' &&
      operations.findIndex((other) => other.f === 'add' && same(other.input, one.input)) === at,
  );
  const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
  const counts = { stable: 0, lost: 0, never_read: 0, stale: 0, duplicated: 0, unexpected: 0 };
  for (const add of adds) {
    const shows = reads.map(
      (read) =>
        add.invokedAt < read.completedAt &&
        membersOf(read, history).some((member) => same(member, add.input)),
    );
    const proofs = [...(add.outcome === 'ok' ? [add] : []), ...reads.filter((_, at) => shows[at])];
    const knownAt = Math.min(...proofs.map(({ completedAt }) => completedAt));
    const present = shows.lastIndexOf(true);
    const absent = shows.lastIndexOf(false);
    const after = (reads[absent]?.invokedAt ?? -1) > knownAt;
    if (present > absent) {
      counts.stable += 1;
      if (after) counts.stale += 1;
    } else if (after) counts.lost += 1;
    else counts.never_read += 1;
  }
  const twice: Value[] = [];
  for (const read of reads) {
    const members = membersOf(read, history);
    members.forEach((member, at) => {
      if (members.findIndex((other) => same(other, member)) < at) {
        if (!twice.some((other) => same(other, member))) twice.push(member);
      } else if (!adds.some((add) => same(add.input, member) && add.invokedAt < read.completedAt)) {
        counts.unexpected += 1;
      }
    });
  }
  return { ...counts, duplicated: twice.length };
};

test('a set is followed as it is element by element', () => {
  const random = createRandom('set-full');
  const some = (): Value => VALUES[random.below(VALUES.length)] ?? null;
  const seen: Record<string, number> = {};
  for (let index = 0; index < 2000; index += 1) {
    const held: Value[] = [];
    const wild = random.below(3) === 0;
    let next = 0;
    const history = smallHistory(
      random,
      {
        invoke: () => {
          if (random.below(2) === 0) return { f: 'read', value: null };
          const value = wild ? some() : next++;
          held.push(value);
          return { f: 'add', value };
        },
        complete: (_, f, value) => {
          if (f === 'add') return value;
          const read = held.filter((one, at) => held.indexOf(one) === at && random.below(9) > 0);
          if (random.below(6) === 0) read.push(some());
          return random.below(6) === 0 ? read.concat(read.slice(0, 1)) : read;
        },
      },
      12,
    );
    const { findings, counts } = finish(checkSetFull(history, { linearizable: true }));
    const { unexpected, ...expected } = slowly(history);
    for (const [name, count] of Object.entries(expected)) {
      assert.equal(counts[name], count, `${name} of history ${index}`);
      seen[name] = (seen[name] ?? 0) + count;
    }
    const kinds = (kind: string): number => findings.filter((one) => one.kind === kind).length;
    assert.equal(kinds('unexpected'), unexpected, `unexpected of history ${index}`);
    for (const kind of ['lost', 'stale', 'duplicated']) {
      assert.equal(kinds(kind), expected[kind], `${kind} found in history ${index}`);
    }
  }
  for (const [name, count] of Object.entries(seen)) assert.ok(count > 100, `${name}: ${count}`);
});

test('values get numbers in the order they come, equal ones the same', () => {
  const index = new ValueIndex(2);
  VALUES.forEach((value, at) => assert.equal(index.add(value), at));
  VALUES.forEach((value, at) => assert.equal(index.find(structuredClone(value)), at));
  assert.equal(index.add(-0), 0);
  assert.equal(index.find('2'), -1);
  assert.equal(index.find(4), -1);
});

/** Reads of a set of so many elements: every one shows them all. */
const grown = (elements: number): History => {
  const builder = createHistoryBuilder('grown');
  const add = (type: EventType, f: string, value: Value): void =>
    builder.add({
      ...{ process: 0, type, f, value, key: undefined },
      ...{ time_ns: undefined, index: undefined, line: undefined },
    });
  const all: number[] = [];
  for (let element = 0; element < elements; element += 1) {
    add('invoke', 'add', element);
    add('ok', 'add', element);
    all.push(element);
    add('invoke', 'read', null);
    add('ok', 'read', [...all]);
  }
  return builder.build();
};

test('reads of garbage are counted, and only the first are told', () => {
  const { operations, ...rest } = grown(200);
  // None of it was added.
  const history = { ...rest, operations: operations.filter(({ f }) => f === 'read') };
  const { counts, findings, summary } = finish(checkSetFull(history));
  assert.equal(counts.findings, (200 * 201) / 2);
  assert.equal(findings.length, 32);
  assert.match(summary, /read 0, which nobody had added\. And 20099 more\.$/);
});

test('a set that was read often is judged whole', () => {
  const { validity, counts } = finish(checkSetFull(grown(500)));
  assert.equal(validity, 'valid');
  assert.equal(counts.stable, 500);
});
