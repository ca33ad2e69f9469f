import { rounding } from './judge.ts';
import { Answer, type RequestLog } from './record.ts';
import type { Objectives } from './system.ts';

/** Requests of the fault that count against an objective, whatever comes. */
export interface Against {
  readonly failed: number;
  /** Answered later than the latency objective. */
  readonly slow: number;
  /** Not answered, and later than the objective already: each will be slow or fail. */
  readonly late: number;
}

/** What the requests that arrived from `from_ms` until `to_ms` amount to at `now_ms`. */
export const against = (
  log: RequestLog,
  from_ms: number,
  to_ms: number,
  now_ms: number,
  { latency_ms }: Objectives,
): Against => {
  let failed = 0;
  let slow = 0;
  let late = 0;
  const end = log.from(to_ms);
  for (let row = log.from(from_ms); row < end; row += 1) {
    const answer = log.answer(row);
    if (answer === Answer.failed) failed += 1;
    else if (answer === Answer.none) late += Number(now_ms - log.arrived_ms(row) > latency_ms);
    else slow += Number(log.took_ms(row) > latency_ms);
  }
  return { failed, slow, late };
};

/**
 * True when availability or latency is missed whatever becomes of the open requests; false says
 * nothing. Counted as `brokenIn` counts.
 *
 * @param requests all that arrive during the fault, those still to come included
 */
export const certainlyMissed = (
  requests: number,
  { failed, slow, late }: Against,
  { availability, latency_share }: Objectives,
): boolean => {
  const answers = requests - failed;
  const spare = answers - (availability - rounding) * requests;
  if (spare < 0) return true;
  // Latency is nearest to holding when as many late ones fail as availability can spare.
  const lost = Math.min(late, spare);
  return (answers - lost) * (1 - latency_share + rounding) < slow + late - lost;
};
