import { InvalidInput } from '@dstudio/kernel';
import { type Capsule, capsuleOf, ENGINE_VERSION } from '@dstudio/simulator';
import { cellId, faultKinds, listCells } from './faults.ts';
import { runSeed } from './job.ts';
import type { CellResult, Fault, Matrix, SeedFigures, Timing } from './report.ts';
import type { System } from './system.ts';
import { defaultTiming } from './timing.ts';
import { parseSystem } from './yaml/parse.ts';
import { quote, SystemFileError } from './yaml/problem.ts';

/** A failing run of a system: its capsule, and what to call it. */
export interface NamedCapsule {
  /** 'shop crash cart seed 1'. */
  readonly name: string;
  readonly capsule: Capsule;
}

/** What a system's capsule says: all that a run needs, and the trace hash to expect of it. */
export interface CapsuleOfSystem {
  /** The system's file, to the letter. */
  readonly text: string;
  readonly system: System;
  readonly timing: Timing;
  /** Undefined for a run in fair weather. */
  readonly fault: Fault | undefined;
  readonly seed: number;
  /** 16 hexadecimal digits. */
  readonly hash: string;
}

/** A system's run repeated from its capsule. */
export interface SystemReplay extends CapsuleOfSystem {
  readonly figures: SeedFigures;
  /** The run gave the hash that the capsule expects. */
  readonly same: boolean;
  /** The capsule comes from another engine version, so another hash says little. */
  readonly otherEngine: boolean;
}

const VARIANT = 'as the file states';
/** As long as a file may state a time. */
const TIME_MS_MAX = 3_600_000;
/** Recovery is judged window by window; more of them only take time. */
const WINDOW_COUNT_MAX = 1_000_000;

/**
 * One capsule for each fault that breaks an objective, and for the run without one when that does: of
 * the first seed that shows it.
 *
 * @param text the file that the matrix is of
 */
export const systemCapsules = (matrix: Matrix, text: string): readonly NamedCapsule[] =>
  [matrix.baseline, ...matrix.cells].flatMap((cell) => {
    const failing = cell.seeds.find(({ broken }) => broken.length > 0);
    return failing === undefined ? [] : [named(matrix, cell, failing, text)];
  });

const named = (
  { system, timing, baseline }: Matrix,
  cell: CellResult,
  { seed, hash }: SeedFigures,
  text: string,
): NamedCapsule => ({
  name: `${system} ${cell.id} seed ${seed}`,
  capsule: capsuleOf({
    scenario: `system:${system}`,
    parameters: { system: text, ...timing },
    variant: VARIANT,
    seed,
    choices: cell === baseline ? [] : [flat(cell.fault)],
    hash,
  }),
});

/**
 * Reads what a capsule says of a system's run.
 *
 * @param file name for messages
 * @throws InvalidInput when the capsule is of something else, or holds no system, no usable timing or
 * a fault that cannot strike the system
 * @throws SystemFileError when the system in it has faults
 */
export const readSystemCapsule = (capsule: Capsule, file = 'capsule'): CapsuleOfSystem => {
  const refuse = (problem: string): never => {
    throw new InvalidInput(problem, {
      where: { file },
      hint: 'use one that dstudio prove left',
    });
  };
  const { scenario, parameters, choices, seed, hash } = capsule;
  if (!scenario.startsWith('system:')) refuse(`the capsule is of ${scenario}, not of a system`);
  const { system: text } = parameters;
  if (typeof text !== 'string') return refuse('the capsule holds no system');
  const parsed = parseSystem(text, `the system in ${file}`);
  if (!parsed.ok) throw new SystemFileError(parsed.problems);
  const { system } = parsed;

  const timing: Record<keyof Timing, number> = { ...defaultTiming };
  for (const key of Object.keys(timing) as (keyof Timing)[]) {
    const value = parameters[key];
    // NaN is in no range, and a window of nothing would never end.
    const fits = typeof value === 'number' && value >= 0 && value <= TIME_MS_MAX;
    if (fits) timing[key] = value;
    else refuse(`the capsule's ${key} is no length of time`);
  }
  if (timing.window_ms * WINDOW_COUNT_MAX < timing.after_ms || timing.window_ms === 0) {
    refuse("the capsule's window_ms is too short for its after_ms");
  }

  const [choice] = choices;
  if (choices.length > 1) refuse(`the capsule names ${choices.length} faults, and a run has one`);
  if (choice === undefined) return { text, system, timing, fault: undefined, seed, hash };
  const named = unflat(choice);
  if (named === undefined) return refuse('the capsule names no known fault');
  const id = cellId(named);
  const cell = listCells(system).find((one) => one.id === id);
  if (cell === undefined) return refuse(`the capsule's system has no place for ${quote(id)}`);
  return { text, system, timing, fault: cell.fault, seed, hash };
};

/**
 * Repeats a system's run from its capsule.
 *
 * @param file name for messages
 * @throws InvalidInput or SystemFileError as {@link readSystemCapsule} does
 */
export const replaySystem = (capsule: Capsule, file?: string): SystemReplay => {
  const read = readSystemCapsule(capsule, file);
  const figures = runSeed(read, read.seed);
  return {
    ...read,
    figures,
    same: figures.hash === read.hash,
    otherEngine: capsule.engine !== ENGINE_VERSION,
  };
};

type Flat = Readonly<Record<string, string>>;

const flat = ({ kind, service, call, zone, entry }: Fault): Flat => ({
  kind,
  ...(service === undefined ? {} : { service }),
  ...(call === undefined ? {} : { from: call.from, to: call.to }),
  ...(zone === undefined ? {} : { zone }),
  ...(entry === undefined ? {} : { entry }),
});

const unflat = (choice: Capsule['choices'][number]): Fault | undefined => {
  const text = (key: string): string | undefined => {
    const value = choice[key];
    return typeof value === 'string' ? value : undefined;
  };
  const kind = faultKinds.find((one) => one === text('kind'));
  if (kind === undefined) return undefined;
  const [service, zone, entry, from, to] = ['service', 'zone', 'entry', 'from', 'to'].map(text);
  return {
    kind,
    ...(service === undefined ? {} : { service }),
    ...(from === undefined || to === undefined ? {} : { call: { from, to } }),
    ...(zone === undefined ? {} : { zone }),
    ...(entry === undefined ? {} : { entry }),
  };
};
