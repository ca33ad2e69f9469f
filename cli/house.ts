import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds the studio's own rooms, one folder a pattern. */
export const ROOMS = dirname(fileURLToPath(import.meta.resolve('@dstudio/patterns/policy')));

/** The folder that holds the house: all workspaces and the examples. */
export const HOUSE = dirname(ROOMS);

const { version }: { version: string } = JSON.parse(
  readFileSync(join(HOUSE, 'package.json'), 'utf8'),
);
/** The version of the studio. */
export const VERSION = version;

/** The rooms with an experiment, by name. */
export const labNames = (): readonly string[] =>
  readdirSync(ROOMS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOMS, entry.name, 'lab.ts')))
    .map(({ name }) => name)
    .sort();

/** The module with a room's experiment. */
export const labModule = (name: string): URL =>
  new URL(import.meta.resolve(`@dstudio/patterns/${name}/lab`));
