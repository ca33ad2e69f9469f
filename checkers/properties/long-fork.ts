import type { History, Operation } from '../history/operation.ts';
import { PIECE, type Work, within } from '../pieces.ts';
import { isArray, keyOf, show, type Value } from '../value.ts';
import { type Budget, type Check, type Finding, verdictOf } from '../verdict.ts';
import { expectFunctions, refuse } from './history-of.ts';

/** A read of a group of keys: which of them it found written. */
interface Look {
  readonly operation: Operation;
  readonly found: ReadonlyMap<string | number, Value>;
}

/**
 * Writes of single keys, each written once, and reads of groups of keys: under snapshot isolation any
 * two reads of a group agree on which write came first, so one of them found all that the other did.
 * Where each found a write that the other missed, there is a long fork, which parallel snapshot
 * isolation allows (as jepsen.tests.long-fork; the group is what a read asks for).
 */
export function* checkLongFork(history: History, budget: Budget = {}): Check {
  expectFunctions(history, 'long-fork', ['read', 'write', 'txn']);
  const groups = new Map<string, Look[]>();
  const writers = new Map<string | number, Operation>();
  const values = new Map<string | number, Value>();
  let twice: Value | undefined;
  let reads = 0;
  const { operations } = history;
  const findings: Finding[] = [];
  function* look(): Work {
    for (const [done, operation] of operations.entries()) {
      if (done % PIECE === 0) yield { stage: 'grouping reads', done, total: operations.length };
      const micros = microsOf(operation, history);
      const [first] = micros;
      if (first?.writes === true && micros.length === 1) {
        if (writers.has(keyOf(first.key))) twice ??= first.key;
        writers.set(keyOf(first.key), operation);
      } else if (micros.some(({ writes }) => writes)) {
        refuse('a long-fork operation writes one key or reads several', operation, history);
      } else if (operation.outcome === 'ok') {
        reads += 1;
        const found = new Map<string | number, Value>();
        for (const { key, value } of micros) {
          const id = keyOf(key);
          const known = values.get(id) ?? value;
          if (value === null) continue;
          if (keyOf(known) !== keyOf(value)) {
            refuse(
              `${show(key)} was read with two values, but is written once`,
              operation,
              history,
            );
          }
          values.set(id, value);
          found.set(id, key);
        }
        const group = micros
          .map(({ key }) => JSON.stringify(keyOf(key)))
          .sort()
          .join();
        const looks = groups.get(group);
        if (looks === undefined) groups.set(group, [{ operation, found }]);
        else looks.push({ operation, found });
      }
    }
    let compared = 0;
    for (const looks of groups.values()) {
      findings.push(...forksOf(looks));
      compared += looks.length;
      yield { stage: 'comparing reads', done: compared, total: reads, steps: looks.length };
    }
  }
  const over = yield* within(look(), budget);
  const counts = { reads, writes: writers.size, groups: groups.size };
  return verdictOf('long-fork', findings, counts, {
    valid: `All ${reads} reads of ${groups.size} groups agree on the order of the writes.`,
    unknown:
      twice === undefined ? undefined : `Not decided: ${show(twice)} was written more than once.`,
    over,
  });
}

interface Micro {
  readonly writes: boolean;
  readonly key: Value;
  readonly value: Value;
}

function microsOf(operation: Operation, history: History): readonly Micro[] {
  const { input, output, outcome } = operation;
  const body = outcome === 'ok' ? (output ?? input) : input;
  if (body === null) return [];
  const wrong = (): never =>
    refuse(
      `a long-fork operation is a list such as [[w 1 1]] or [[r 1 nil] [r 2 1]], not ${show(body)}`,
      operation,
      history,
    );
  if (!isArray(body)) return wrong();
  return body.map((micro) => {
    const [f, key, value = null] = isArray(micro) ? micro : [];
    if ((f !== 'r' && f !== 'w') || key === undefined) return wrong();
    return { writes: f === 'w', key, value };
  });
}

/** By what they found, the reads of one group are a chain, or two that follow each other fork. */
function forksOf(looks: readonly Look[]): readonly Finding[] {
  const findings: Finding[] = [];
  let before: Look | undefined;
  for (const look of looks.toSorted((a, b) => a.found.size - b.found.size)) {
    const [lost] = [...(before?.found ?? [])].filter(([id]) => !look.found.has(id));
    const [gained] = [...look.found].filter(([id]) => before?.found.has(id) !== true);
    if (before !== undefined && lost !== undefined && gained !== undefined) {
      findings.push({
        kind: 'long-fork',
        text: `Process ${before.operation.process} read ${show(lost[1])} and not ${show(gained[1])}, and process ${look.operation.process} read ${show(gained[1])} and not ${show(lost[1])}: each saw the one write before the other.`,
        operations: [before.operation, look.operation],
      });
    }
    before = look;
  }
  return findings;
}
