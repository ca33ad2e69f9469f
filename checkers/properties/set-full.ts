import type { History, Operation } from '../history/operation.ts';
import { isArray, keyOf, show, type Value } from '../value.ts';
import { type Finding, type Verdict, verdictOf } from '../verdict.ts';
import { expectFunctions, refuse } from './history-of.ts';

/** What is known of one element. */
interface Element {
  readonly value: Value;
  readonly add: Operation;
  /** Position of the first event that proves it to be there: its add's end, or the end of a read. */
  knownAt: number;
  known_ns: number | undefined;
  /** Ranks of the reads that show it, by beginning, in the order they were looked at. */
  readonly seen: number[];
}

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
export function checkSetFull(
  history: History,
  { linearizable = false, update = 'add', model = 'set-full' }: SetFullOptions = {},
): Verdict {
  expectFunctions(history, model, [update, 'read']);
  const findings: Finding[] = [];
  const elements = new Map<string | number, Element>();
  for (const operation of history.operations) {
    const key = keyOf(operation.input);
    if (operation.f !== update || elements.has(key)) continue;
    elements.set(key, {
      value: operation.input,
      add: operation,
      knownAt: operation.outcome === 'ok' ? operation.completedAt : Infinity,
      known_ns: operation.outcome === 'ok' ? operation.completed_ns : undefined,
      seen: [],
    });
  }
  const reads = history.operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
  const duplicated = new Map<string | number, number>();
  reads.forEach((read, rank) => {
    const shown = new Set<string | number>();
    for (const value of membersOf(read, history)) {
      const key = keyOf(value);
      if (shown.has(key)) {
        if (!duplicated.has(key)) findings.push(wrong('duplicated', read, `${show(value)} twice`));
        duplicated.set(key, (duplicated.get(key) ?? 1) + 1);
        continue;
      }
      shown.add(key);
      const element = elements.get(key);
      if (element === undefined || element.add.invokedAt > read.completedAt) {
        findings.push(wrong('unexpected', read, `${show(value)}, which nobody had added`));
        continue;
      }
      element.seen.push(rank);
      if (read.completedAt < element.knownAt) {
        element.knownAt = read.completedAt;
        element.known_ns = read.completed_ns;
      }
    }
  });
  const counts = { stable: 0, lost: 0, never_read: 0, stale: 0, stale_ms_max: 0 };
  for (const element of elements.values()) {
    const present = element.seen.at(-1) ?? -1;
    const absent = lastAbsent(element.seen, reads.length);
    // Both exist when their rank is not negative.
    const missed = absent < 0 ? undefined : (reads[absent] as Operation);
    if (present > absent) {
      counts.stable += 1;
      if (missed === undefined || missed.invokedAt < element.knownAt) continue;
      counts.stale += 1;
      counts.stale_ms_max = Math.max(counts.stale_ms_max, staleFor(element, missed));
      if (linearizable) findings.push(late(element, missed, 'stale'));
    } else if (missed !== undefined && missed.invokedAt > element.knownAt) {
      counts.lost += 1;
      findings.push(late(element, missed, 'lost'));
    } else counts.never_read += 1;
  }
  findings.sort((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind));
  return verdictOf(
    model,
    findings,
    {
      attempted: elements.size,
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
    },
  );
}

const RANK: readonly string[] = ['lost', 'unexpected', 'duplicated', 'stale'];

const wrong = (kind: string, read: Operation, what: string): Finding => ({
  kind,
  text: `Process ${read.process} read ${what}.`,
  operations: [read],
});

const late = ({ value, add }: Element, missed: Operation, kind: 'lost' | 'stale'): Finding => ({
  kind,
  text:
    kind === 'lost'
      ? `${show(value)} was there and is gone: process ${missed.process} read without it, and no later read has it.`
      : `${show(value)} was there, and process ${missed.process} began later and read without it.`,
  operations: [add, missed],
});

/** The last rank that is not among `seen`, which rises; -1 when all are. */
function lastAbsent(seen: readonly number[], reads: number): number {
  let rank = reads - 1;
  for (let at = seen.length - 1; at >= 0 && seen[at] === rank; at -= 1) rank -= 1;
  return rank;
}

/** How long after it was known it was still missed, in milliseconds. */
const staleFor = ({ known_ns }: Element, { invoked_ns }: Operation): number =>
  known_ns === undefined || invoked_ns === undefined ? 0 : (invoked_ns - known_ns) / 1e6;

/** What a read of a set shows. @throws InvalidInput when that is no list */
export const membersOf = (read: Operation, history: History): readonly Value[] =>
  isArray(read.output)
    ? read.output
    : refuse(`a read of a set gives a list, not ${show(read.output)}`, read, history);
