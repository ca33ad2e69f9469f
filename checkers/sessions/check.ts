import { splitKeys } from '../history/keyed.ts';
import type { History } from '../history/operation.ts';
import { PIECE, type Work, within } from '../pieces.ts';
import { expectFunctions } from '../properties/history-of.ts';
import { keyOf, show } from '../value.ts';
import { type Budget, type Check, type Finding, verdictOf } from '../verdict.ts';
import { findCycle } from './cycle.ts';
import { type Edge, GUARANTEES, type Guarantee, versionsOf } from './edges.ts';

/**
 * Judges the session guarantees (Terry et al., "Session guarantees for weakly consistent replicated
 * data", 1994), a process being a session, each key alone:
 *
 * - read your writes: after a write, its session reads that version or a later one;
 * - monotonic reads: after a read, its session reads that version or a later one;
 * - monotonic writes: a session's writes become versions in its order;
 * - writes follow reads: what a session writes comes after what it had read.
 *
 * What is required: every value is written to a key at most once and never null, so that a read tells
 * which write it saw; and replicas agree on one order of each key's versions. That order is not given
 * but asked for: a guarantee is broken when no order obeys it together with what is certain, which is
 * that null was first, that a cas follows what it found, and what all final reads agree on. When each
 * guarantee alone can be had and all four together cannot, that is told as well.
 *
 * Guarantees across keys are for the checker of transactions.
 */
export function* checkSessions(history: History, budget: Budget = {}): Check {
  expectFunctions(history, 'sessions', ['read', 'write', 'cas', 'get', 'put']);
  const findings: Finding[] = [];
  const broken = new Map<string, number>(GUARANTEES.map((name) => [name, 0]));
  let unknown: string | undefined;
  const keys = Map.groupBy(splitKeys(history).operations, ({ key }) =>
    key === undefined ? key : keyOf(key),
  );
  const total = history.operations.length;

  function* lookAt(operations: History['operations']): Work {
    const key = operations[0]?.key;
    const { edges, ambiguous, unwritten } = yield* versionsOf(operations);
    const about = key === undefined ? '' : `On key ${show(key)}, `;
    if (ambiguous !== undefined) {
      unknown ??= `Not decided: ${about}${ambiguous}, and versions are told apart by their values.`;
      return;
    }
    for (const read of unwritten) {
      findings.push({
        kind: 'unwritten',
        text: `${about}process ${read.process} read ${show(read.output)}, which nobody wrote.`,
        operations: [read],
      });
    }
    // When the end contradicts what is certain, replicas have not come together and it says nothing.
    const certain = edges.filter(({ because }) => because === undefined || because === 'end');
    const agrees = (yield* findCycle(certain)) === undefined;
    const trusted = agrees ? certain : certain.filter(isCertain);
    function* tell(kind: string, wanted: readonly Guarantee[]): Work<boolean> {
      const cycle = yield* findCycle([
        ...trusted,
        ...edges.filter(({ because }) => wanted.some((one) => one === because)),
      ]);
      if (cycle === undefined) return false;
      findings.push({
        kind,
        text: `${kind} does not hold: ${about}${cycle.map(({ text }) => text).join('; ')}.`,
        operations: [...new Set(cycle.flatMap(({ operations: some }) => some))],
      });
      return true;
    }
    let holdsAlone = true;
    for (const guarantee of GUARANTEES) {
      if (!(yield* tell(guarantee, [guarantee]))) continue;
      holdsAlone = false;
      broken.set(guarantee, (broken.get(guarantee) ?? 0) + 1);
    }
    if (holdsAlone) yield* tell('all-together', GUARANTEES);
  }
  function* look(): Work {
    let done = 0;
    let steps = 0;
    for (const operations of keys.values()) {
      yield* lookAt(operations);
      done += operations.length;
      steps += operations.length;
      if (steps < PIECE) continue;
      yield { stage: 'judging key by key', done, total, steps };
      steps = 0;
    }
  }
  const over = yield* within(look(), budget);
  return verdictOf(
    'sessions',
    findings,
    { keys: keys.size, operations: total, ...Object.fromEntries(broken) },
    { valid: 'All four session guarantees hold.', unknown, over },
  );
}

const isCertain = ({ because }: Edge): boolean => because === undefined;
