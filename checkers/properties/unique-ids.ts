import { describe } from '../history/describe.ts';
import type { History, Operation } from '../history/operation.ts';
import { keyOf, show } from '../value.ts';
import { type Verdict, verdictOf } from '../verdict.ts';
import { expectFunctions } from './history-of.ts';

/** `generate` must never give the same id twice (as jepsen.checker/unique-ids). */
export function checkUniqueIds(history: History): Verdict {
  expectFunctions(history, 'unique-ids', ['generate']);
  const given = new Map<string | number, Operation>();
  const doubles = new Map<string | number, Operation[]>();
  let acknowledged = 0;
  for (const operation of history.operations) {
    if (operation.outcome !== 'ok') continue;
    acknowledged += 1;
    const id = keyOf(operation.output);
    const first = given.get(id);
    if (first === undefined) given.set(id, operation);
    else doubles.set(id, [...(doubles.get(id) ?? [first]), operation]);
  }
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
    { attempted: history.operations.length, acknowledged, duplicated: doubles.size },
    { valid: `All ${acknowledged} ids differ.` },
  );
}
