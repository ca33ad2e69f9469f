import { InvalidInput } from '@dstudio/kernel';
import { policies } from '@dstudio/patterns/policies';
import {
  type FaultKind,
  listCells,
  parseSystem,
  type System,
  SystemFileError,
} from '@dstudio/systems';
import { readTextFile } from './files.ts';
import { list } from './render/figures.ts';
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

/**
 * Looks whether the faults a person asked for can strike anything in the system, and says on standard
 * error which of them cannot: a matrix without them must not be read as if they held.
 *
 * @throws InvalidInput when none of them can
 */
export function checkFaults(
  system: System,
  kinds: readonly FaultKind[] | undefined,
  path: string,
  { err }: Pick<Terminal, 'err'>,
): void {
  const idle = (kinds ?? []).filter((kind) => listCells(system, [kind]).length === 0);
  if (idle.length === 0) return;
  const problem = `nothing in this system can be struck by ${list(idle, 'or')}`;
  const hint = idle.includes('zone-loss')
    ? "state where the replicas stand, as in 'zones: [a, b]' of a service"
    : 'state the operation or the call that it would strike';
  if (idle.length === kinds?.length) {
    const file = path === '-' ? 'standard input' : path;
    throw new InvalidInput(problem, { where: { file }, hint });
  }
  err.write(`Note: ${problem}; ${hint}\n`);
}
