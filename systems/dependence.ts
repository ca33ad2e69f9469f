import type { Ask } from './asks.ts';
import { type Assumption, assumptionKinds, assumptions, groupsOf, scale } from './assumptions.ts';
import { brokenIn } from './judge.ts';
import type { AssumptionKind, Cell, CellResult, Dependence, SeedFigures } from './report.ts';
import type { System } from './system.ts';

/** Finds out which verdicts turn when what nobody stated is halved or doubled. */

/** Seeds on which assumed values are varied: enough to see a verdict turn. */
const seedsMax = 2;
const factors = [0.5, 2] as const;
/** Above this many, single values are tried only near the fault: a large system has thousands. */
const singlesMax = 3_000;

interface Variant {
  readonly kind: AssumptionKind;
  readonly factor: 0.5 | 2;
  readonly system: System;
}

const variantsOf = (system: System): readonly Variant[] => {
  const open = assumptions(system);
  return assumptionKinds.flatMap((kind) =>
    groupsOf(system, open, kind).flatMap((paths) =>
      factors.map((factor) => ({ kind, factor, system: scale(system, paths, factor) })),
    ),
  );
};

/** Runs that varying all of a kind takes; single values come on top, as many as verdicts turn. */
export const variantRuns = (system: System, cells: number, seeds: readonly number[]): number =>
  cells * variantsOf(system).length * Math.min(seedsMax, seeds.length);

/** Is this value one of the service or the call that the fault strikes, or of traffic? */
const isNear = ({ fault }: Cell, { path, kind }: Assumption): boolean => {
  if (kind === 'traffic') return true;
  const names = [fault.service, fault.call?.from.split('/')[0], fault.call?.to.split('/')[0]];
  return names.some((name) => name !== undefined && path.split(/[./]/).includes(name));
};

const keyOf = (cell: Cell, kind: AssumptionKind, factor: number) => `${cell.id}|${kind}|${factor}`;

/**
 * Varies one kind of assumption at a time over the whole system, and, where a verdict turns, each
 * value of that kind alone. Like is compared with like: the variant with the cell's own runs on the
 * same seeds.
 *
 * @param ask runs questions; resolves when all have their answers.
 * @returns by cell, in a fixed order whatever the order of the answers.
 */
export const findDependences = async (
  system: System,
  cells: readonly CellResult[],
  seeds: readonly number[],
  ask: (asks: readonly Ask[], announced?: boolean) => Promise<void>,
): Promise<ReadonlyMap<string, readonly Dependence[]>> => {
  const few = seeds.slice(0, seedsMax);
  const { objectives } = system;
  const breaks = (figures: readonly SeedFigures[]) => brokenIn(figures, objectives).length > 0;
  const turns = (cell: CellResult, figures: readonly SeedFigures[]) =>
    breaks(cell.seeds.slice(0, figures.length)) !== breaks(figures);

  const turned = new Set<string>();
  const variants = variantsOf(system);
  await ask(
    cells.flatMap((cell) =>
      variants.map((variant) => ({
        system: variant.system,
        cell,
        seeds: few,
        done: (figures: readonly SeedFigures[]) => {
          if (turns(cell, figures)) turned.add(keyOf(cell, variant.kind, variant.factor));
        },
      })),
    ),
    true,
  );

  const open = assumptions(system);
  const dependences = cells.flatMap((cell) =>
    assumptionKinds.flatMap((kind) =>
      factors
        .filter((factor) => turned.has(keyOf(cell, kind, factor)))
        .map((factor) => ({ cell, kind, factor, values: open.filter((one) => one.kind === kind) })),
    ),
  );
  const many = dependences.reduce((sum, { values }) => sum + values.length, 0) > singlesMax;
  const alone = new Set<string>();
  await ask(
    dependences.flatMap(({ cell, kind, factor, values }) =>
      values
        .filter((value) => !many || isNear(cell, value))
        .map(({ path }) => ({
          system: scale(system, new Set([path]), factor),
          cell,
          seeds: few,
          done: (figures: readonly SeedFigures[]) => {
            if (turns(cell, figures)) alone.add(`${keyOf(cell, kind, factor)}|${path}`);
          },
        })),
    ),
  );

  const found = new Map<string, Dependence[]>();
  for (const { cell, kind, factor, values } of dependences) {
    const key = keyOf(cell, kind, factor);
    const paths = values.map(({ path }) => path).filter((path) => alone.has(`${key}|${path}`));
    found.set(cell.id, [...(found.get(cell.id) ?? []), { kind, factor, paths }]);
  }
  return found;
};
