import type { CellResult, Change } from '../report.ts';
import type { System } from '../system.ts';
import { changeKey, clash, withChanges } from './changes.ts';
import type { Remedy } from './search.ts';
import type { Laboratory } from './trial.ts';

/** Adds what is new of a bundle, or nothing when it clashes with what is chosen already. */
const joined = (
  chosen: readonly Change[],
  more: readonly Change[],
): readonly Change[] | undefined => {
  if (more.some((change) => chosen.some((other) => clash(change, other)))) return undefined;
  const keys = new Set(chosen.map(changeKey));
  return [...chosen, ...more.filter((change) => !keys.has(changeKey(change)))];
};

/** Greedy set cover (Chvatal 1979): each step takes the remedy with most cells for each new pattern. */
export const cover = (remedies: readonly Remedy[]): readonly Change[] => {
  let chosen: readonly Change[] = [];
  const mended = new Set<string>();
  for (;;) {
    let best: { readonly changes: readonly Change[]; readonly remedy: Remedy } | undefined;
    let bestValue = 0;
    for (const remedy of remedies) {
      const changes = joined(chosen, remedy.bundle.changes);
      if (changes === undefined) continue;
      const gain = [...remedy.mends].filter((id) => !mended.has(id)).length;
      const price = changes.length - chosen.length;
      const value = gain === 0 ? 0 : gain / Math.max(price, 0.5);
      if (value <= bestValue) continue;
      best = { changes, remedy };
      bestValue = value;
    }
    if (best === undefined) return chosen;
    chosen = best.changes;
    for (const id of best.remedy.mends) mended.add(id);
  }
};

const holding = async (
  system: System,
  changes: readonly Change[],
  cells: readonly CellResult[],
  lab: Laboratory,
  seeds: readonly number[],
): Promise<Set<string>> => {
  const changed = withChanges(system, changes);
  const trials = cells.map((cell) => ({ system: changed, cell }));
  const verdicts = await lab.holds(trials, seeds);
  return new Set(cells.filter((_, index) => verdicts[index]).map(({ id }) => id));
};

/**
 * Makes the set as small as it can be: a pattern goes when without it no fewer cells hold, those that
 * held before there was any included. It is asked on other seeds than the search's, so a pattern that
 * mended by luck goes too.
 *
 * @param targets cells to mend
 * @param whole cells that held before
 */
export const prune = async (
  system: System,
  changes: readonly Change[],
  targets: readonly CellResult[],
  whole: readonly CellResult[],
  lab: Laboratory,
  seeds: readonly number[],
): Promise<readonly Change[]> => {
  if (changes.length === 0) return changes;
  let kept = changes;
  let holds = await holding(system, kept, [...targets, ...whole], lab, seeds);
  for (const change of changes) {
    if (lab.exhausted) break;
    const without = kept.filter((other) => other !== change);
    const concerned = [...targets.filter(({ id }) => holds.has(id)), ...whole];
    const still = await holding(system, without, concerned, lab, seeds);
    if (still.size < holds.size) continue;
    kept = without;
    holds = still;
  }
  return kept;
};
