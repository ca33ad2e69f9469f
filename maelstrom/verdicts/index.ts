import { casRegister, checkLinearizable, finish, type Verdict } from '@dstudio/checkers';
import type { TestEvent } from '../history.ts';
import type { Json } from '../json.ts';
import type { TestOptions } from '../options.ts';
import { judgeEcho } from './echo.ts';
import { historyOf } from './history-of.ts';
import type { WorkloadResult } from './result.ts';

export type { Flaw, WorkloadResult } from './result.ts';

/** Steps of the search for a linearization: seconds, not minutes. */
const STEPS_MAX = 20_000_000;

/** What the workload's checker says of a history. */
export const judgeWorkload = (
  options: TestOptions,
  events: readonly TestEvent[],
): WorkloadResult => {
  switch (options.workload) {
    case 'echo':
      return judgeEcho(events);
    case 'lin-kv':
      return resultOf(
        finish(checkLinearizable(historyOf(events, byKey), casRegister, { steps_max: STEPS_MAX })),
      );
    default:
      return {
        valid: 'unknown',
        summary: 'Not decided: the checker of this workload is not there yet.',
        findings: [],
        counts: {},
      };
  }
};

/** `[key, value]`, as the lin-kv workload writes them. */
const byKey = (value: Json): readonly [Json, Json] =>
  Array.isArray(value) ? [value[0] ?? null, value[1] ?? null] : [null, value];

const resultOf = ({ validity, summary, findings, counts }: Verdict): WorkloadResult => ({
  valid: validity === 'unknown' ? 'unknown' : validity === 'valid',
  summary,
  findings: findings.map(({ kind, text, operations }) => ({
    kind,
    text,
    events: operations.map(({ index }) => index),
  })),
  counts,
});
