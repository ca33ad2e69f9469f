import type { Assumption } from './assumptions.ts';
import type { CellResult, Fact, Matrix } from './report.ts';

const factsMax = 3;

/**
 * The values that would settle the most cells if somebody stated them: first those that cells turn on
 * and on nothing else, then those that cells turn on among others.
 */
export const factsOf = (
  open: readonly Assumption[],
  cells: readonly CellResult[],
): readonly Fact[] => {
  const pathsOf = (cell: CellResult) => new Set(cell.dependsOn.flatMap(({ paths }) => paths));
  return open
    .map((assumption) => {
      const turning = cells.filter((cell) => pathsOf(cell).has(assumption.path));
      const only = turning.filter((cell) => pathsOf(cell).size === 1).length;
      return { ...assumption, only, settles: turning.map(({ id }) => id) };
    })
    .filter(({ settles }) => settles.length > 0)
    .sort((a, b) => b.only - a.only || b.settles.length - a.settles.length)
    .slice(0, factsMax)
    .map(({ path, kind, question, assumed, settles }) => ({
      path,
      kind,
      question,
      assumed,
      settles,
    }));
};

/**
 * Cells that have to run again when the value at `path` is stated. Half and double were tried: inside
 * that range only the cells that turned on this kind can change; outside it every cell can.
 *
 * @param factor the stated value over the assumed one.
 */
export const affectedBy = (
  matrix: Matrix,
  fact: Pick<Fact, 'path' | 'kind'>,
  factor: number,
): ReadonlySet<string> => {
  const tried = factor >= 0.5 && factor <= 2;
  const cells = tried
    ? matrix.cells.filter(({ dependsOn }) => dependsOn.some(({ kind }) => kind === fact.kind))
    : matrix.cells;
  return new Set(cells.map(({ id }) => id));
};
