import type { Cell, CellResult } from '@dstudio/systems';
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { VerdictMark } from './mark.tsx';
import { faultName, gridOf, kindNames, moveIn, type Place } from './rows.ts';
import { headline, verdictOf } from './verdict.ts';

interface Props {
  readonly cells: readonly Cell[];
  readonly results: Readonly<Record<string, CellResult>>;
  readonly pending: ReadonlySet<string>;
  readonly selected: string | undefined;
  /** Cells to point out, such as those that a fact would settle. */
  readonly pointed: ReadonlySet<string>;
  readonly onSelect: (id: string) => void;
}

/** Faults by place. One tab stop; arrow keys move inside it. */
export function MatrixGrid(props: Props): ReactNode {
  const { cells, results, pending, selected, pointed, onSelect } = props;
  const grid = useMemo(() => gridOf(cells), [cells]);
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<Place>();
  const home = at ?? firstPlace(grid);

  const press = (event: KeyboardEvent, from: Place) => {
    const to = moveIn(grid, from, event.key);
    const known = /^(Arrow|Home$|End$)/.test(event.key);
    if (!known) return;
    event.preventDefault();
    setAt(to);
    table.current?.querySelector<HTMLElement>(`[data-place="${to.row} ${to.column}"]`)?.focus();
  };

  const button = (cell: Cell, row: number, column: number) => (
    <CellButton
      cell={cell}
      result={results[cell.id]}
      pending={pending.has(cell.id)}
      selected={selected === cell.id}
      pointed={pointed.has(cell.id)}
      place={{ row, column }}
      tabbable={
        home?.row === row && (home.column === column || grid.rows[row]?.whole !== undefined)
      }
      onFocus={() => setAt({ row, column })}
      onKeyDown={(event) => press(event, { row, column: at?.row === row ? at.column : column })}
      onClick={() => onSelect(cell.id)}
    />
  );

  return (
    <div className="matrix-scroll">
      <table className="matrix" role="grid" aria-label="Faults and what they break" ref={table}>
        <thead>
          <tr>
            <th scope="col">Where</th>
            {grid.columns.map((kind) => (
              <th scope="col" key={kind}>
                {kindNames[kind]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map((row, rowIndex) => (
            <tr key={row.id} className={row.depth === 1 ? 'call' : undefined}>
              <th scope="row" title={row.id}>
                {row.depth === 1 && <span className="hidden">call to </span>}
                {row.label}
              </th>
              {row.whole ? (
                <td colSpan={grid.columns.length}>{button(row.whole, rowIndex, 0)}</td>
              ) : (
                grid.columns.map((kind, column) => {
                  const cell = row.cells[kind];
                  return cell ? (
                    <td key={kind}>{button(cell, rowIndex, column)}</td>
                  ) : (
                    <td key={kind} className="none" aria-label="no such fault" />
                  );
                })
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function firstPlace(grid: ReturnType<typeof gridOf>): Place | undefined {
  for (const [row, { cells, whole }] of grid.rows.entries()) {
    const column = whole ? 0 : grid.columns.findIndex((kind) => cells[kind]);
    if (column >= 0) return { row, column };
  }
  return undefined;
}

interface CellProps {
  readonly cell: Cell;
  readonly result: CellResult | undefined;
  readonly pending: boolean;
  readonly selected: boolean;
  readonly pointed: boolean;
  readonly place: Place;
  readonly tabbable: boolean;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onClick: () => void;
}

function CellButton(props: CellProps): ReactNode {
  const { cell, result, pending, selected, pointed, place, tabbable } = props;
  const verdict = verdictOf(result);
  const lines = result ? headline(result) : [];
  const spoken = [faultName(cell.fault), verdict.words, ...lines.map(({ text }) => text)];
  const classes = ['cell', verdict.mark];
  if (pending) classes.push('pending');
  if (pointed) classes.push('pointed');
  return (
    <button
      type="button"
      className={classes.join(' ')}
      data-place={`${place.row} ${place.column}`}
      data-cell={cell.id}
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={selected}
      aria-label={`${spoken.join(', ')}${pending ? ', running' : ''}`}
      title={spoken.join(', ')}
      onFocus={props.onFocus}
      onKeyDown={props.onKeyDown}
      onClick={props.onClick}
    >
      <VerdictMark verdict={verdict} />
      <span className="figures">
        {lines.map((line) => (
          <span key={line.text} className={line.broken ? 'broken' : undefined}>
            {line.text}
          </span>
        ))}
      </span>
    </button>
  );
}
