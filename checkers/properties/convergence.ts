import { describe } from '../history/describe.ts';
import type { History, Operation } from '../history/operation.ts';
import { isArray, keyOf, type Value } from '../value.ts';
import { type Finding, type Verdict, verdictOf } from '../verdict.ts';
import { wholeNumber } from './counter.ts';
import { finalReads } from './final-reads.ts';
import { expectFunctions } from './history-of.ts';

const isRead = ({ f }: Operation): boolean => f === 'read' || f === 'get';

/** More ranges than this, as from crashed additions of powers of two, become one around them all. */
const RANGES_MAX = 10_000;

type Range = readonly [from: number, to: number];

/**
 * Once updates have ended and messages can pass, all replicas hold the same (strong eventual
 * consistency: Shapiro et al., 2011). Compares the final reads; those of lists as sets, since a
 * replica may list its members in any order, unless `ordered`.
 */
export function checkConvergence(history: History, ordered = false): Verdict {
  const reads = finalReads(history.operations, isRead);
  const groups = Map.groupBy(reads, ({ output }) => keyOf(ordered ? output : unordered(output)));
  const [first, second] = [...groups.values()];
  const findings: Finding[] =
    first?.[0] === undefined || second?.[0] === undefined
      ? []
      : [
          {
            kind: 'diverged',
            text: `The ${reads.length} final reads differ in ${groups.size} ways: process ${first[0].process} found ${describe(first[0])}, process ${second[0].process} ${describe(second[0])}.`,
            operations: [first[0], second[0]],
          },
        ];
  return verdictOf(
    'convergence',
    findings,
    { final_reads: reads.length, outcomes: groups.size },
    {
      valid: `All ${reads.length} final reads agree.`,
      unknown: reads.length === 0 ? NO_FINAL_READ : undefined,
    },
  );
}

const NO_FINAL_READ = 'Not decided: no read began after the last update had ended.';

const unordered = (value: Value): Value =>
  isArray(value) ? value.toSorted((a, b) => (String(keyOf(a)) < String(keyOf(b)) ? -1 : 1)) : value;

/**
 * A counter that converges, as Maelstrom's g-counter and pn-counter: each final read is the sum of all
 * certain additions and any of those that may have happened. Earlier reads may be behind.
 *
 * @param grows whether it only grows, as a g-counter does, so that no addition may be negative
 */
export function checkConvergentCounter(history: History, model: string, grows: boolean): Verdict {
  expectFunctions(history, model, ['add', 'read']);
  const findings: Finding[] = [];
  const possible: number[] = [];
  let certain = 0;
  for (const operation of history.operations) {
    if (operation.f !== 'add' || operation.outcome === 'fail') continue;
    const delta = wholeNumber(operation.input, operation, history);
    if (operation.outcome === 'ok') certain += delta;
    else possible.push(delta);
    if (grows && delta < 0) {
      findings.push({
        kind: 'decrement',
        text: `Process ${operation.process} was let add ${delta} to a counter that only grows.`,
        operations: [operation],
      });
    }
  }
  const acceptable = sums(certain, possible);
  const reads = finalReads(history.operations, isRead);
  for (const read of reads) {
    const value = wholeNumber(read.output, read, history);
    if (acceptable.some(([from, to]) => value >= from && value <= to)) continue;
    const some = acceptable.slice(0, 4).map(([a, b]) => (a === b ? `${a}` : `${a} to ${b}`));
    findings.push({
      kind: 'wrong-sum',
      text: `Process ${read.process} read ${value} at the end; acceptable is ${some.join(' or ')}${acceptable.length > 4 ? ' or others' : ''}.`,
      operations: [read],
    });
  }
  return verdictOf(
    model,
    findings,
    { final_reads: reads.length, certain, crashed: possible.length },
    {
      valid: `All ${reads.length} final reads are acceptable sums.`,
      unknown: reads.length === 0 ? NO_FINAL_READ : undefined,
    },
  );
}

/** All sums of `certain` and any of `possible`, as ranges of whole numbers. */
function sums(certain: number, possible: readonly number[]): readonly Range[] {
  let ranges: readonly Range[] = [[certain, certain]];
  for (const delta of possible) {
    ranges = merge([...ranges, ...ranges.map(([a, b]): Range => [a + delta, b + delta])]);
    // One range around all of them refuses less, and never what is right.
    const [first, last] = [ranges[0], ranges.at(-1)];
    if (ranges.length > RANGES_MAX && first !== undefined && last !== undefined) {
      ranges = [[first[0], last[1]]];
    }
  }
  return ranges;
}

function merge(ranges: readonly Range[]): readonly Range[] {
  const merged: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last === undefined || from > last[1] + 1) merged.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return merged;
}
