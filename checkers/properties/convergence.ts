import { describe } from '../history/describe.ts';
import type { History, Operation } from '../history/operation.ts';
import { PIECE, type Work, within } from '../pieces.ts';
import { isArray, keyOf, type Value } from '../value.ts';
import { type Budget, type Check, type Finding, verdictOf } from '../verdict.ts';
import { wholeNumber } from './counter.ts';
import { finalReads } from './final-reads.ts';
import { expectFunctions } from './history-of.ts';

const isRead = ({ f }: Operation): boolean => f === 'read' || f === 'get';

/** More ranges than this, as from crashed additions of powers of two, become one around them all. */
const RANGES_MAX = 10_000;

type Range = readonly [from: number, to: number];

interface ConvergenceOptions {
  /** A list's members have an order; default false. */
  readonly ordered?: boolean;
}

/**
 * Once updates have ended and messages can pass, all replicas hold the same (strong eventual
 * consistency: Shapiro et al., 2011). Compares the final reads; those of lists as sets, since a
 * replica may list its members in any order, unless `ordered`.
 */
export function* checkConvergence(
  history: History,
  { ordered = false, ...budget }: ConvergenceOptions & Budget = {},
): Check {
  const reads = finalReads(history.operations, isRead);
  const groups = new Map<string | number, Operation[]>();
  function* look(): Work {
    for (const [done, read] of reads.entries()) {
      const { output } = read;
      const outcome = keyOf(ordered ? output : unordered(output));
      const group = groups.get(outcome);
      if (group === undefined) groups.set(outcome, [read]);
      else group.push(read);
      const steps = isArray(output) ? output.length : 1;
      yield { stage: 'comparing final reads', done, total: reads.length, steps };
    }
  }
  const over = yield* within(look(), budget);
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
      over,
    },
  );
}

const NO_FINAL_READ = 'Not decided: no read began after the last update had ended.';

const unordered = (value: Value): Value =>
  isArray(value) ? value.toSorted((a, b) => (String(keyOf(a)) < String(keyOf(b)) ? -1 : 1)) : value;

interface ConvergentCounterOptions {
  readonly model: string;
  /** It only grows, as a g-counter does, so that no addition may be negative. */
  readonly grows: boolean;
}

/**
 * A counter that converges, as Maelstrom's g-counter and pn-counter: each final read is the sum of all
 * certain additions and any of those that may have happened. Earlier reads may be behind.
 */
export function* checkConvergentCounter(
  history: History,
  { model, grows, ...budget }: ConvergentCounterOptions & Budget,
): Check {
  expectFunctions(history, model, ['add', 'read']);
  const findings: Finding[] = [];
  const possible: number[] = [];
  let certain = 0;
  const { operations } = history;
  const reads = finalReads(operations, isRead);
  function* look(): Work {
    for (const [done, operation] of operations.entries()) {
      if (done % PIECE === 0) yield { stage: 'adding up', done, total: operations.length };
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
    const acceptable = yield* sums(certain, possible);
    for (const [done, read] of reads.entries()) {
      const steps = acceptable.length;
      yield { stage: 'comparing final reads', done, total: reads.length, steps };
      const value = wholeNumber(read.output, read, history);
      if (acceptable.some(([from, to]) => value >= from && value <= to)) continue;
      const some = acceptable.slice(0, 4).map(([a, b]) => (a === b ? `${a}` : `${a} to ${b}`));
      findings.push({
        kind: 'wrong-sum',
        text: `Process ${read.process} read ${value} at the end; acceptable is ${some.join(' or ')}${acceptable.length > 4 ? ' or others' : ''}.`,
        operations: [read],
      });
    }
  }
  const over = yield* within(look(), budget);
  return verdictOf(
    model,
    findings,
    { final_reads: reads.length, certain, crashed: possible.length },
    {
      valid: `All ${reads.length} final reads are acceptable sums.`,
      unknown: reads.length === 0 ? NO_FINAL_READ : undefined,
      over,
    },
  );
}

/** All sums of `certain` and any of `possible`, as ranges of whole numbers. */
function* sums(certain: number, possible: readonly number[]): Work<readonly Range[]> {
  let ranges: readonly Range[] = [[certain, certain]];
  for (const [done, delta] of possible.entries()) {
    const steps = ranges.length;
    yield { stage: 'adding what may have been added', done, total: possible.length, steps };
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
