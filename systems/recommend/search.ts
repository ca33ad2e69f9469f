import type { CellResult } from '../report.ts';
import type { System } from '../system.ts';
import { type Bundle, bundlesFor } from './bundles.ts';
import { withChanges } from './changes.ts';
import { type Site, sitesOf } from './sites.ts';
import type { Laboratory } from './trial.ts';

/** A bundle and the cells it mends by itself. */
export interface Remedy {
  readonly bundle: Bundle;
  readonly mends: Set<string>;
}

interface Group {
  readonly site: Site;
  readonly cells: CellResult[];
}

/** Cells that share a place are tried together: what mends one often mends its neighbours. */
const groupBySite = (
  open: readonly CellResult[],
  rings: ReadonlyMap<string, readonly Site[]>,
  ring: number,
) => {
  const groups = new Map<string, Group>();
  for (const cell of open) {
    const site = rings.get(cell.id)?.[ring];
    if (site === undefined) continue;
    const group = groups.get(site.id) ?? { site, cells: [] };
    group.cells.push(cell);
    groups.set(site.id, group);
  }
  return [...groups.values()];
};

/**
 * Looks for bundles that mend each cell by themselves: nearest places first, and in each place one
 * pattern before two before three. A cell leaves the search once something mends it that may be put in
 * place now; what waits for an answer is kept as well, for the questions.
 *
 * @param remedies takes each remedy as it is found, so that a search that is stopped leaves what it has
 */
export const search = async (
  system: System,
  targets: readonly CellResult[],
  lab: Laboratory,
  remedies: Remedy[],
): Promise<void> => {
  const rings = new Map(targets.map((cell) => [cell.id, sitesOf(system, cell)]));
  const depth = Math.max(0, ...[...rings.values()].map((sites) => sites.length));
  const mended = new Set<string>();
  for (let ring = 0; ring < depth; ring += 1) {
    const groups = groupBySite(
      targets.filter(({ id }) => !mended.has(id)),
      rings,
      ring,
    );
    const ladders = groups.map(({ site }) => bundlesFor(site));
    const asked = new Set<string>();
    const sizes = Math.max(0, ...ladders.map((ladder) => ladder.length));
    for (let size = 0; size < sizes && !lab.exhausted; size += 1) {
      const tries = groups.flatMap(({ cells }, index) =>
        (ladders[index]?.[size] ?? []).flatMap((bundle) => {
          const changed = withChanges(system, bundle.changes);
          const waits = bundle.asks.length > 0;
          return cells
            .filter(({ id }) => !mended.has(id) && !(waits && asked.has(id)))
            .map((cell) => ({ system: changed, cell, bundle }));
        }),
      );
      const verdicts = await lab.holds(tries);
      const found = new Map<Bundle, Set<string>>();
      tries.forEach(({ bundle, cell }, index) => {
        if (!verdicts[index]) return;
        const cells = found.get(bundle) ?? new Set<string>();
        cells.add(cell.id);
        found.set(bundle, cells);
      });
      for (const [bundle, mends] of found) {
        remedies.push({ bundle, mends });
        for (const id of mends) (bundle.asks.length === 0 ? mended : asked).add(id);
      }
    }
  }
};
