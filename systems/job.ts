import { type Against, against, certainlyMissed } from './certain.ts';
import { length_ms } from './faults.ts';
import { brokenIn, judge } from './judge.ts';
import type { Job, Judged, SeedFigures } from './report.ts';
import { requestsDuring, simulate } from './simulate.ts';

type Conditions = Pick<Job, 'system' | 'fault' | 'timing'>;

/** One run to its end, and its judgement. */
export const runSeed = ({ system, fault, timing }: Conditions, seed: number): SeedFigures =>
  judge(simulate(system, { seed, fault, timing }), system.objectives);

const none: Against = { failed: 0, slow: 0, late: 0 };

const sum = (a: Against, b: Against): Against => ({
  failed: a.failed + b.failed,
  slow: a.slow + b.slow,
  late: a.late + b.late,
});

/** What a run that came to its end adds to those after it. */
const againstIn = ({ requests, availability, fast }: SeedFigures): Against => {
  if (requests === 0) return none;
  const answers = Math.round(availability * requests);
  const slow = answers === 0 ? 0 : answers - Math.round(fast * answers);
  return { failed: requests - answers, slow, late: 0 };
};

/** Runs a seed until an objective is missed for certain: then undefined, else its figures. */
const runUntilMissed = (
  { system, fault, timing }: Conditions,
  seed: number,
  requests: number,
  before: Against,
): SeedFigures | undefined => {
  const { objectives } = system;
  const from_ms = timing.warmup_ms;
  const to_ms = from_ms + length_ms(fault, timing);
  let missed = false;
  const run = simulate(system, {
    seed,
    fault,
    timing,
    enough: (log, now_ms) => {
      const now = against(log, from_ms, to_ms, now_ms, objectives);
      missed = certainlyMissed(requests, sum(before, now), objectives);
      return missed;
    },
  });
  return missed ? undefined : judge(run, objectives);
};

/** Whether the seeds in one pot miss an objective: what `brokenIn` says of them all. */
const breakTogether = (conditions: Conditions, seeds: readonly number[]) => {
  const { objectives } = conditions.system;
  const requests = seeds.reduce(
    (all, seed) => all + requestsDuring(conditions.system, { ...conditions, seed }),
    0,
  );
  const seen: SeedFigures[] = [];
  let before = none;
  for (const seed of seeds) {
    const figures = runUntilMissed(conditions, seed, requests, before);
    if (figures === undefined) return { breaks: true, runs: seen.length + 1 };
    seen.push(figures);
    before = sum(before, againstIn(figures));
    const lost = seen.filter(({ broken }) => broken.includes('recovery')).length;
    const breaks =
      (lost > 0 && lost * 2 >= seeds.length) || certainlyMissed(requests, before, objectives);
    if (breaks) return { breaks, runs: seen.length };
  }
  return { breaks: brokenIn(seen, objectives).length > 0, runs: seen.length };
};

/** Whether a single seed misses an objective by itself. */
const breakAny = (conditions: Conditions, seeds: readonly number[]) => {
  for (const [index, seed] of seeds.entries()) {
    const requests = requestsDuring(conditions.system, { ...conditions, seed });
    const figures = runUntilMissed(conditions, seed, requests, none);
    if (figures === undefined || figures.broken.length > 0)
      return { breaks: true, runs: index + 1 };
  }
  return { breaks: false, runs: seeds.length };
};

/** The runs of a job and their judgement: what worker threads and Web Workers do for the matrix and the search. */
export const run = ({ seeds, want, ...conditions }: Job): Judged => {
  if (want === 'figures') {
    const figures = seeds.map((seed) => runSeed(conditions, seed));
    const breaks = brokenIn(figures, conditions.system.objectives).length > 0;
    return { breaks, figures, runs: seeds.length };
  }
  const found = (want === 'together' ? breakTogether : breakAny)(conditions, seeds);
  return { ...found, figures: [] };
};
