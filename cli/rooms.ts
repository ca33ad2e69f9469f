import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds the studio's own rooms, one folder a pattern. */
export const ROOMS = dirname(fileURLToPath(import.meta.resolve('@dstudio/patterns/policy')));

/** The folder that holds the house: all workspaces and the examples. */
export const HOUSE = dirname(ROOMS);

/** The rooms with an experiment, by name. */
export const labNames = (): readonly string[] =>
  readdirSync(ROOMS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOMS, entry.name, 'lab.ts')))
    .map(({ name }) => name)
    .sort();

/** The module with a room's experiment. */
export const labModule = (name: string): URL =>
  new URL(import.meta.resolve(`@dstudio/patterns/${name}/lab`));
