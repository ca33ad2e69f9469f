import { Outcome } from '@dstudio/patterns/policy';
import { Answer, type Run } from '@dstudio/systems';

/** One fault replayed, cut into windows for charts. Plain data: the worker sends it to the page. */

export interface Replay {
  readonly seed: number;
  readonly window_ms: number;
  readonly length_ms: number;
  readonly fault: { readonly from_ms: number; readonly to_ms: number };
  /** Start of each window, in virtual milliseconds. */
  readonly x: readonly number[];
  /** Requests by how they ended, per second, by the window in which they arrived. */
  readonly full: readonly number[];
  readonly degraded: readonly number[];
  readonly failed: readonly number[];
  /** NaN where nobody got an answer. */
  readonly p95_ms: readonly number[];
  readonly edges: readonly EdgeReplay[];
  readonly hash: string;
}

export interface EdgeReplay {
  /** 'service/operation'. */
  readonly from: string;
  readonly to: string;
  /** Calls that ended in each window, and those of them without a full answer. */
  readonly calls: readonly number[];
  readonly bad: readonly number[];
}

/** Collects what the engine tells of calls while a run goes on. */
export function collector(window_ms: number) {
  const edges = new Map<string, { from: string; to: string; calls: number[]; bad: number[] }>();
  const called = (
    edge: { readonly caller: { readonly id: string }; readonly target: { readonly id: string } },
    outcome: Outcome,
    at_ms: number,
  ): void => {
    const key = `${edge.caller.id} ${edge.target.id}`;
    let found = edges.get(key);
    if (!found) {
      found = { from: edge.caller.id, to: edge.target.id, calls: [], bad: [] };
      edges.set(key, found);
    }
    const window = Math.floor(at_ms / window_ms);
    while (found.calls.length <= window) {
      found.calls.push(0);
      found.bad.push(0);
    }
    found.calls[window] = (found.calls[window] ?? 0) + 1;
    if (outcome !== Outcome.ok) found.bad[window] = (found.bad[window] ?? 0) + 1;
  };
  return { edges, called };
}

/** Cuts a finished run into windows. `edges` come from `collector`. */
export function windows(run: Run, window_ms: number, edges: Iterable<EdgeReplay>): Replay {
  const { log, seed, hash, end_ms } = run;
  const x: number[] = [];
  const full: number[] = [];
  const degraded: number[] = [];
  const failed: number[] = [];
  const p95_ms: number[] = [];
  for (let start_ms = 0; start_ms < end_ms; start_ms += window_ms) {
    const length_s = (Math.min(end_ms, start_ms + window_ms) - start_ms) / 1000;
    const count = { full: 0, degraded: 0, failed: 0 };
    const times: number[] = [];
    const to = log.from(start_ms + window_ms);
    for (let row = log.from(start_ms); row < to; row++) {
      const answer = log.answer(row);
      if (answer === Answer.full) count.full++;
      else if (answer === Answer.degraded) count.degraded++;
      else count.failed++;
      if (answer === Answer.full || answer === Answer.degraded) times.push(log.took_ms(row));
    }
    times.sort((a, b) => a - b);
    x.push(start_ms);
    full.push(count.full / length_s);
    degraded.push(count.degraded / length_s);
    failed.push(count.failed / length_s);
    p95_ms.push(times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN);
  }
  const fault = { from_ms: run.faultStart_ms, to_ms: run.faultEnd_ms };
  return {
    seed,
    hash,
    window_ms,
    length_ms: end_ms,
    fault,
    x,
    full,
    degraded,
    failed,
    p95_ms,
    edges: [...edges],
  };
}
