import { printParameter } from '@dstudio/kernel';
import { policies } from '@dstudio/patterns/policies';
import {
  affectedBy,
  type Change,
  detectFormat,
  type Fact,
  importCompose,
  importKubernetes,
  listCells,
  type Matrix,
  type Problem,
  parseSystem,
  printSystem,
  type System,
  SystemFileError,
  stateFact,
  unreached,
} from '@dstudio/systems';
import type { Opened } from './protocol.ts';

/** From any text to a system, and from one value to the next. No I/O: tests run it in Node. */

/** Importers and the parser answer with a system or with every fault they found. */
function orThrow<T extends { readonly ok: true } | Failed>(result: T): Exclude<T, Failed> {
  if (!result.ok) throw new SystemFileError(result.problems);
  return result as Exclude<T, Failed>; // what is not a failure
}
interface Failed {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

/**
 * Reads `system.yaml`, Kubernetes manifests or a Compose file.
 * @throws SystemFileError whose message says what is wrong, where, and what to do.
 */
export function openText(text: string, name: string): Opened {
  const format = detectFormat(text);
  // What is neither is read as a system: that parser says best what is missing.
  if (format === 'system' || format === 'unknown') {
    return opened(text, orThrow(parseSystem(text, name, policies)).system);
  }
  const read = format === 'kubernetes' ? importKubernetes : importCompose;
  const { system } = orThrow(read(text, name));
  return opened(printSystem(system), system);
}

/** The same system from an edited text. */
export function reopen(before: Opened, text: string): Opened {
  return opened(text, orThrow(parseSystem(text, before.name, policies)).system);
}

function opened(text: string, system: System): Opened {
  const { name, warnings } = system;
  return { name, text, system, cells: listCells(system), unreached: unreached(system), warnings };
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

/** A change with its values as a person writes them: 'after 100ms', not 'after 100'. */
export function withUnits(change: Change): Change {
  const spec = policies.find(({ slug }) => slug === change.slug)?.parameters ?? {};
  const parameters = Object.entries(change.parameters).map(([name, value]) => {
    const parameter = spec[name];
    return [name, parameter ? printParameter(parameter, value) : value] as const;
  });
  return { ...change, parameters: Object.fromEntries(parameters) };
}
