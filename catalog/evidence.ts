import * as v from 'valibot';
import { type Problem, Problems, quote } from './problem.ts';
import { isDay } from './sourced.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Claim = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.nonEmpty()),
    text: v.optional(v.string()),
    /** Seeds in which the claim held, of those in which it was tried. */
    held: count,
    of: count,
    /** The measured value furthest on the wrong side of the limit, or nearest to it; null: not measured. */
    worst: v.optional(v.nullable(v.number())),
    limit: v.optional(v.nullable(v.number())),
    /** The first seed that refuted it. */
    firstFailure: v.optional(v.number()),
  }),
  v.check(({ held, of }) => held <= of, 'held is more than of'),
);

/** What proving a room found. Fields beyond these are kept out, not refused. */
const Evidence = v.object({
  /** Hash of the room and the engine that the claims were tried with. */
  key: v.pipe(v.string(), v.nonEmpty()),
  /** The simulator's version. */
  engine: v.union([count, v.pipe(v.string(), v.nonEmpty())]),
  date: v.pipe(v.string(), v.check(isDay, 'not a day as YYYY-MM-DD')),
  seeds: count,
  claims: v.pipe(v.array(Claim), v.maxLength(1000)),
});

export type Evidence = v.InferOutput<typeof Evidence>;

/**
 * Reads an `evidence.json`. Never throws; a file that is not what `dstudio prove` writes gives
 * problems and no evidence.
 */
export const parseEvidence = (
  text: string,
  file: string,
): { readonly evidence: Evidence | undefined; readonly problems: readonly Problem[] } => {
  const problems = new Problems(file);
  const top = { line: 1, column: 1 };
  const advice = "run 'dstudio prove' for this room again";
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    problems.error('bad-evidence', top, `not JSON; ${advice}`);
    return { evidence: undefined, problems: problems.list };
  }
  const read = v.safeParse(Evidence, json);
  if (read.success) return { evidence: read.output, problems: problems.list };
  for (const issue of read.issues.slice(0, 5)) {
    const path = v.getDotPath(issue) ?? 'the file';
    problems.error('bad-evidence', top, `${path}: ${quote(issue.message)}; ${advice}`);
  }
  return { evidence: undefined, problems: problems.list };
};
