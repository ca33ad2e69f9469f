import type { History, Operation } from '../history/operation.ts';
import { type Work, within } from '../pieces.ts';
import { isArray, keyOf, show, type Value } from '../value.ts';
import { type Budget, type Check, type Finding, verdictOf } from '../verdict.ts';
import { Collector } from './collector.ts';
import { expectFunctions, refuse } from './history-of.ts';
import { ValueIndex } from './value-index.ts';

export interface SetFullOptions {
  /** Every read must show what was certainly added before it began; default false. */
  readonly linearizable?: boolean;
  /** The name of the update, default 'add'. */
  readonly update?: string;
  readonly model?: string;
}

/**
 * Follows each element of a set that only grows through all reads (as jepsen.checker/set-full):
 * stable when every read from some time on shows it, lost when none does although it was there, never
 * read otherwise. Stale is a stable one that some read missed which began after it was known. A read
 * that shows an element twice, or one that nobody had begun to add, is wrong too.
 *
 * Takes time linear in what was read.
 */
export function* checkSetFull(
  history: History,
  {
    linearizable = false,
    update = 'add',
    model = 'set-full',
    ...budget
  }: SetFullOptions & Budget = {},
): Check {
  expectFunctions(history, model, [update, 'read']);
  const reads = history.operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
  const elements = elementsOf(history, update);
  const found = new Collector(RANK);
  const duplicated = new Set<string | number>();
  const over = yield* within(look(elements, reads, history, found, duplicated), budget);
  const counts = { stable: 0, lost: 0, never_read: 0, stale: 0, stale_ms_max: 0 };
  // What becomes of an element is known when all reads were looked at.
  if (over === undefined) elements.adds.forEach(follow);
  return verdictOf(
    model,
    found.findings,
    {
      attempted: elements.adds.length,
      ...counts,
      duplicated: duplicated.size,
      reads: reads.length,
    },
    {
      valid: `${counts.stable} elements are stable, ${counts.stale} of them were stale for a while, and none is lost.`,
      unknown:
        counts.stable === 0
          ? 'Not decided: no element was seen to stay, so nothing could be lost.'
          : undefined,
      over,
    },
    found.count,
  );

  function follow(add: Operation, element: number): void {
    const present = elements.present[element] ?? -1;
    const absent = present < reads.length - 1 ? reads.length - 1 : (elements.absent[element] ?? -1);
    const missed = reads[absent];
    const known = elements.known[element];
    const knownAt = known?.completedAt ?? Infinity;
    if (present > absent) {
      counts.stable += 1;
      if (missed === undefined || missed.invokedAt < knownAt) return;
      counts.stale += 1;
      counts.stale_ms_max = Math.max(counts.stale_ms_max, staleFor(known, missed));
      if (linearizable) found.add('stale', () => late(add, missed, 'stale'));
    } else if (missed !== undefined && missed.invokedAt > knownAt) {
      counts.lost += 1;
      found.add('lost', () => late(add, missed, 'lost'));
    } else counts.never_read += 1;
  }
}

/** What is known of each element, by its number: in arrays, since reads look at all of them again and again. */
interface Elements {
  readonly index: ValueIndex;
  readonly adds: readonly Operation[];
  /** The first operation to end that proves it to be there: its add, or a read. */
  readonly known: (Operation | undefined)[];
  /** When that ended. */
  readonly knownAt: Float64Array;
  /** The last read that shows it, and the last before that which does not: ranks; -1 for none. */
  readonly present: Int32Array;
  readonly absent: Int32Array;
}

function elementsOf({ operations }: History, update: string): Elements {
  const index = new ValueIndex(operations.length);
  const adds: Operation[] = [];
  for (const operation of operations) {
    // One that is new gets the next number.
    if (operation.f === update && index.add(operation.input) === adds.length) adds.push(operation);
  }
  const known = adds.map((add) => (add.outcome === 'ok' ? add : undefined));
  return {
    index,
    adds,
    known,
    knownAt: Float64Array.from(known, (add) => add?.completedAt ?? Infinity),
    present: new Int32Array(adds.length).fill(-1),
    absent: new Int32Array(adds.length).fill(-1),
  };
}

/** Goes through all reads, by their beginning, and notes what each shows, and what came twice. */
function* look(
  { index, adds, known, knownAt, present, absent }: Elements,
  reads: readonly Operation[],
  history: History,
  found: Collector,
  duplicated: Set<string | number>,
): Work {
  const begunAt = Float64Array.from(adds, ({ invokedAt }) => invokedAt);
  for (const [rank, read] of reads.entries()) {
    const members = membersOf(read, history);
    note(read, rank, members);
    yield { stage: 'looking at reads', done: rank, total: reads.length, steps: members.length };
  }

  // A function of its own: the engine compiles a loop within a generator less well.
  function note(read: Operation, rank: number, members: readonly Value[]): void {
    const { invokedAt, completedAt } = read;
    /** What nobody had begun to add. */
    const strangers = new Set<string | number>();
    for (const value of members) {
      const element = index.find(value);
      // Most were known long before, and shown by the read before. All arrays are as long as there are
      // elements.
      if (present[element] === rank - 1 && (knownAt[element] as number) <= invokedAt) {
        present[element] = rank;
        continue;
      }
      if (element >= 0 && (begunAt[element] as number) < completedAt) {
        const last = present[element] as number;
        if (last === rank) {
          twice(value, read);
          continue;
        }
        if (last < rank - 1) absent[element] = rank - 1;
        present[element] = rank;
        if (completedAt < (knownAt[element] as number)) {
          knownAt[element] = completedAt;
          known[element] = read;
        }
      } else if (strangers.has(keyOf(value))) twice(value, read);
      else {
        strangers.add(keyOf(value));
        found.add('unexpected', () => wrong(read, `${show(value)}, which nobody had added`));
      }
    }
  }

  function twice(value: Value, read: Operation): void {
    const key = keyOf(value);
    if (duplicated.has(key)) return;
    duplicated.add(key);
    found.add('duplicated', () => wrong(read, `${show(value)} twice`));
  }
}

const RANK: readonly string[] = ['lost', 'unexpected', 'duplicated', 'stale'];

type Told = Omit<Finding, 'kind'>;

const wrong = (read: Operation, what: string): Told => ({
  text: `Process ${read.process} read ${what}.`,
  operations: [read],
});

const late = (add: Operation, missed: Operation, kind: 'lost' | 'stale'): Told => ({
  text:
    kind === 'lost'
      ? `${show(add.input)} was there and is gone: process ${missed.process} read without it, and no later read has it.`
      : `${show(add.input)} was there, and process ${missed.process} began later and read without it.`,
  operations: [add, missed],
});

/** How long after it was known it was still missed, in milliseconds. */
const staleFor = (known: Operation | undefined, { invoked_ns }: Operation): number =>
  known?.completed_ns === undefined || invoked_ns === undefined
    ? 0
    : (invoked_ns - known.completed_ns) / 1e6;

/** What a read of a set shows. @throws InvalidInput when that is no list */
export const membersOf = (read: Operation, history: History): readonly Value[] =>
  isArray(read.output)
    ? read.output
    : refuse(`a read of a set gives a list, not ${show(read.output)}`, read, history);
