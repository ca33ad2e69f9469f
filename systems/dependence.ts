import type { Ask } from './asks.ts';
import { type Assumption, assumptionKinds, assumptions, groupsOf, scale } from './assumptions.ts';
import { brokenIn } from './judge.ts';
import type { AssumptionKind, Cell, CellResult, Dependence } from './report.ts';
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

/** Questions that varying all of a kind takes; single values come on top, as many as verdicts turn. */
export const variantCount = (system: System, cells: number): number =>
  cells * variantsOf(system).length;

/** Is this value one of the service or the call that the fault strikes, or of traffic? */
const isNear = ({ fault }: Cell, { path, kind }: Assumption): boolean => {
  if (kind === 'traffic') return true;
  const names = [fault.service, fault.call?.from.split('/')[0], fault.call?.to.split('/')[0]];
  return names.some((name) => name !== undefined && path.split(/[./]/).includes(name));
};

/**
 * Varies one kind of assumption at a time over the whole system, and, where a verdict turns, each
 * value of that kind alone. Like is compared with like: the variant with the cell's own runs on the
 * same seeds.
 *
 * @param ask runs questions; resolves when all have their answers.
 * @param settle takes what each cell turns on, as soon as all that bears on it is in; in a fixed order
 * whatever the order of the answers.
 */
export const findDependences = async (
  system: System,
  cells: readonly CellResult[],
  seeds: readonly number[],
  ask: (asks: readonly Ask[], announced?: boolean) => Promise<void>,
  settle: (cell: CellResult, dependences: readonly Dependence[]) => void,
): Promise<void> => {
  const few = seeds.slice(0, seedsMax);
  const { objectives } = system;
  const open = assumptions(system);
  const variants = variantsOf(system);

  /** Asks whether each variant turns the verdict; `then` once a cell's variants are all in. */
  const tryAll = <V extends { readonly system: System }>(
    rows: readonly { readonly cell: CellResult; readonly variants: readonly V[] }[],
    then: (cell: CellResult, turning: readonly V[]) => void,
    announced: boolean,
  ) =>
    ask(
      rows.flatMap(({ cell, variants }) => {
        const was = brokenIn(cell.seeds.slice(0, few.length), objectives).length > 0;
        const turning = new Set<V>();
        let left = variants.length;
        if (left === 0) then(cell, []);
        return variants.map(
          (variant): Ask => ({
            system: variant.system,
            cell,
            seeds: few,
            want: 'together',
            done: ({ breaks }) => {
              if (breaks !== was) turning.add(variant);
              left -= 1;
              if (left === 0)
                then(
                  cell,
                  variants.filter((one) => turning.has(one)),
                );
            },
          }),
        );
      }),
      announced,
    );

  const turned = new Map<string, readonly Variant[]>();
  await tryAll(
    cells.map((cell) => ({ cell, variants })),
    (cell, turning) => {
      if (turning.length === 0) settle(cell, []);
      else turned.set(cell.id, turning);
    },
    true,
  );

  const rows = cells.flatMap((cell) => {
    const turning = turned.get(cell.id) ?? [];
    const dependences = assumptionKinds.flatMap((kind) =>
      factors
        .filter((factor) => turning.some((one) => one.kind === kind && one.factor === factor))
        .map((factor) => ({ kind, factor, values: open.filter((one) => one.kind === kind) })),
    );
    return dependences.length === 0 ? [] : [{ cell, dependences }];
  });
  const amount = rows.flatMap(({ dependences }) => dependences.flatMap(({ values }) => values));
  const many = amount.length > singlesMax;
  await tryAll(
    rows.map(({ cell, dependences }) => ({
      cell,
      variants: dependences.flatMap(({ kind, factor, values }) =>
        values
          .filter((value) => !many || isNear(cell, value))
          .map(({ path }) => ({
            kind,
            factor,
            path,
            system: scale(system, new Set([path]), factor),
          })),
      ),
    })),
    (cell, alone) => {
      const { dependences = [] } = rows.find((row) => row.cell === cell) ?? {};
      settle(
        cell,
        dependences.map(({ kind, factor }) => ({
          kind,
          factor,
          paths: alone
            .filter((one) => one.kind === kind && one.factor === factor)
            .map(({ path }) => path),
        })),
      );
    },
    false,
  );
};
