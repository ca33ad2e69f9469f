import { Answer, type RequestLog } from './record.ts';
import type { Figures, ObjectiveName, SeedFigures } from './report.ts';
import type { Run } from './simulate.ts';
import type { Objectives } from './system.ts';

/** Requests of one stretch of time, counted. */
interface Tally {
  requests: number;
  full: number;
  degraded: number;
  fast: number;
}

const tally = (log: RequestLog, from: number, to: number, latency_ms: number): Tally => {
  const sum: Tally = { requests: to - from, full: 0, degraded: 0, fast: 0 };
  for (let row = from; row < to; row += 1) {
    const answer = log.answer(row);
    if (answer === Answer.full) sum.full += 1;
    else if (answer === Answer.degraded) sum.degraded += 1;
    else continue;
    if (log.took_ms(row) <= latency_ms) sum.fast += 1;
  }
  return sum;
};

const share = (part: number, whole: number): number => (whole === 0 ? Number.NaN : part / whole);

const available = (sum: Tally, objectives: Objectives): boolean =>
  sum.requests === 0 || (sum.full + sum.degraded) / sum.requests >= objectives.availability;

/** With no answer at all latency is unknown, and availability says what there is to say. */
const quick = (sum: Tally, objectives: Objectives): boolean => {
  const answers = sum.full + sum.degraded;
  return answers === 0 || sum.fast / answers >= objectives.latency_share;
};

/** Nearest-rank quantile (Hyndman & Fan, type 1). NaN for no values. */
const quantile = (sorted: Float64Array, q: number): number =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;

const answerTimes = (log: RequestLog, from: number, to: number): Float64Array => {
  const times: number[] = [];
  for (let row = from; row < to; row += 1) {
    const answer = log.answer(row);
    if (answer === Answer.full || answer === Answer.degraded) times.push(log.took_ms(row));
  }
  return Float64Array.from(times).sort();
};

/**
 * Time from the end of the fault to the first window that holds the objectives and from which on the
 * rest of the run, taken together, holds them too: one window by itself may hold by luck, and one
 * unlucky window among many is not a relapse. Infinity when there is none; NaN, unknown, when nobody
 * asked after the fault.
 */
const recovery = (run: Run, objectives: Objectives): number => {
  const { log, faultEnd_ms, end_ms, timing } = run;
  const last = log.from(end_ms);
  if (log.from(faultEnd_ms) === last) return Number.NaN;
  for (let start_ms = faultEnd_ms; start_ms < end_ms; start_ms += timing.window_ms) {
    const from = log.from(start_ms);
    const window = tally(log, from, log.from(start_ms + timing.window_ms), objectives.latency_ms);
    if (!available(window, objectives) || !quick(window, objectives)) continue;
    const rest = tally(log, from, last, objectives.latency_ms);
    const seen = rest.requests > 0;
    if (seen && available(rest, objectives) && quick(rest, objectives)) {
      return start_ms - faultEnd_ms;
    }
  }
  return Number.POSITIVE_INFINITY;
};

/** Measures a run and says which objectives broke. */
export const judge = (run: Run, objectives: Objectives): SeedFigures => {
  const { log } = run;
  const from = log.from(run.faultStart_ms);
  const to = log.from(run.faultEnd_ms);
  const sum = tally(log, from, to, objectives.latency_ms);
  const times = answerTimes(log, from, to);
  const answers = sum.full + sum.degraded;
  const recovery_ms = recovery(run, objectives);
  const broken: ObjectiveName[] = [];
  if (!available(sum, objectives)) broken.push('availability');
  if (!quick(sum, objectives)) broken.push('latency');
  if (recovery_ms === Number.POSITIVE_INFINITY) broken.push('recovery');
  return {
    seed: run.seed,
    hash: run.hash,
    broken,
    requests: sum.requests,
    full: share(sum.full, sum.requests),
    degraded: share(sum.degraded, sum.requests),
    failed: share(sum.requests - answers, sum.requests),
    availability: share(answers, sum.requests),
    fast: share(sum.fast, answers),
    p50_ms: quantile(times, 0.5),
    p95_ms: quantile(times, 0.95),
    p99_ms: quantile(times, 0.99),
    recovery_ms,
  };
};

const mean = (values: readonly number[]): number => {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((a, b) => a + b, 0) / known.length;
};

/** Requests and answers of many seeds in one pot: a share of them all, not a mean of shares. */
const pool = (seeds: readonly SeedFigures[]) => {
  let requests = 0;
  let full = 0;
  let degraded = 0;
  let fast = 0;
  for (const figures of seeds) {
    if (figures.requests === 0) continue;
    const answers = figures.availability * figures.requests;
    requests += figures.requests;
    full += figures.full * figures.requests;
    degraded += figures.degraded * figures.requests;
    if (answers > 0) fast += figures.fast * answers;
  }
  return { requests, full, degraded, fast };
};

/** Room for the rounding of shares that were counts before. */
export const rounding = 1e-9;

/**
 * Objectives that many seeds together miss: the shares over all their requests, so that one unlucky
 * request in one seed decides nothing; recovery when at least half of the seeds never do.
 */
export const brokenIn = (
  seeds: readonly SeedFigures[],
  objectives: Objectives,
): readonly ObjectiveName[] => {
  const { requests, full, degraded, fast } = pool(seeds);
  const answers = full + degraded;
  const lost = seeds.filter(({ broken }) => broken.includes('recovery')).length;
  const broken: ObjectiveName[] = [];
  if (answers < (objectives.availability - rounding) * requests) broken.push('availability');
  if (fast < (objectives.latency_share - rounding) * answers) broken.push('latency');
  if (lost > 0 && lost * 2 >= seeds.length) broken.push('recovery');
  return broken;
};

/** One row for many seeds: shares of all requests, means of the known times, the worst recovery. */
export const merge = (seeds: readonly SeedFigures[]): Figures => {
  const { requests, full, degraded, fast } = pool(seeds);
  const answers = full + degraded;
  const of = (pick: (figures: SeedFigures) => number) => mean(seeds.map(pick));
  const recoveries = seeds.map(({ recovery_ms }) => recovery_ms).filter((ms) => !Number.isNaN(ms));
  return {
    requests,
    full: share(full, requests),
    degraded: share(degraded, requests),
    failed: share(requests - answers, requests),
    availability: share(answers, requests),
    fast: share(fast, answers),
    p50_ms: of((figures) => figures.p50_ms),
    p95_ms: of((figures) => figures.p95_ms),
    p99_ms: of((figures) => figures.p99_ms),
    recovery_ms: recoveries.length === 0 ? Number.NaN : Math.max(...recoveries),
  };
};
