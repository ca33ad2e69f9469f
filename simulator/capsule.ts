import { InvalidInput } from '@dstudio/kernel';
import { ENGINE_VERSION } from './engine-version.ts';
import type { Findings, Lab } from './lab.ts';
import { runLab } from './run-lab.ts';
import { isLine, isRecord, show } from './written.ts';

type Scalar = string | number | boolean;
type Scalars = Readonly<Record<string, Scalar>>;

/** Everything that is needed to repeat one run exactly, in Node or in a browser. */
export interface Capsule {
  readonly format: 'dstudio-capsule/1';
  /** The engine that ran it: a later one may order events differently. */
  readonly engine: number;
  /** 'lab:<slug>', 'system:<name>' or 'scenario:<name>'. */
  readonly scenario: string;
  readonly parameters: Scalars;
  /** The lab's variant; for a system, which policies were on. */
  readonly variant: string;
  readonly seed: number;
  /** What else was chosen, such as faults; of a scenario, what its run is held to (`Choice`). */
  readonly choices: readonly Scalars[];
  /** The trace hash to expect: 16 hexadecimal digits. */
  readonly hash: string;
}

const FORMAT = 'dstudio-capsule/1';
const TEXT_LENGTH_MAX = 4 * 1024 * 1024;
const ENTRY_COUNT_MAX = 1000;
const CHOICE_COUNT_MAX = 20_000;
const NAME_LENGTH_MAX = 200;

/** A capsule with the format and this engine's version filled in. */
export const capsuleOf = (run: Omit<Capsule, 'format' | 'engine'>): Capsule => ({
  format: FORMAT,
  engine: ENGINE_VERSION,
  ...run,
});

/** The text of a capsule: JSON for a reader. `parseCapsule` reads it back. */
export const printCapsule = (capsule: Capsule): string => `${JSON.stringify(capsule, null, 2)}\n`;

/**
 * Reads a capsule.
 * @param file name for messages
 * @throws InvalidInput that says which field is wrong and what it should be
 */
export const parseCapsule = (text: string, file = 'capsule'): Capsule => {
  const refuse = (problem: string, hint: string, cause?: unknown): never => {
    throw new InvalidInput(problem, { where: { file }, hint, cause });
  };
  const again = 'use a file that `dstudio prove` wrote, or write one anew';
  if (text.length > TEXT_LENGTH_MAX) {
    refuse(`${text.length} characters are too many for a capsule`, again);
  }
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    refuse(`not JSON: ${error instanceof Error ? error.message : String(error)}`, again, error);
  }
  if (!isRecord(root)) return refuse('a capsule is a JSON object', again);
  if (root.format !== FORMAT) {
    refuse(`format is ${show(root.format)}`, `this version reads '${FORMAT}'`);
  }
  const { engine, scenario, parameters, variant, seed, choices, hash } = root;
  if (!isCount(engine) || engine < 1) {
    return refuse(`engine is ${show(engine)}`, 'give the version as a whole number, 1 or more');
  }
  if (!isLine(scenario, NAME_LENGTH_MAX) || !/^(lab|system|scenario):./.test(scenario)) {
    return refuse(
      `scenario is ${show(scenario)}`,
      "give 'lab:<slug>', 'system:<name>' or 'scenario:<name>'",
    );
  }
  if (!isScalars(parameters)) {
    return refuse('parameters is not an object of texts, numbers and flags', again);
  }
  if (!isLine(variant, NAME_LENGTH_MAX))
    return refuse(`variant is ${show(variant)}`, "give the variant's id");
  if (!isCount(seed)) return refuse(`seed is ${show(seed)}`, 'give a whole number, 0 or more');
  if (!Array.isArray(choices) || choices.length > CHOICE_COUNT_MAX || !choices.every(isScalars)) {
    return refuse(
      'choices is not a list of objects of texts, numbers and flags',
      `give [] or at most ${CHOICE_COUNT_MAX} of them`,
    );
  }
  if (typeof hash !== 'string' || !/^[0-9a-f]{16}$/.test(hash)) {
    return refuse(`hash is ${show(hash)}`, 'give 16 hexadecimal digits');
  }
  return { format: FORMAT, engine, scenario, parameters, variant, seed, choices, hash };
};

export interface Replay {
  /** The run gave the hash that the capsule expects. */
  readonly same: boolean;
  readonly hash: string;
  readonly findings: Findings;
  /** The capsule comes from another engine version, so another hash says little. */
  readonly otherEngine: boolean;
}

/**
 * Repeats a lab's run from its capsule.
 * @throws InvalidInput when the capsule belongs to something else, or its values do not fit the lab
 */
export const replayLab = (capsule: Capsule, lab: Lab): Replay => {
  if (capsule.scenario !== `lab:${lab.slug}`) {
    throw new InvalidInput(`the capsule is of ${capsule.scenario}, not of lab:${lab.slug}`, {
      hint: 'replay it with what it names',
    });
  }
  const { seed, variant, parameters } = capsule;
  const { findings, hash } = runLab(lab, { seed, variant, values: parameters });
  return {
    same: hash === capsule.hash,
    hash,
    findings,
    otherEngine: capsule.engine !== ENGINE_VERSION,
  };
};

const isScalars = (value: unknown): value is Scalars =>
  isRecord(value) &&
  Object.keys(value).length <= ENTRY_COUNT_MAX &&
  Object.values(value).every((entry) => ['string', 'number', 'boolean'].includes(typeof entry));

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
