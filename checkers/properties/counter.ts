import type { History, Operation, Process } from '../history/operation.ts';
import { PIECE, type Work, within } from '../pieces.ts';
import { show } from '../value.ts';
import { type Budget, type Check, type Finding, verdictOf } from '../verdict.ts';
import { expectFunctions, refuse } from './history-of.ts';

/** The whole number that an operation of a counter is about. @throws InvalidInput */
export const wholeNumber = (
  value: Operation['input'],
  operation: Operation,
  history: History,
): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  return refuse(
    `${operation.f} of a counter wants a whole number, not ${show(value)}`,
    operation,
    history,
  );
};

/** A read that has begun and not ended, with the bounds of what it may find. */
interface Open {
  from: number;
  to: number;
}

/**
 * A counter that starts at zero: `add n`, and `read`. A read lies between the least and the most the
 * counter can have been while it ran: what was certainly added before it, and what may have been added
 * before its end (as jepsen.checker/counter, for negative additions too). Every linearizable history
 * passes; takes linear time.
 */
export function* checkCounter(history: History, budget: Budget = {}): Check {
  expectFunctions(history, 'counter', ['add', 'read']);
  const findings: Finding[] = [];
  const open = new Map<Process, Open>();
  let lower = 0;
  let upper = 0;
  const add = (from: number, to: number): void => {
    lower += from;
    upper += to;
    for (const read of open.values()) {
      read.from = Math.min(read.from, lower);
      read.to = Math.max(read.to, upper);
    }
  };
  let reads = 0;
  let adds = 0;
  const moments = edges(history.operations);
  function* look(): Work {
    for (const [done, { operation, ends }] of moments.entries()) {
      if (done % PIECE === 0) yield { stage: 'counting', done, total: moments.length };
      const { f, process, input, output } = operation;
      if (f === 'add') {
        const delta = wholeNumber(input, operation, history);
        // From its beginning it may count; from its end it does.
        if (ends) add(Math.max(delta, 0), Math.min(delta, 0));
        else add(Math.min(delta, 0), Math.max(delta, 0));
        if (!ends) adds += 1;
      } else if (!ends) open.set(process, { from: lower, to: upper });
      else {
        const { from, to } = open.get(process) ?? { from: lower, to: upper };
        open.delete(process);
        reads += 1;
        const value = wholeNumber(output, operation, history);
        if (value >= from && value <= to) continue;
        findings.push({
          kind: 'out-of-range',
          text: `Process ${process} read ${value}, which is not from ${from} to ${to}.`,
          operations: [operation],
        });
      }
    }
  }
  const over = yield* within(look(), budget);
  return verdictOf(
    'counter',
    findings,
    { reads, adds },
    {
      valid: reads === 0 ? 'Nothing was read.' : `All ${reads} reads lie within what was added.`,
      over,
    },
  );
}

/** Beginnings and ends in the order of time. What failed, and reads without a result, do not count. */
function edges(
  operations: readonly Operation[],
): readonly { readonly operation: Operation; readonly ends: boolean }[] {
  const at = ({ operation, ends }: { operation: Operation; ends: boolean }): number =>
    ends ? operation.completedAt : operation.invokedAt;
  return operations
    .filter(({ f, outcome }) => outcome === 'ok' || (outcome === 'info' && f !== 'read'))
    .flatMap((operation) =>
      operation.outcome === 'ok'
        ? [
            { operation, ends: false },
            { operation, ends: true },
          ]
        : [{ operation, ends: false }],
    )
    .sort((a, b) => at(a) - at(b));
}
