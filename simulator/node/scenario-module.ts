import { InvalidInput } from '@dstudio/kernel';
import type { Scenario } from '../scenario.ts';
import { scenariosOf } from '../scenario-module.ts';

/**
 * Loads a module, which runs its code, and returns the scenarios that it exports.
 * @param file name for messages
 * @throws InvalidInput when it cannot be loaded, or exports none
 */
export const loadScenarios = async (module: URL, file: string): Promise<readonly Scenario[]> => {
  let loaded: object;
  try {
    loaded = await import(module.href);
  } catch (error) {
    throw new InvalidInput(`this module cannot be loaded: ${reasonOf(error)}`, {
      where: { file },
      hint: 'give a module that exports a scenario, or several',
      cause: error,
    });
  }
  return scenariosOf(loaded, file);
};

/** With the place: of a syntax error Node puts it before the stack, of another it is the first there. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? '';
  const place = /^(\S.*:\d+)\n/.exec(stack)?.[1] ?? /file:\/\/[^\s)]+:\d+/.exec(stack)?.[0];
  return `${error.name}: ${error.message}${place === undefined ? '' : ` (${place})`}`;
};
