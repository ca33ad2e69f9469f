import { describe } from '../history/describe.ts';
import type { History, Operation } from '../history/operation.ts';
import { type Work, within } from '../pieces.ts';
import { keyOf, show, type Value } from '../value.ts';
import { type Budget, type Check, type Finding, verdictOf } from '../verdict.ts';
import { expectFunctions } from './history-of.ts';
import { membersOf } from './set-full.ts';
import { ValueIndex } from './value-index.ts';

/**
 * Whether {@link checkSet} can judge it: a set that only grows, each element added once. Other sets
 * need the search for a linearization.
 */
export function isGrowingSet({ operations }: History): boolean {
  const adds = operations.filter(({ f }) => f === 'add');
  return (
    operations.every(({ f }) => f === 'add' || f === 'read') &&
    new Set(adds.map(({ input }) => keyOf(input))).size === adds.length
  );
}

/**
 * A set that only grows, linearizable, in time linear in what was read; with one read at the end it is
 * jepsen.checker/set.
 *
 * The reads of a linearizable set, by size, contain each other, and so say which elements came before
 * which read. That order is whole: the history is linearizable exactly when nothing in it is before
 * what returned before it began.
 */
export function* checkSet(history: History, budget: Budget = {}): Check {
  expectFunctions(history, 'set', ['add', 'read']);
  const { operations } = history;
  const index = new ValueIndex(operations.length);
  /** By element, as the index numbers them; those after the adds were only read. */
  const adds: Operation[] = [];
  for (const one of operations) if (one.f === 'add') adds[index.add(one.input)] = one;
  const reads = operations
    .filter(({ f, outcome }) => f === 'read' && outcome === 'ok')
    .map((operation) => ({ operation, members: membersOf(operation, history), size: 0 }));
  const acknowledged = adds.filter(({ outcome }) => outcome === 'ok');
  const findings: Finding[] = [];
  let read_last = 0;
  function* look(): Work {
    const total = 2 * reads.length;
    /** By element, the read that showed it last. */
    const seenBy: number[] = [];
    for (const [done, read] of reads.entries()) {
      for (const value of read.members) {
        const element = index.add(value);
        if (seenBy[element] !== done) read.size += 1;
        seenBy[element] = done;
      }
      yield { stage: 'comparing reads', done, total, steps: read.members.length };
    }
    reads.sort((a, b) => a.size - b.size);
    read_last = reads.at(-1)?.size ?? 0;
    seenBy.fill(-1);
    /** By operation, when it took effect: after how many different reads. */
    const phase = new Map<Operation, number>();
    let before: (typeof reads)[number] | undefined;
    for (const [rank, read] of reads.entries()) {
      const { operation, members, size } = read;
      if (members.length > size) findings.push(twice(operation, members));
      const unexpected = members.find((value) => !mayHold(adds[index.find(value)]));
      if (unexpected !== undefined) {
        findings.push({
          kind: 'unexpected',
          text: `Process ${operation.process} read ${show(unexpected)}, which nobody had added.`,
          operations: [operation],
        });
      }
      for (const value of members) {
        const element = index.find(value);
        seenBy[element] = rank;
        const add = adds[element];
        if (add !== undefined && !phase.has(add)) phase.set(add, 2 * rank + 1);
      }
      const missing = before?.members.find((value) => seenBy[index.find(value)] !== rank);
      if (before !== undefined && missing !== undefined) {
        findings.push({
          kind: 'incomparable',
          text: `Process ${before.operation.process} read ${show(missing)} and process ${operation.process} read without it, though each saw what the other did not, or as much.`,
          operations: [before.operation, operation],
        });
      }
      phase.set(operation, 2 * rank + 2);
      before = read;
      const done = reads.length + rank;
      yield { stage: 'comparing reads', done, total, steps: 2 * members.length };
    }
    for (const add of acknowledged) if (!phase.has(add)) phase.set(add, 2 * reads.length + 1);
    findings.push(...outOfTime(phase));
  }
  const over = yield* within(look(), budget);
  const counts = {
    attempted: adds.length,
    acknowledged: acknowledged.length,
    reads: reads.length,
    read_last,
  };
  return verdictOf('set', findings, counts, {
    valid: `Linearizable: the ${reads.length} reads show the set growing, and nothing acknowledged is missing.`,
    unknown: reads.length === 0 ? 'Not decided: the set was never read.' : undefined,
    over,
  });
}

const mayHold = (add: Operation | undefined): boolean =>
  add !== undefined && add.outcome !== 'fail';

const twice = (operation: Operation, members: readonly Value[]): Finding => {
  const seen = new Set<string | number>();
  const at = members.findIndex((value) => seen.size === seen.add(keyOf(value)).size);
  return {
    kind: 'duplicated',
    text: `Process ${operation.process} read ${show(members[at] ?? null)} twice.`,
    operations: [operation],
  };
};

/** What took effect before something that had returned before it began. */
function outOfTime(phase: ReadonlyMap<Operation, number>): readonly Finding[] {
  const findings: Finding[] = [];
  const begins = [...phase.keys()].sort((a, b) => a.invokedAt - b.invokedAt);
  const ends = [...phase.keys()].sort((a, b) => a.completedAt - b.completedAt);
  let at = 0;
  let latest: Operation | undefined;
  for (const operation of begins) {
    for (let one = ends[at]; one !== undefined; one = ends[at]) {
      if (one.completedAt > operation.invokedAt) break;
      if (latest === undefined || (phase.get(one) ?? 0) > (phase.get(latest) ?? 0)) latest = one;
      at += 1;
    }
    if (latest === undefined || (phase.get(operation) ?? 0) >= (phase.get(latest) ?? 0)) continue;
    const lost = operation.f === 'read' && latest.f === 'add';
    findings.push({
      kind: lost ? 'lost' : 'out-of-order',
      text: lost
        ? `Process ${operation.process} read without ${show(latest.input)}, whose add by process ${latest.process} had returned before.`
        : `${describe(operation)} of process ${operation.process} took effect before ${describe(latest)} of process ${latest.process}, which had returned before it began.`,
      operations: [latest, operation],
    });
  }
  return findings;
}
