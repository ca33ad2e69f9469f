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

/** More names would fill the screen; they are all in the JSON. */
const NAMES_MAX = 3;

function describe({ kind, factor, paths }: Dependence): string {
  const amount = factor === 2 ? 'double' : 'half';
  const noun = kind === 'fan-out' ? 'calls' : kind;
  if (paths.length === 0) return `${amount} the ${noun} everywhere`;
  const more = paths.length > NAMES_MAX ? [`${paths.length - NAMES_MAX} more`] : [];
  const names = list([...paths.slice(0, NAMES_MAX).map(nameOf), ...more], 'or');
  return `${amount} the ${noun} ${kind === 'traffic' ? 'at' : kind === 'fan-out' ? 'from' : 'of'} ${names}`;
}

/** Where a value stands, as a person says it: 'cart', 'frontend to cart'. */
function nameOf(path: string): string {
  const call = /^services\.(.+)\.operations\.(.+)\.calls\.(.+)\.count$/.exec(path);
  if (call !== null) return `${short(`${call[1]}/${call[2]}`)} to ${short(call[3] ?? '')}`;
  const place =
    /^services\.(.+)\.operations\.(.+)\.time$/.exec(path) ??
    /^entries\.(.+)\/(.+)\.rate$/.exec(path) ??
    /^services\.(.+)\.concurrency$/.exec(path);
  return place === null ? path : short(place.slice(1).join('/'));
}

/** The operation that stands for a whole service needs no name. */
const short = (operation: string): string => operation.replace(/\/handle$/, '');
