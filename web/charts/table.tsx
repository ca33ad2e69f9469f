import type { TableView } from '@dstudio/simulator';
import type { ReactNode } from 'react';
import { formatNumber } from './format.ts';

/** A table of a run. Numbers stand right, so that their sizes can be compared at a glance. */
export function Table({ view }: { readonly view: TableView }): ReactNode {
  return (
    <figure className="chart">
      <figcaption>{view.title}</figcaption>
      <div className="scroll-x">
        <table className="data">
          <thead>
            <tr>
              {view.columns.map((column, index) => (
                <th
                  key={column}
                  scope="col"
                  className={isNumeric(view, index) ? 'right' : undefined}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.rows.map((row, at) => (
              <tr key={at}>
                {row.map((cell, index) => (
                  <td
                    key={view.columns[index] ?? index}
                    className={typeof cell === 'number' ? 'right' : undefined}
                  >
                    {typeof cell === 'number' ? formatNumber(cell) : cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

const isNumeric = (view: TableView, column: number) =>
  view.rows.every((row) => typeof row[column] === 'number');
