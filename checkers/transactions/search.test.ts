import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistoryBuilder } from '../history/builder.ts';
import type { History } from '../history/operation.ts';
import type { Value } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkListAppend } from './index.ts';

type Micro = readonly [string, string, Value];

/** Transactions of one process each, in the order of their ends; so many begin before the first ends. */
const atOnce = (bodies: readonly (readonly Micro[])[], abreast: number): History => {
  const builder = createHistoryBuilder('search');
  const event = (process: number, type: 'invoke' | 'ok'): void =>
    builder.add({
      process,
      type,
      f: 'txn',
      value: bodies[process] ?? [],
      key: undefined,
      time_ns: undefined,
      index: undefined,
      line: undefined,
    });
  for (let begun = 0; begun < bodies.length + abreast; begun++) {
    if (begun < bodies.length) event(begun, 'invoke');
    if (begun >= abreast) event(begun - abreast, 'ok');
  }
  return builder.build();
};

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('the search for cycles in a great tangle', () => {
  it('finds the one cycle with a single rw edge among hundreds with two apart', () => {
    const length = 300;
    const branch = 40;
    // Off each link of a chain of appends goes another, whose end leads to the chain's beginning.
    const branches = upTo(length - 2).flatMap((i): Micro[][] => [
      ...upTo(branch).map((j): Micro[] => [['append', `branch${i}`, j + 1]]),
      [
        ['r', `branch${i}`, upTo(branch + 1)],
        ['r', `end${i}`, []],
      ],
      [
        ['append', `end${i}`, 0],
        ['append', `turn${i}`, 0],
      ],
      [
        ['r', `turn${i}`, [0]],
        ['r', 'chain', []],
      ],
    ]);
    const chain = upTo(length).map((i): Micro[] => [
      ['append', 'chain', i],
      ...(i === 0
        ? ([['append', 'first', 0]] as const)
        : i === length - 1
          ? ([['r', 'first', []]] as const)
          : ([['append', `branch${i - 1}`, 0]] as const)),
    ]);
    const all = [...branches, ...chain, [['r', 'chain', upTo(length)] as const]];
    const { anomalies, not } = finish(checkListAppend(atOnce(all, all.length)));
    assert.deepEqual(Object.keys(anomalies), ['G-single']);
    assert.equal(anomalies['G-single']?.examples[0]?.steps.length, length);
    assert.deepEqual(not, ['consistent-view', 'repeatable-read']);
  });

  it('shows a stale read as two steps, however many transactions came in between', () => {
    const between = upTo(6000).map((i): Micro[] => {
      const first = i - (i % 20);
      const seen = upTo(i - first).filter((at) => at % 2 === 0);
      return [i % 2 === 0 ? ['append', `k${first}`, i - first] : ['r', `k${first}`, seen]];
    });
    const all: Micro[][] = [
      [['append', 'x', 0]],
      [['append', 'x', 1]],
      [['r', 'x', [0, 1]]],
      ...between,
      [['r', 'x', [0]]],
    ];
    const { anomalies } = finish(checkListAppend(atOnce(all, 8)));
    assert.deepEqual(Object.keys(anomalies), ['G-single-realtime']);
    assert.equal(anomalies['G-single-realtime']?.examples[0]?.steps.length, 2);
  });
});
