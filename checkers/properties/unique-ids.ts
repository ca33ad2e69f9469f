import { describe } from '../history/describe.ts';
import type { History, Operation } from '../history/operation.ts';
import { PIECE, type Work, within } from '../pieces.ts';
import { keyOf, show } from '../value.ts';
import { type Budget, type Check, verdictOf } from '../verdict.ts';
import { expectFunctions } from './history-of.ts';

/** `generate` must never give the same id twice (as jepsen.checker/unique-ids). */
export function* checkUniqueIds(history: History, budget: Budget = {}): Check {
  expectFunctions(history, 'unique-ids', ['generate']);
  const given = new Map<string | number, Operation>();
  const doubles = new Map<string | number, Operation[]>();
  let acknowledged = 0;
  const { operations } = history;
  function* look(): Work {
    for (const [done, operation] of operations.entries()) {
      if (done % PIECE === 0) yield { stage: 'comparing ids', done, total: operations.length };
      if (operation.outcome !== 'ok') continue;
      acknowledged += 1;
      const id = keyOf(operation.output);
      const first = given.get(id);
      const double = doubles.get(id);
      if (first === undefined) given.set(id, operation);
      else if (double === undefined) doubles.set(id, [first, operation]);
      else double.push(operation);
    }
  }
  const over = yield* within(look(), budget);
  const findings = Array.from(doubles.values(), (operations) => ({
    kind: 'duplicate',
    text: `${show(operations[0]?.output ?? null)} was given ${operations.length} times, first by ${operations
      .slice(0, 2)
      .map((one) => `${describe(one)} of process ${one.process}`)
      .join(' and ')}.`,
    operations,
  }));
  return verdictOf(
    'unique-ids',
    findings,
    { attempted: operations.length, acknowledged, duplicated: doubles.size },
    { valid: `All ${acknowledged} ids differ.`, over },
  );
}
