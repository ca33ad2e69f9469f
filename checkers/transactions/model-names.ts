import { InvalidInput } from '@dstudio/kernel';
import { CONSISTENCY_MODELS } from './models.ts';

/**
 * Other names of models, as jepsen-io/elle knows them: Adya's portable levels, and those that mean the
 * same. Serializable is conflict serializable, and strong serializable is strict serializable, as there.
 */
const ALIASES: Readonly<Record<string, string>> = {
  'PL-1': 'read-uncommitted',
  'PL-2': 'read-committed',
  'PL-CS': 'cursor-stability',
  'PL-2L': 'monotonic-view',
  'PL-MSR': 'monotonic-snapshot-read',
  'PL-2+': 'consistent-view',
  'PL-FCV': 'forward-consistent-view',
  'PL-SI': 'snapshot-isolation',
  'PL-2.99': 'repeatable-read',
  'PL-3U': 'update-serializable',
  'PL-3': 'serializable',
  'PL-SS': 'strict-serializable',
  'conflict-serializable': 'serializable',
  'strong-serializable': 'strict-serializable',
  'strong-session-PL-1': 'strong-session-read-uncommitted',
  'strong-session-PL-2': 'strong-session-read-committed',
  'strong-PL-1': 'strong-read-uncommitted',
  'strong-PL-2': 'strong-read-committed',
};

/**
 * The one name of a consistency model that may have several: `serializable` for `PL-3`.
 *
 * @throws InvalidInput if there is no such model; the message lists all names.
 */
export const consistencyModel = (name: string): string => {
  const model = ALIASES[name] ?? name;
  if (CONSISTENCY_MODELS.includes(model)) return model;
  const others = Object.entries(ALIASES).map(([alias, meant]) => `${alias} (${meant})`);
  throw new InvalidInput(`there is no consistency model '${name}'`, {
    hint: `choose one of ${CONSISTENCY_MODELS.join(', ')}, or by another name ${others.join(', ')}`,
  });
};
