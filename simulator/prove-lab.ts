import { type Input, InvalidInput, type ParameterSpec } from '@dstudio/kernel';
import { type Execute, inPlace } from './execute.ts';
import type { Claim, Lab } from './lab.ts';
import { judgeClaim, runSeed, type SeedResult, type Verdict } from './run-lab.ts';

/** One seed of a lab, for whoever runs it: all variants. */
export interface LabJob {
  readonly slug: string;
  readonly seed: number;
  /** What differs from the defaults. */
  readonly values: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** How one claim fared over many seeds. */
export interface ClaimProof {
  readonly id: string;
  readonly text: string;
  /** Unit of `worst` and `limit`: 'ms', 'share' (0 to 1), or what is counted. */
  readonly unit: string;
  /** Seeds in which it held. */
  readonly held: number;
  /** Seeds tried. */
  readonly of: number;
  /** The measured value furthest on the wrong side of the limit, or nearest to it. NaN: not measured. */
  readonly worst: number;
  /** The limit that `worst` was held against. */
  readonly limit: number;
  /** The first seed that refuted it, in the order given; undefined when it always held. */
  readonly firstFailure: number | undefined;
}

export interface ProveOptions<S extends ParameterSpec> {
  /** A number n stands for the seeds 1 to n. */
  readonly seeds: number | readonly number[];
  readonly values?: Input<S> | undefined;
  /** Where seeds run. Default: on this thread, without a turn for the host. */
  readonly execute?: Execute<LabJob, SeedResult> | undefined;
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const SEED_COUNT_MAX = 1_000_000;

/**
 * Tries to refute a lab's claims over many seeds.
 * @throws InvalidInput when there are no seeds, or too many
 */
export const proveLab = async <S extends ParameterSpec>(
  lab: Lab<S>,
  options: ProveOptions<S>,
): Promise<readonly ClaimProof[]> => {
  const seeds = seedList(options.seeds);
  const values: LabJob['values'] = { ...options.values };
  const execute =
    options.execute ?? inPlace((job: LabJob) => runSeed<ParameterSpec>(lab, job.seed, job.values));
  let done = 0;
  const results = await execute(
    seeds.map((seed) => ({ slug: lab.slug, seed, values })),
    {
      signal: options.signal,
      onResult: () => options.onProgress?.(++done, seeds.length),
    },
  );
  return lab.claims.map((claim) => proofOf(claim, results));
};

const seedList = (seeds: number | readonly number[]): readonly number[] => {
  const count = typeof seeds === 'number' ? seeds : seeds.length;
  if (!(Number.isInteger(count) && count >= 1 && count <= SEED_COUNT_MAX)) {
    throw new InvalidInput(`${count} seeds`, {
      hint: `give a whole number from 1 to ${SEED_COUNT_MAX}`,
    });
  }
  return typeof seeds === 'number' ? Array.from({ length: seeds }, (_, i) => i + 1) : seeds;
};

const proofOf = (claim: Claim, results: readonly SeedResult[]): ClaimProof => {
  const verdicts = results.map(({ measures }) => judgeClaim(claim, measures));
  const failure = verdicts.findIndex(({ holds }) => !holds);
  const worst = verdicts.reduce((a, b) => (margin(b) < margin(a) ? b : a));
  return {
    id: claim.id,
    text: claim.text,
    unit: claim.unit,
    held: verdicts.filter(({ holds }) => holds).length,
    of: verdicts.length,
    worst: worst.measured,
    limit: worst.limit,
    firstFailure: results[failure]?.seed,
  };
};

/** How far on the right side of the limit. A claim does not say which side that is; its verdict does. */
const margin = ({ measured, limit, holds }: Verdict): number => {
  if (Number.isNaN(measured)) return Number.NEGATIVE_INFINITY;
  const distance = Math.abs(measured - limit);
  return holds ? distance : -distance;
};
