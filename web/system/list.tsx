import type { Cell, CellResult, Objectives } from '@dstudio/systems';
import type { ReactNode } from 'react';
import { VerdictMark } from './mark.tsx';
import { faultName } from './rows.ts';
import { sentence, verdictOf } from './verdict.ts';

interface Props {
  readonly cells: readonly Cell[];
  readonly results: Readonly<Record<string, CellResult>>;
  readonly selected: string | undefined;
  readonly objectives: Objectives;
  readonly onSelect: (id: string) => void;
}

/** The matrix as text, worst first. */
export function MatrixList({ cells, results, selected, objectives, onSelect }: Props): ReactNode {
  const known = cells
    .map(({ id }) => results[id])
    .filter((result) => result !== undefined)
    .sort(worstFirst);
  const waiting = cells.length - known.length;
  return (
    <>
      <ol className="matrix-list" role="list">
        {known.map((cell) => {
          const verdict = verdictOf(cell);
          return (
            <li key={cell.id}>
              <button
                type="button"
                className={`line ${verdict.mark}`}
                aria-pressed={selected === cell.id}
                onClick={() => onSelect(cell.id)}
              >
                <VerdictMark verdict={verdict} />
                <span>
                  <b>{faultName(cell.fault)}</b> <em>{verdict.words}</em>
                  <small>{sentence(cell, objectives)}</small>
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      {waiting > 0 && <p className="label">{waiting} more not run yet.</p>}
    </>
  );
}

const known = (value: number, otherwise: number) => (Number.isNaN(value) ? otherwise : value);

/** Broken before whole; then the fewest answers, then the slowest. */
function worstFirst(a: CellResult, b: CellResult): number {
  return (
    Number(b.verdict === 'breaks') - Number(a.verdict === 'breaks') ||
    known(a.figures.availability, 1) - known(b.figures.availability, 1) ||
    known(a.figures.fast, 1) - known(b.figures.fast, 1)
  );
}
