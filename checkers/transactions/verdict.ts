import { type Columns, FAIL, INFO, OK } from './columns.ts';
import type { Findings } from './findings.ts';
import { PROCESS, REALTIME, RW, WR, WW } from './graph.ts';
import { forbids, judgeModels } from './models.ts';
import type { TransactionsResult } from './types.ts';

/**
 * Holds what was found against a model. A history in which no transaction depends on another says
 * nothing about the model, so it is unknown, as with Elle.
 *
 * @param edges how many dependencies of each kind there are.
 */
export const verdict = (
  columns: Columns,
  model: string,
  findings: Findings,
  edges: Int32Array,
): TransactionsResult => {
  const names = findings.names();
  const isForbidden = names.some((name) => forbids(model, name));
  const kinds = [WW, WR, RW];
  if (forbids(model, 'G2-process') || forbids(model, 'G1c-process')) kinds.push(PROCESS);
  if (forbids(model, 'G2-realtime') || forbids(model, 'G1c-realtime')) kinds.push(REALTIME);
  const isEmpty = kinds.every((kind) => edges[kind] === 0);
  const count = (status: number): number => {
    let found = 0;
    for (const one of columns.status) if (one === status) found++;
    return found;
  };
  return {
    valid: isForbidden ? false : isEmpty ? 'unknown' : true,
    model,
    anomalies: findings.groups(),
    ...(isEmpty && !isForbidden
      ? { unknown: 'no transaction depends on another, so nothing was put to the test' }
      : {}),
    ...judgeModels(names),
    transactions: { ok: count(OK), info: count(INFO), fail: count(FAIL) },
  };
};
