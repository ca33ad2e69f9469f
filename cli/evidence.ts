import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGINE_VERSION } from '@dstudio/simulator';
import { HOUSE, labModule } from './house.ts';

/** The engine's version as evidence and the catalogue state it. */
export const ENGINE = String(ENGINE_VERSION);

/**
 * The key of what proving a room found: a hash of the room's experiment and of all code it runs,
 * down to the kernel and the engine. When any of it changes, the evidence is stale.
 */
export function evidenceKey(room: string): string {
  const start = [labModule(room).href, import.meta.resolve('@dstudio/simulator')];
  const files = reachable(start.map((url) => fileURLToPath(url)));

  const hash = createHash('sha256').update(`engine ${ENGINE}\n`);
  const parts = files.map((file) => ({
    path: relative(HOUSE, file).split(sep).join('/'),
    // A checkout on Windows may have other line ends; they run the same.
    text: readFileSync(file, 'utf8').replaceAll('\r\n', '\n'),
  }));
  parts.sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, text } of parts) hash.update(`${path}\n${text.length}\n${text}`);
  return hash.digest('hex').slice(0, 32);
}

/** The import and export statements that take something from another module. */
const IMPORTS = /^(?:import|export)\b[^;'"]*?(?:from\s*)?['"]([^'"]+)['"]/gm;

/** These files and all that they import from the house, each once. */
function reachable(start: readonly string[]): readonly string[] {
  const found = new Set(start);
  // The set grows while it is walked.
  for (const file of found) {
    for (const [statement, name = ''] of readFileSync(file, 'utf8').matchAll(IMPORTS)) {
      if (/^(?:import|export) type /.test(statement)) continue;
      const target = name.startsWith('.')
        ? join(dirname(file), name)
        : name.startsWith('@dstudio/')
          ? fileURLToPath(import.meta.resolve(name))
          : undefined;
      if (target !== undefined && existsSync(target)) found.add(target);
    }
  }
  return [...found];
}
