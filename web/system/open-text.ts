import {
  affectedBy,
  detectFormat,
  type Fact,
  importCompose,
  importKubernetes,
  listCells,
  type Matrix,
  parseSystem,
  printSystem,
  stateFact,
  type System,
  unreached,
} from '@dstudio/systems';
import type { Opened } from './protocol.ts';

/** From any text to a system, and from one value to the next. No I/O: tests run it in Node. */

/**
 * Reads `system.yaml`, Kubernetes manifests or a Compose file.
 * @throws an error whose message says what is wrong, where, and what to do.
 */
export function openText(text: string, name: string): Opened {
  const format = detectFormat(text);
  if (format === 'system') return opened(text, parseSystem(text, name));
  const system =
    format === 'kubernetes' ? importKubernetes(text, name) : importCompose(text, name);
  return opened(printSystem(system), system);
}

/** The same system from an edited text; what the import had to say stays said. */
export function reopen(before: Opened, text: string): Opened {
  const next = opened(text, parseSystem(text, before.name));
  return { ...next, warnings: [...new Set([...before.warnings, ...next.warnings])] };
}

function opened(text: string, system: System): Opened {
  return {
    name: system.name,
    text,
    system,
    cells: listCells(system),
    unreached: unreached(system),
    warnings: system.warnings,
  };
}

/** Writes a value into the text, and says which cells that can change; all when undefined. */
export function stateIn(ask: {
  readonly opened: Opened;
  readonly path: string;
  readonly value: string;
  readonly fact?: Fact;
  readonly matrix?: Matrix;
}): { readonly opened: Opened; readonly again?: readonly string[] } {
  const { path, value, fact, matrix } = ask;
  const next = reopen(ask.opened, stateFact(ask.opened.text, path, value));
  if (!fact || !matrix) return { opened: next };
  const factor = Number.parseFloat(value) / Number.parseFloat(fact.assumed);
  return { opened: next, again: [...affectedBy(matrix, fact, factor)] };
}
