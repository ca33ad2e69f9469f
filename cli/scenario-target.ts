import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidInput, nearest } from '@dstudio/kernel';
import type { Scenario } from '@dstudio/simulator';
import { listScenarios, loadScenarios } from '@dstudio/simulator/node';
import type { Terminal } from './terminal.ts';

/** A module with scenarios that a person named. */
export interface ScenarioTarget {
  readonly module: URL;
  /** For messages. */
  readonly file: string;
  /** Only the one of this name. */
  readonly only: string | undefined;
  /** What `dstudio replay` needs beside the capsule. */
  readonly from: string | undefined;
}

/** The seeded bugs, each under its slug and its twin under slug and '-right'. */
export const SEEDED: Omit<ScenarioTarget, 'only'> = {
  module: new URL(import.meta.resolve('@dstudio/bugs/scenarios')),
  file: 'the seeded bugs',
  from: undefined,
};

/** What a name of a scenario is told by: 'bug:' before it, or a module's file, perhaps with '#name'. */
export function scenarioTarget(target: string, { folder }: Terminal): ScenarioTarget | undefined {
  const bug = /^bug:(.*)$/.exec(target)?.[1];
  if (bug !== undefined) return { ...SEEDED, only: bug };
  const [, path, only] = /^(.+?\.[cm]?[jt]s)(?:#(.*))?$/.exec(target) ?? [];
  if (path === undefined) return undefined;
  return { ...moduleTarget(path, folder), only };
}

/** @throws InvalidInput when there is no such file */
export function moduleTarget(path: string, folder: string): Omit<ScenarioTarget, 'only'> {
  const full = resolve(folder, path);
  if (!existsSync(full)) {
    throw new InvalidInput('there is no such file or folder', {
      where: { file: path },
      hint: 'check the path',
    });
  }
  return { module: pathToFileURL(full), file: path, from: path };
}

/**
 * Loads the module and picks what was asked for. The code of a person's own module is not here, but
 * on the threads of `createScenarioPool`, since even loading it may never end.
 * @throws InvalidInput when it cannot be loaded, exports none that fits, or none of that name
 */
export async function scenariosFor(
  target: ScenarioTarget,
  signal?: AbortSignal,
): Promise<readonly Scenario[]> {
  const { module, file, only } = target;
  const load = module === SEEDED.module ? loadScenarios : listScenarios;
  const all = await load(module, file, signal);
  if (only === undefined) return all;
  const one = all.find(({ name }) => name === only);
  if (one !== undefined) return [one];
  const names = all.map(({ name }) => name);
  // Of the seeded bugs, each name is there twice.
  const known = module === SEEDED.module ? names.filter((name) => !name.endsWith('-right')) : names;
  const near = nearest(only, names);
  throw new InvalidInput(`there is no scenario called '${only}'`, {
    where: { file },
    hint: near === undefined ? `there are: ${known.join(', ')}` : `did you mean '${near}'?`,
  });
}
