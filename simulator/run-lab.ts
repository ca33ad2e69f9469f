import { type Input, InvalidInput, mustParse, type ParameterSpec } from '@dstudio/kernel';
import { guarded } from './guard.ts';
import type { Claim, Findings, Lab } from './lab.ts';
import { createWorld } from './world.ts';

export interface LabRun {
  readonly findings: Findings;
  /** Rolls over every event of the run. */
  readonly hash: string;
}

/**
 * Runs one variant of a lab in a world of its own.
 * @param values what differs from the defaults; text with units is accepted
 * @throws InvalidInput when the lab has no such variant or a value is out of bounds
 */
export const runLab = <S extends ParameterSpec>(
  lab: Lab<S>,
  options: {
    readonly seed: number;
    readonly variant: string;
    readonly values?: Input<S> | undefined;
  },
): LabRun => {
  const { seed, variant } = options;
  if (!lab.variants.some(({ id }) => id === variant)) {
    const known = lab.variants.map(({ id }) => id).join(', ');
    throw new InvalidInput(`lab ${lab.slug} has no variant '${variant}'`, {
      hint: `use one of: ${known}`,
    });
  }
  const values = mustParse(lab.slug, lab.parameters, options.values ?? {});
  const world = createWorld({ seed });
  const findings = guarded(() => lab.run(world, values, variant));
  return { findings, hash: world.hash() };
};

/** What a lab did in one seed: by variant. Small enough to send between threads. */
export interface SeedResult {
  readonly seed: number;
  readonly measures: Readonly<Record<string, Findings['measures']>>;
  readonly hashes: Readonly<Record<string, string>>;
}

/** Runs all variants of a lab with one seed, so that they meet the same chance. */
export const runSeed = <S extends ParameterSpec>(
  lab: Lab<S>,
  seed: number,
  values?: Input<S>,
): SeedResult => {
  const measures: Record<string, Findings['measures']> = {};
  const hashes: Record<string, string> = {};
  for (const { id } of lab.variants) {
    const { findings, hash } = runLab(lab, { seed, values, variant: id });
    measures[id] = findings.measures;
    hashes[id] = hash;
  }
  return { seed, measures, hashes };
};

export type Verdict = ReturnType<Claim['check']>;

/** A claim's verdict on one seed. What was not measured cannot hold. */
export const judgeClaim = (claim: Claim, measures: SeedResult['measures']): Verdict => {
  const verdict = claim.check(measures);
  return Number.isNaN(verdict.measured) ? { ...verdict, holds: false } : verdict;
};
