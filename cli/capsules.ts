import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Capsule,
  type ClaimProof,
  capsuleOf,
  type Lab,
  printCapsule,
  runLab,
} from '@dstudio/simulator';
import { type Matrix, systemCapsules } from '@dstudio/systems';
import { writeTextFile } from './files.ts';
import { count } from './render/figures.ts';
import type { Terminal } from './terminal.ts';

/** Where failing runs leave their capsules, unless the person names another folder. */
export const CAPSULES = '.dstudio/capsules';

/** A capsule and the name of its file. */
export interface CapsuleFile {
  readonly file: string;
  readonly capsule: Capsule;
}

/** One capsule for each claim that a seed refuted: of every variant, for a claim compares them. */
export function labCapsules(lab: Lab, claims: readonly ClaimProof[]): readonly CapsuleFile[] {
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

/** One capsule for each fault that breaks an objective of a system; `text` is its file. */
export const matrixCapsules = (matrix: Matrix, text: string): readonly CapsuleFile[] =>
  systemCapsules(matrix, text).map(({ name, capsule }) => ({ file: fileName(name), capsule }));

/** Writes capsules into a folder, and says on standard error how to replay one. */
export function leaveCapsules(
  capsules: readonly CapsuleFile[],
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

const NAME_LENGTH_MAX = 150;

const fileName = (text: string): string =>
  `${text
    .replace(/->/g, 'to')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, NAME_LENGTH_MAX)}.capsule.json`;
