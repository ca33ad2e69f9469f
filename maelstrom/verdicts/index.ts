import {
  checkHistory,
  checkListAppend,
  checkRwRegister,
  drawCycleSvg,
  drawSvg,
  finish,
  type Verdict,
} from '@dstudio/checkers';
import type { TestEvent } from '../history.ts';
import type { Json } from '../json.ts';
import type { TestOptions, WorkloadName } from '../options.ts';
import { judgeEcho } from './echo.ts';
import { historyOf } from './history-of.ts';
import type { WorkloadResult } from './result.ts';

export type { Flaw, Valid, WorkloadResult } from './result.ts';

/** Steps of the search for a linearization: seconds, not minutes. */
const STEPS_MAX = 20_000_000;
const DRAWINGS_MAX = 4;

const MODELS: Readonly<
  Record<Exclude<WorkloadName, 'echo' | 'txn-list-append' | 'txn-rw-register'>, string>
> = {
  broadcast: 'broadcast',
  'g-set': 'g-set',
  'g-counter': 'g-counter',
  'pn-counter': 'pn-counter',
  'unique-ids': 'unique-ids',
  'lin-kv': 'cas-register',
  kafka: 'kafka',
};

/** What the workload's checker says of a history. */
export const judgeWorkload = (
  options: TestOptions,
  events: readonly TestEvent[],
): WorkloadResult => {
  const { workload, consistencyModels } = options;
  if (workload === 'echo') return judgeEcho(events);
  if (workload === 'txn-list-append' || workload === 'txn-rw-register') {
    return worstOf(consistencyModels.map((model) => judgeTransactions(workload, model, events)));
  }
  const history = historyOf(events, workload === 'lin-kv' ? byKey : undefined);
  const verdict = checkHistory(history, MODELS[workload], { steps_max: STEPS_MAX });
  const { counterexample } = verdict;
  return resultOf(verdict, counterexample === undefined ? [] : [drawSvg(counterexample)]);
};

const judgeTransactions = (
  workload: 'txn-list-append' | 'txn-rw-register',
  consistencyModel: string,
  events: readonly TestEvent[],
): WorkloadResult => {
  const check = workload === 'txn-list-append' ? checkListAppend : checkRwRegister;
  const verdict = finish(check(historyOf(events), { consistencyModel }));
  const cycles = verdict.findings.map(drawCycleSvg).filter((drawing) => drawing !== '');
  return resultOf(verdict, cycles.slice(0, DRAWINGS_MAX));
};

/** Of several consistency models, the verdict that says the most. */
const worstOf = (results: readonly WorkloadResult[]): WorkloadResult => {
  const worst =
    results.find(({ valid }) => valid === false) ??
    results.find(({ valid }) => valid === 'unknown') ??
    results[0];
  if (worst === undefined) throw new RangeError('a test of transactions needs a consistency model');
  return worst;
};

/** `[key, value]`, as the lin-kv workload writes them. */
const byKey = (value: Json): readonly [Json, Json] =>
  Array.isArray(value) ? [value[0] ?? null, value[1] ?? null] : [null, value];

const resultOf = (verdict: Verdict, drawings: readonly string[]): WorkloadResult => {
  const { validity, summary, findings, counts } = verdict;
  return {
    valid: validity === 'unknown' ? 'unknown' : validity === 'valid',
    summary,
    findings: findings.map(({ kind, text, operations }) => ({
      kind,
      text,
      events: operations.map(({ index }) => index),
    })),
    counts,
    drawings,
  };
};
