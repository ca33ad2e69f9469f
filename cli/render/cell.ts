import type { CellResult, Dependence } from '@dstudio/systems';
import { list } from './figures.ts';
import type { Style } from './style.ts';

/** 'breaks regardless', 'holds regardless', 'depends on traffic': what a cell's figures amount to. */
export function verdict(cell: CellResult, style: Style): string {
  const kinds = [...new Set(cell.dependsOn.map(({ kind }) => kind))];
  if (cell.sensitivity === 'depends') {
    const more = kinds.length > 1 ? ` +${kinds.length - 1}` : '';
    return style.doubt(`depends on ${kinds[0]}${more}`);
  }
  const regardless = cell.sensitivity === 'regardless' ? ' regardless' : '';
  return cell.verdict === 'breaks'
    ? style.bad(`breaks${regardless}`)
    : style.good(`holds${regardless}`);
}

/** What the verdict hides: the seeds in which it broke, and what would turn it. */
export function notes(cell: CellResult): readonly string[] {
  const all = cell.seeds.length;
  const some = Object.entries(cell.broken).filter(([, seeds]) => seeds < all);
  const seeds = some.map(([name, broken]) => `misses ${name} in ${broken} of ${all} seeds`);
  const turned = cell.verdict === 'breaks' ? 'holds' : 'breaks';
  const turns = list(cell.dependsOn.map(describe), 'or');
  const assumed = turns === '' ? [] : [`${cell.verdict} as assumed, ${turned} with ${turns}`];
  return [...seeds, ...assumed];
}

/** More paths would fill the screen; they are in the JSON. */
const PATHS_MAX = 3;

function describe({ kind, factor, paths }: Dependence): string {
  const amount = `${factor === 2 ? 'double' : 'half'} the ${kind}`;
  if (paths.length === 0) return `${amount} everywhere`;
  const more = paths.length > PATHS_MAX ? ` and ${paths.length - PATHS_MAX} others` : '';
  const names = paths.slice(0, PATHS_MAX);
  return `${amount} (${more === '' ? names.join(', ') : names.join(', ') + more})`;
}
