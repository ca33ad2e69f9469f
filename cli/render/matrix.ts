import { formatShare } from '@dstudio/kernel';
import type { CellResult, Fact, Matrix, Objectives } from '@dstudio/systems';
import { notes, verdict } from './cell.ts';
import { count, list, share, time } from './figures.ts';
import { type Column, numbered, type Row, table, wrap } from './layout.ts';
import type { Style } from './style.ts';

/** The matrix for a terminal: the facts that settle most on top, then each fault, worst first. */
export function renderMatrix(
  matrix: Matrix,
  objectives: Objectives,
  width: number,
  style: Style,
): string {
  const { cells, seeds, facts, unreached } = matrix;
  const { availability, latency_share, latency_ms } = objectives;
  const owes = `${formatShare(availability)} answered, ${formatShare(latency_share)} of the answers within ${time(latency_ms)}`;
  const head = `${style.strong(matrix.system)}: ${count(cells.length, 'fault')} in ${count(seeds.length, 'seed')} each. Owed: ${owes}.`;
  const { partial } = matrix;
  const parts = [
    wrap(head, width),
    ...(partial === undefined ? [] : [style.doubt(wrap(unfinished(partial), width))]),
    ...renderFacts(facts, width, style),
    table(
      columns(objectives),
      [matrix.baseline, ...cells].map((cell) => row(cell, style)),
      width,
      style,
    ),
    wrap(summary(matrix), width),
  ];
  if (unreached.length > 0) parts.push(wrap(unknownPart(unreached), width));
  return `${parts.join('\n\n')}\n`;
}

/** The questions whose answers would settle the most cells. Nothing when nothing depends. */
export function renderFacts(facts: readonly Fact[], width: number, style: Style): string[] {
  if (facts.length === 0) return [];
  const title = facts.length === 1 ? 'This fact' : `These ${facts.length} facts`;
  const items = facts.map(
    ({ question, assumed, settles, path }) =>
      `${question} Assumed: ${assumed}. Decides ${count(settles.length, 'fault')}. State it at ${path}`,
  );
  return [`${style.doubt(`${title} would settle the most:`)}\n${numbered(items, width)}`];
}

const columns = ({ latency_ms }: Objectives): readonly Column[] => [
  { title: 'fault' },
  { title: 'answered', align: 'right' },
  { title: `<=${time(latency_ms).replace(' ', '')}`, align: 'right' },
  { title: 'p95', align: 'right' },
  { title: 'recovers', align: 'right' },
  { title: 'verdict' },
];

function row(cell: CellResult, style: Style): Row {
  const { figures, broken } = cell;
  const marked = (text: string, breaks: boolean): string =>
    breaks ? style.bad(`${text}*`) : `${text} `;
  return {
    cells: [
      cell.id,
      marked(share(figures.availability), broken.availability !== undefined),
      marked(share(figures.fast), broken.latency !== undefined),
      time(figures.p95_ms),
      marked(time(figures.recovery_ms), broken.recovery !== undefined),
      verdict(cell, style),
    ],
    notes: notes(cell),
  };
}

function summary({ cells, baseline }: Matrix): string {
  const amount = (test: (cell: CellResult) => boolean): number => cells.filter(test).length;
  const settled = (cell: CellResult): boolean => cell.sensitivity !== 'depends';
  const breaks = amount((cell) => settled(cell) && cell.verdict === 'breaks');
  const holds = amount((cell) => settled(cell) && cell.verdict === 'holds');
  const open = amount((cell) => !settled(cell));
  const parts = [`${breaks} break`, `${holds} hold`];
  if (open > 0) parts.push(`${open} depend on something nobody stated`);
  const start =
    baseline.verdict === 'breaks'
      ? 'It breaks with no fault at all, so mend that first: until then the rest means little. '
      : '';
  return `${start}${list(parts)}. A star marks an objective that was missed.`;
}

function unfinished({ cells, finished, checked }: NonNullable<Matrix['partial']>): string {
  return `Partial, for it was stopped: ${finished} of ${count(cells, 'fault')} finished. For ${checked} of them it is known whether the verdict turns on what was assumed.`;
}

function unknownPart(names: readonly string[]): string {
  return `No known call reaches ${list(names)}: what their faults do is unknown. State who calls them in the file.`;
}
