import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';
import { policies } from '@dstudio/patterns/policies';
import {
  type Capsule,
  type ClaimProof,
  capsuleOf,
  ENGINE_VERSION,
  type Lab,
  printCapsule,
  runLab,
} from '@dstudio/simulator';
import {
  type CellResult,
  defaultTiming,
  type Fault,
  type FaultKind,
  faultKinds,
  type Matrix,
  parseSystem,
  run,
  type SeedFigures,
  SystemFileError,
  type Timing,
} from '@dstudio/systems';
import { writeTextFile } from './files.ts';
import { count } from './render/figures.ts';
import type { Terminal } from './terminal.ts';

/** Where failing runs leave their capsules, unless the person names another folder. */
export const CAPSULES = '.dstudio/capsules';

/** A capsule and the name of its file. */
export interface NamedCapsule {
  readonly file: string;
  readonly capsule: Capsule;
}

/** One capsule for each claim that a seed refuted: of every variant, for a claim compares them. */
export function labCapsules(lab: Lab, claims: readonly ClaimProof[]): readonly NamedCapsule[] {
  return claims.flatMap(({ id, firstFailure: seed }) =>
    seed === undefined
      ? []
      : lab.variants.map(({ id: variant }) => ({
          file: fileName(`${lab.slug} ${id} ${variant} seed ${seed}`),
          capsule: capsuleOf({
            scenario: `lab:${lab.slug}`,
            parameters: {},
            variant,
            seed,
            choices: [],
            hash: runLab(lab, { seed, variant }).hash,
          }),
        })),
  );
}

/** One capsule for each fault that breaks an objective: of the first seed in which it does. */
export function systemCapsules(matrix: Matrix, text: string): readonly NamedCapsule[] {
  return [matrix.baseline, ...matrix.cells].flatMap((cell) => {
    const failing = cell.seeds.find(({ broken }) => broken.length > 0);
    return failing === undefined ? [] : [systemCapsule(matrix, cell, failing, text)];
  });
}

function systemCapsule(
  { system, timing, baseline }: Matrix,
  cell: CellResult,
  { seed, hash }: SeedFigures,
  text: string,
): NamedCapsule {
  return {
    file: fileName(`${system} ${cell.id} seed ${seed}`),
    capsule: capsuleOf({
      scenario: `system:${system}`,
      parameters: { system: text, ...timing },
      variant: 'as the file states',
      seed,
      choices: cell === baseline ? [] : [flat(cell.fault)],
      hash,
    }),
  };
}

/** Writes capsules into a folder, and says on standard error how to replay one. */
export function leaveCapsules(
  capsules: readonly NamedCapsule[],
  into: string,
  { err, folder }: Terminal,
): void {
  const [first] = capsules;
  if (first === undefined) return;
  try {
    mkdirSync(resolve(folder, into), { recursive: true });
    for (const { file, capsule } of capsules) {
      writeTextFile(join(into, file), printCapsule(capsule), {
        folder,
        replace: true,
      });
    }
  } catch (error) {
    // The result stands without them, and a disk that cannot be written is no reason to lose it.
    err.write(`No capsules were left: ${error instanceof Error ? error.message : error}\n`);
    return;
  }
  const example = `dstudio replay ${join(into, first.file)}`;
  err.write(
    `${count(capsules.length, 'failing run')} left in ${into}. To repeat one: ${example}\n`,
  );
}

export interface SystemReplay {
  readonly same: boolean;
  readonly otherEngine: boolean;
  readonly fault: Fault | undefined;
  readonly figures: SeedFigures;
}

/**
 * Repeats a system's run from its capsule.
 *
 * @throws SystemFileError or InvalidInput when the capsule does not hold a system and a fault
 */
export function replaySystem(capsule: Capsule, file: string): SystemReplay {
  const refuse = (problem: string): never => {
    throw new InvalidInput(problem, {
      where: { file },
      hint: 'use one that dstudio prove left',
    });
  };
  const { system: text, ...times } = capsule.parameters;
  if (typeof text !== 'string') return refuse('the capsule holds no system');
  const parsed = parseSystem(text, file, policies);
  if (!parsed.ok) throw new SystemFileError(parsed.problems);
  const timing: Record<keyof Timing, number> = { ...defaultTiming };
  for (const key of Object.keys(timing) as (keyof Timing)[]) {
    const value = times[key];
    if (typeof value === 'number' && value >= 0 && value <= 3_600_000) timing[key] = value;
    else refuse(`the capsule's ${key} is no length of time`);
  }
  const [choice] = capsule.choices;
  const fault = choice === undefined ? undefined : unflat(choice);
  if (choice !== undefined && fault === undefined) refuse('the capsule names no known fault');
  const figures = run({
    system: parsed.system,
    fault,
    timing,
    seed: capsule.seed,
  });
  return {
    same: figures.hash === capsule.hash,
    otherEngine: capsule.engine !== ENGINE_VERSION,
    fault,
    figures,
  };
}

type Flat = Readonly<Record<string, string>>;

const flat = ({ kind, service, call, zone, entry }: Fault): Flat => ({
  kind,
  ...(service === undefined ? {} : { service }),
  ...(call === undefined ? {} : { from: call.from, to: call.to }),
  ...(zone === undefined ? {} : { zone }),
  ...(entry === undefined ? {} : { entry }),
});

function unflat(choice: Readonly<Record<string, unknown>>): Fault | undefined {
  const text = (key: string): string | undefined => {
    const value = choice[key];
    return typeof value === 'string' ? value : undefined;
  };
  const kind: FaultKind | undefined = faultKinds.find((one) => one === text('kind'));
  if (kind === undefined) return undefined;
  const [service, zone, entry, from, to] = ['service', 'zone', 'entry', 'from', 'to'].map(text);
  return {
    kind,
    ...(service === undefined ? {} : { service }),
    ...(from === undefined || to === undefined ? {} : { call: { from, to } }),
    ...(zone === undefined ? {} : { zone }),
    ...(entry === undefined ? {} : { entry }),
  };
}

const NAME_LENGTH_MAX = 150;

const fileName = (text: string): string =>
  `${text
    .replace(/->/g, 'to')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, NAME_LENGTH_MAX)}.capsule.json`;
