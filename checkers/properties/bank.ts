import type { History, Operation } from '../history/operation.ts';
import { PIECE, type Work, within } from '../pieces.ts';
import { isRecord, show, type Value } from '../value.ts';
import { type Budget, type Check, type Finding, verdictOf } from '../verdict.ts';
import { expectFunctions, refuse } from './history-of.ts';

export interface BankOptions {
  /** What all accounts hold together; default: what the first read finds. */
  readonly total?: number;
  /** Accounts may be below zero; default false. */
  readonly negative?: boolean;
}

/**
 * Transfers move money and make none: every read of all accounts, `{account balance ...}`, has the
 * same total, and no account is below zero (as jepsen.tests.bank). Snapshot isolation gives this.
 */
export function* checkBank(
  history: History,
  { total, negative = false, ...budget }: BankOptions & Budget = {},
): Check {
  expectFunctions(history, 'bank', ['read', 'transfer']);
  const reads = history.operations
    .filter(({ f, outcome }) => f === 'read' && outcome === 'ok')
    .toSorted((a, b) => a.completedAt - b.completedAt);
  const findings: Finding[] = [];
  let expected: number | bigint | undefined = total;
  let accounts: ReadonlySet<string> | undefined;
  function* look(): Work {
    let looked = 0;
    for (const [done, read] of reads.entries()) {
      const { output, process } = read;
      const balances = isRecord(output)
        ? output
        : refuse(
            `a read of a bank gives {account balance ...}, not ${show(output)}`,
            read,
            history,
          );
      const found = (kind: string, text: string): void => {
        findings.push({ kind, text: `Process ${process} read ${text}.`, operations: [read] });
      };
      const missing = Object.entries(balances).find(([, one]) => !isAmount(one));
      if (missing !== undefined) {
        const [account, one] = missing;
        if (typeof one === 'number') {
          refuse(`a balance of ${one}: fractions cannot be added exactly`, read, history);
        }
        found('no-balance', `no balance for account ${account}`);
        continue;
      }
      const names = Object.keys(balances);
      accounts ??= new Set(names);
      const other = names.find((name) => accounts?.has(name) !== true);
      if (other !== undefined) {
        found('unexpected-account', `an account ${other} that was not there`);
      }
      const sum = sumOf(Object.values(balances).filter(isAmount));
      expected ??= sum;
      if (sum !== expected) found('wrong-total', `a total of ${sum}, not ${expected}`);
      const below = Object.entries(balances).find(([, one]) => isAmount(one) && one < 0);
      if (!negative && below !== undefined) {
        found('negative', `${String(below[1])} on account ${below[0]}`);
      }
      looked += names.length;
      if (looked < PIECE) continue;
      yield { stage: 'adding up reads', done, total: reads.length, steps: looked };
      looked = 0;
    }
  }
  const over = yield* within(look(), budget);
  const counts = {
    reads: reads.length,
    transfers: countOf(history.operations, 'transfer'),
    total: Number(expected ?? 0),
  };
  return verdictOf('bank', findings, counts, {
    valid:
      reads.length === 0
        ? 'Nothing was read.'
        : `All ${reads.length} reads have the total ${expected}.`,
    over,
  });
}

const isAmount = (value: Value): value is number | bigint =>
  typeof value === 'bigint' || Number.isSafeInteger(value);

/** A number where that is exact, as the parser does it: so equal sums are the same value. */
const sumOf = (amounts: readonly (number | bigint)[]): number | bigint => {
  let sum = 0;
  for (const one of amounts) {
    sum += Number(one);
    if (!Number.isSafeInteger(sum)) return exactSumOf(amounts);
  }
  return sum;
};

const exactSumOf = (amounts: readonly (number | bigint)[]): number | bigint => {
  const sum = amounts.reduce<bigint>((all, one) => all + BigInt(one), 0n);
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
};

const countOf = (operations: readonly Operation[], name: string): number =>
  operations.filter(({ f, outcome }) => f === name && outcome === 'ok').length;
