import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Capsule,
  type ClaimProof,
  capsuleOf,
  drawSvg,
  type Lab,
  printCapsule,
  runLab,
  type Shrunk,
} from '@dstudio/simulator';
import { type Matrix, systemCapsules } from '@dstudio/systems';
import { writeTextFile } from './files.ts';
import { quoted } from './quoted.ts';
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
          file: `${stemOf([lab.slug, id, variant], seed)}.capsule.json`,
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
  systemCapsules(matrix, text).map(({ name, capsule }) => {
    const words = name.replace(/ seed \d+$/, '').split(' ');
    return { file: `${stemOf(words, capsule.seed)}.capsule.json`, capsule };
  });

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
  const example = `dstudio replay ${quoted(join(into, first.file))}`;
  err.write(
    `${count(capsules.length, 'failing run')} left in ${into}. To repeat one: ${example}\n`,
  );
}

/** Where a shrunk run was left. */
export interface ScenarioFiles {
  readonly capsule: string;
  readonly drawing: string;
}

/** Writes a shrunk run's capsule into a folder, and its drawing beside it; undefined when it cannot. */
export function leaveScenario(
  name: string,
  { capsule, happenings, failure }: Shrunk,
  into: string,
  { err, folder }: Terminal,
): ScenarioFiles | undefined {
  const stem = stemOf([name], capsule.seed);
  const files = {
    capsule: join(into, `${stem}.capsule.json`),
    drawing: join(into, `${stem}.svg`),
  };
  const title = `${name}, seed ${capsule.seed}: ${failure.name}`;
  try {
    mkdirSync(resolve(folder, into), { recursive: true });
    writeTextFile(files.capsule, printCapsule(capsule), { folder, replace: true });
    writeTextFile(files.drawing, drawSvg(happenings, title), { folder, replace: true });
  } catch (error) {
    // The result stands without them.
    err.write(`No capsule was left: ${error instanceof Error ? error.message : error}\n`);
    return undefined;
  }
  return files;
}

/** A file's name has at most 255 bytes on most file systems; a seed and an ending come after this. */
const NAME_SIZE_BYTES_MAX = 150;
const FINGERPRINT_DIGITS = 8;

/** What a file is called, but for its ending. No two lists of words with a seed share one. */
function stemOf(words: readonly string[], seed: number): string {
  const kept = words.map((word) =>
    word
      .replace(/->/g, 'to')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-/, ''),
  );
  const whole = kept.join('-');
  const name = cut(whole);
  const same = name === whole && words.every((word, index) => word === kept[index]);
  const hash = createHash('sha256').update(words.join(' ')).digest('hex');
  const parts = [name, ...(same ? [] : [hash.slice(0, FINGERPRINT_DIGITS)]), 'seed', seed];
  return parts.filter((part) => part !== '').join('-');
}

/** As much as fits, in whole characters. */
function cut(text: string): string {
  let size_bytes = 0;
  let name = '';
  for (const sign of text) {
    size_bytes += Buffer.byteLength(sign);
    if (size_bytes > NAME_SIZE_BYTES_MAX) break;
    name += sign;
  }
  return name;
}
