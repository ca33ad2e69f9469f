import type { Host } from './host.ts';
import { Journal } from './journal.ts';
import { runScenario } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

/** Where two runs of one seed parted. */
export interface Divergence {
  readonly seed: number;
  /** 'twice': straight after one another. 'after another': with another seed's run in between. */
  readonly when: 'twice' | 'after another';
  /** Line of the journal, from 1. */
  readonly line: number;
  readonly first: string;
  readonly second: string;
  /** The lines before it, which are the same. */
  readonly before: readonly string[];
}

const CONTEXT_LINES = 5;

/**
 * Runs each seed twice in a row, and once more after another seed's run, and compares them event by
 * event. Parts of the second kind come from memory that outlives a run: a variable of a module, a
 * cache in a closure that `build` did not make. A process that is restarted in a run keeps such memory
 * too, where a real one would lose it; and because a second run begins with what the first one left,
 * it shows here as soon as it makes any difference.
 */
export const auditDeterminism = async (
  scenario: Scenario,
  seeds: readonly number[],
  options: { readonly host?: Host; readonly signal?: AbortSignal } = {},
): Promise<readonly Divergence[]> => {
  const { host, signal } = options;
  const journalOf = async (seed: number): Promise<readonly string[]> => {
    signal?.throwIfAborted();
    const journal = new Journal();
    const { failure } = await runScenario(scenario, { seed, host, journal });
    if (failure !== undefined) journal.write(`${failure.name}: ${failure.message}`);
    return journal.lines;
  };
  const divergences: Divergence[] = [];
  for (const seed of seeds) {
    const first = await journalOf(seed);
    const twice = compare(first, await journalOf(seed));
    if (twice !== undefined) {
      divergences.push({ seed, when: 'twice', ...twice });
      continue;
    }
    await journalOf(seed + 1);
    const after = compare(first, await journalOf(seed));
    if (after !== undefined) divergences.push({ seed, when: 'after another', ...after });
  }
  return divergences;
};

const compare = (
  one: readonly string[],
  other: readonly string[],
): Pick<Divergence, 'line' | 'first' | 'second' | 'before'> | undefined => {
  const length = Math.max(one.length, other.length);
  for (let i = 0; i < length; i++) {
    if (one[i] === other[i]) continue;
    return {
      line: i + 1,
      first: one[i] ?? 'the run was over',
      second: other[i] ?? 'the run was over',
      before: one.slice(Math.max(0, i - CONTEXT_LINES), i),
    };
  }
  return undefined;
};

/** The first event that differs, for a reader. */
export const printDivergence = (divergence: Divergence): string => {
  const { seed, when, line, first, second, before } = divergence;
  const cause =
    when === 'twice'
      ? 'two runs of it in a row differ'
      : "it differs after another seed's run: something outlives a run, such as a module's variable";
  return [
    `seed ${seed}: ${cause}, from line ${line} of the journal on`,
    ...before.map((text) => `    ${text}`),
    `  - ${first}`,
    `  + ${second}`,
    '',
  ].join('\n');
};
