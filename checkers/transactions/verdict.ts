import type { Operation } from '../history/operation.ts';
import { endedEarly, FINDINGS_MAX } from '../verdict.ts';
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
 * @param over why the check ended early: then nothing is said of what the history does not rule out.
 */
export const transactionsVerdict = (
  model: string,
  operations: readonly Operation[],
  consistencyModel: string,
  found: Findings,
  edges: Int32Array,
  over: string | undefined,
): TransactionsVerdict => {
  const harm = new Map<string, number>();
  for (const name of found.groups().keys()) harm.set(name, judgeModels([name]).out.length);
  const groups = [...found.groups()].sort(
    ([a], [b]) => (harm.get(b) ?? 0) - (harm.get(a) ?? 0) || (a < b ? -1 : 1),
  );
  const forbidden = groups.filter(([name]) => forbids(consistencyModel, name));
  const open = openBecause(consistencyModel, edges, over);
  const findings = forbidden.flatMap(([, { examples }]) => examples).slice(0, FINDINGS_MAX);
  const judged = judgeModels(groups.map(([name]) => name));
  const { not, alsoNot } = judged;
  const holds = over === undefined ? judged.holds : [];
  const standing =
    judged.holds.length === 0
      ? 'Not even read-uncommitted.'
      : over === undefined
        ? `Nothing here rules out ${holds.join(' or ')}.`
        : endedEarly(over);
  const names = forbidden.map(([name, { count }]) => (count > 1 ? `${count} ${name}` : name));
  return {
    validity: forbidden.length > 0 ? 'invalid' : open === undefined ? 'valid' : 'unknown',
    model,
    consistencyModel,
    summary:
      forbidden.length > 0
        ? `Not ${consistencyModel}: ${names.join(', ')}. ${standing}`
        : (open ?? `Nothing shows that this is not ${consistencyModel}.`),
    findings,
    counts: countsOf(operations),
    anomalies: Object.fromEntries(groups),
    not,
    alsoNot,
    holds,
  };
};

/** Why finding nothing would say nothing of the model; undefined when it says something. */
const openBecause = (
  model: string,
  edges: Int32Array,
  over: string | undefined,
): string | undefined => {
  if (!isJudged(model)) {
    return `No anomaly of transactions would rule out ${model}, so nothing is said of it here.`;
  }
  if (over !== undefined) return `Not decided: the check ended ${over}.`;
  return depends(model, edges)
    ? undefined
    : 'No transaction depends on another, so nothing was put to the test.';
};

/** Whether anything ties transactions together in a way that the model speaks of. */
const depends = (model: string, edges: Int32Array): boolean => {
  let kinds = WW_BITS | bit(WR) | RW_BITS;
  if (forbids(model, 'G0-process')) kinds |= PROCESS_BITS;
  if (forbids(model, 'G0-realtime')) kinds |= REALTIME_BITS;
  return edges.some((count, kind) => count > 0 && (bit(kind) & kinds) !== 0);
};

const countsOf = (operations: readonly Operation[]) => {
  const counts = { ok: 0, info: 0, fail: 0 };
  for (const { outcome } of operations) counts[outcome]++;
  return { transactions: operations.length, ...counts };
};
