/**
 * Holds the floors: imports point down, never up, never in a circle. The rules and their reasons
 * are in .dependency-cruiser.mjs.
 */

import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import config, { rules } from '../.dependency-cruiser.mjs';
import { ROOT } from './setup.mjs';

const FLOORS = [
  'kernel',
  'structures',
  'checkers',
  'simulator',
  'maelstrom',
  'patterns',
  'catalog',
  'systems',
  'cli',
  'web',
  'bench',
  'tools',
];

export interface Breach {
  readonly rule: string;
  readonly reason: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Every import that breaks a rule. Throws when not every source file was read: under a TypeScript
 * whose API it does not know, the tool reads nothing and finds nothing wrong.
 */
export async function breaches(root: string): Promise<readonly Breach[]> {
  const files = globSync(`{${FLOORS.join(',')}}/**/*.{ts,tsx,mjs}`, {
    cwd: root,
    exclude: ['**/node_modules', '**/dist'],
  }).map((file) => file.replaceAll('\\', '/'));
  const { output } = await cruise(
    files,
    {
      ...config.options,
      baseDir: resolve(root),
      validate: true,
      ruleSet: { forbidden: rules },
    },
    config.options?.enhancedResolveOptions,
    { tsConfig: extractTSConfig(join(ROOT, 'tsconfig.json')) },
  );
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered: ${output}`);
  refuseBlindness(files, output);
  return output.summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    reason: rules.find(({ name }) => name === rule.name)?.comment ?? '',
    from,
    to: cycle?.map(({ name }) => name).join(' -> ') ?? to,
  }));
}

function refuseBlindness(files: readonly string[], { modules, summary }: ICruiseResult): void {
  const seen = new Set(modules.map(({ source }) => source));
  const missed = files.filter((file) => !seen.has(file));
  if (files.length === 0 || missed.length > 0) {
    throw new Error(
      `The floors were not checked: ${missed.length} of ${files.length} source files were not read, such as ${missed[0]}. Is 'typescript' still a version with a JavaScript API (6)?`,
    );
  }
  const imports = summary.totalDependenciesCruised ?? 0;
  if (imports < files.length / 4) {
    throw new Error(
      `The floors were not checked: only ${imports} imports were found in ${files.length} files.`,
    );
  }
}

if (import.meta.main) {
  const found = await breaches(ROOT);
  for (const { rule, reason, from, to } of found) {
    console.log(`${from}\n  imports ${to}\n  ${rule}: ${reason}\n`);
  }
  console.log(found.length === 0 ? 'The floors hold.' : `${found.length} imports break a rule.`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
