import { FINDINGS_MAX } from '../verdict.ts';
import { type Columns, FAIL, INFO, OK } from './columns.ts';
import type { Findings } from './findings.ts';
import { bit, PROCESS_BITS, REALTIME_BITS, RW_BITS, WR, WW_BITS } from './graph.ts';
import { forbids, isJudged, judgeModels } from './models.ts';
import type { TransactionsVerdict } from './types.ts';

/**
 * Holds what was found against a consistency model. A history in which no transaction depends on
 * another says nothing about the model, so it is unknown, as with Elle; so is every history under a
 * model that no anomaly rules out.
 *
 * @param edges how many dependencies of each kind there are.
 */
export const transactionsVerdict = (
  model: string,
  columns: Columns,
  consistencyModel: string,
  found: Findings,
  edges: Int32Array,
): TransactionsVerdict => {
  const harm = new Map<string, number>();
  for (const name of found.groups().keys()) harm.set(name, judgeModels([name]).out.length);
  const groups = [...found.groups()].sort(
    ([a], [b]) => (harm.get(b) ?? 0) - (harm.get(a) ?? 0) || (a < b ? -1 : 1),
  );
  const forbidden = groups.filter(([name]) => forbids(consistencyModel, name));
  const idle = !isJudged(consistencyModel)
    ? `No anomaly of transactions would rule out ${consistencyModel}, so nothing is said of it here.`
    : depends(consistencyModel, edges)
      ? undefined
      : 'No transaction depends on another, so nothing was put to the test.';
  const findings = forbidden.flatMap(([, { examples }]) => examples).slice(0, FINDINGS_MAX);
  const { not, alsoNot, holds } = judgeModels(groups.map(([name]) => name));
  const names = forbidden.map(([name, { count }]) => (count > 1 ? `${count} ${name}` : name));
  return {
    validity: forbidden.length > 0 ? 'invalid' : idle === undefined ? 'valid' : 'unknown',
    model,
    consistencyModel,
    summary:
      forbidden.length > 0
        ? `Not ${consistencyModel}: ${names.join(', ')}. ${holds.length > 0 ? `Nothing here rules out ${holds.join(' or ')}.` : 'Not even read-uncommitted.'}`
        : (idle ?? `Nothing shows that this is not ${consistencyModel}.`),
    findings,
    counts: countsOf(columns),
    anomalies: Object.fromEntries(groups),
    not,
    alsoNot,
    holds,
  };
};

/** Whether anything ties transactions together in a way that the model speaks of. */
const depends = (model: string, edges: Int32Array): boolean => {
  let kinds = WW_BITS | bit(WR) | RW_BITS;
  if (forbids(model, 'G0-process')) kinds |= PROCESS_BITS;
  if (forbids(model, 'G0-realtime')) kinds |= REALTIME_BITS;
  return edges.some((count, kind) => count > 0 && (bit(kind) & kinds) !== 0);
};

const countsOf = ({ count, status }: Columns) => {
  const counts = [0, 0, 0];
  for (const one of status) counts[one] = (counts[one] ?? 0) + 1;
  return {
    transactions: count,
    ok: counts[OK] ?? 0,
    info: counts[INFO] ?? 0,
    fail: counts[FAIL] ?? 0,
  };
};
