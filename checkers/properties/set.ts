import { describe } from '../history/describe.ts';
import type { History, Operation } from '../history/operation.ts';
import { keyOf, show, type Value } from '../value.ts';
import { type Finding, type Verdict, verdictOf } from '../verdict.ts';
import { expectFunctions } from './history-of.ts';
import { membersOf } from './set-full.ts';

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
export function checkSet(history: History): Verdict {
  expectFunctions(history, 'set', ['add', 'read']);
  const adds = new Map<string | number, Operation>();
  for (const one of history.operations) if (one.f === 'add') adds.set(keyOf(one.input), one);
  const reads = history.operations
    .filter(({ f, outcome }) => f === 'read' && outcome === 'ok')
    .map((operation) => {
      const members = membersOf(operation, history);
      return { operation, members, keys: new Set(members.map(keyOf)) };
    })
    .sort((a, b) => a.keys.size - b.keys.size);
  const acknowledged = [...adds.values()].filter(({ outcome }) => outcome === 'ok');
  const counts = {
    attempted: adds.size,
    acknowledged: acknowledged.length,
    reads: reads.length,
    read_last: reads.at(-1)?.keys.size ?? 0,
  };
  const findings: Finding[] = [];
  /** By operation, when it took effect: after how many different reads. */
  const phase = new Map<Operation, number>();
  let before: (typeof reads)[number] | undefined;
  let current = 0;
  for (const read of reads) {
    const { operation, members, keys } = read;
    if (members.length > keys.size) findings.push(twice(operation, members));
    const unexpected = members.find((value) => !mayHold(adds.get(keyOf(value))));
    if (unexpected !== undefined) {
      findings.push({
        kind: 'unexpected',
        text: `Process ${operation.process} read ${show(unexpected)}, which nobody had added.`,
        operations: [operation],
      });
    }
    const missing = before?.members.find((value) => !keys.has(keyOf(value)));
    if (before !== undefined && missing !== undefined) {
      findings.push({
        kind: 'incomparable',
        text: `Process ${before.operation.process} read ${show(missing)} and process ${operation.process} read without it, though each saw what the other did not, or as much.`,
        operations: [before.operation, operation],
      });
    }
    current += 1;
    for (const key of keys) {
      const add = adds.get(key);
      if (add !== undefined && !phase.has(add)) phase.set(add, 2 * current - 1);
    }
    phase.set(operation, 2 * current);
    before = read;
  }
  for (const add of acknowledged) if (!phase.has(add)) phase.set(add, 2 * current + 1);
  findings.push(...outOfTime(phase));
  return verdictOf('set', findings, counts, {
    valid: `Linearizable: the ${reads.length} reads show the set growing, and nothing acknowledged is missing.`,
    unknown: reads.length === 0 ? 'Not decided: the set was never read.' : undefined,
  });
}

const mayHold = (add: Operation | undefined): boolean =>
  add !== undefined && add.outcome !== 'fail';

const twice = (operation: Operation, members: readonly Value[]): Finding => {
  const keys = members.map(keyOf);
  const at = keys.findIndex((key, index) => keys.indexOf(key) !== index);
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
