import { policies } from '@dstudio/patterns/policies';
import { parseSystem, type System, SystemFileError } from '@dstudio/systems';
import { readTextFile } from './files.ts';
import type { Terminal } from './terminal.ts';

/**
 * Reads a system file.
 *
 * @throws SystemFileError or InvalidInput when it is none
 */
export async function readSystemFile(
  path: string,
  terminal: Terminal,
): Promise<{ readonly system: System; readonly text: string }> {
  const text = await readTextFile(path, terminal);
  const parsed = parseSystem(text, path === '-' ? 'standard input' : path, policies);
  if (!parsed.ok) throw new SystemFileError(parsed.problems);
  return { system: parsed.system, text };
}
