import type { Findings, GaugeView, Variant, View } from '@dstudio/simulator';
import type { ReactNode } from 'react';
import type { Cursor } from '../charts/cursor.ts';
import { formatQuantity } from '../charts/format.ts';
import { CallGraph } from '../charts/graph.tsx';
import { Lanes } from '../charts/lanes.tsx';
import { Series, topOf } from '../charts/series.tsx';
import { Table } from '../charts/table.tsx';

export interface Column {
  readonly variant: Variant;
  readonly found: Findings;
}

interface Props {
  readonly columns: readonly Column[];
  readonly length_ms: number;
  readonly cursor: Cursor;
}

/** The views of all variants, the same view side by side. Scales are shared across a row. */
export function Views({ columns, length_ms, cursor }: Props): ReactNode {
  const all = columns.flatMap(({ found }) => found.views);
  const gauges = unique(all.filter((view) => view.kind === 'gauge').map((view) => view.id));
  const others = unique(all.filter((view) => view.kind !== 'gauge').map((view) => view.id));
  return (
    <>
      {gauges.length > 0 && <Gauges ids={gauges} columns={columns} />}
      {others.map((id) => {
        const row = columns.map(({ variant, found }) => ({
          variant,
          view: found.views.find((view) => view.id === id),
        }));
        const top = Math.max(...row.map(({ view }) => topOfView(view)));
        const names = unique(row.flatMap(({ view }) => linesOf(view)));
        return (
          <div className="pair" key={id}>
            {row.map(({ variant, view }) => (
              <div key={variant.id}>
                <p className="variant">{variant.label}</p>
                {view && !isEmpty(view) ? (
                  <OneView
                    view={view}
                    length_ms={length_ms}
                    cursor={cursor}
                    top={top}
                    names={names}
                  />
                ) : (
                  <p className="label">Nothing to show here.</p>
                )}
              </div>
            ))}
          </div>
        );
      })}
    </>
  );
}

function OneView(props: {
  readonly view: View;
  readonly length_ms: number;
  readonly cursor: Cursor;
  readonly top: number;
  readonly names: readonly string[];
}): ReactNode {
  const { view, length_ms, cursor, top, names } = props;
  switch (view.kind) {
    case 'series':
      return (
        <Series
          title={view.title}
          unit={view.unit}
          lines={view.lines}
          names={names}
          marks={view.marks}
          length_ms={length_ms}
          top={top}
          cursor={cursor}
        />
      );
    case 'lanes':
      return <Lanes view={view} length_ms={length_ms} cursor={cursor} />;
    case 'table':
      return <Table view={view} />;
    case 'graph':
      return <CallGraph title={view.title} nodes={view.nodes} edges={view.edges} most_px={200} />;
    case 'gauge':
      return null;
  }
}

/** Figures of the whole run, one row each, one column a variant, the better one marked. */
function Gauges(props: {
  readonly ids: readonly string[];
  readonly columns: readonly Column[];
}): ReactNode {
  const rows = props.ids.map((id) =>
    props.columns.map(({ found }) =>
      found.views.find((view): view is GaugeView => view.kind === 'gauge' && view.id === id),
    ),
  );
  return (
    <div className="scroll-x">
      <table className="data gauges">
        <thead>
          <tr>
            <th scope="col">Whole run</th>
            {props.columns.map(({ variant }) => (
              <th scope="col" className="right" key={variant.id}>
                {variant.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((gauges) => {
            const some = gauges.find((gauge) => gauge !== undefined);
            const known = gauges
              .map((gauge) => gauge?.value)
              .filter((value) => value !== undefined);
            const most = Math.max(...known.map(Math.abs), some?.limit ?? 0, 1e-9);
            const best = some?.better === 'lower' ? Math.min(...known) : Math.max(...known);
            return (
              <tr key={some?.id}>
                <th scope="row">
                  {some?.title}
                  {some?.limit !== undefined && (
                    <span className="label"> limit {formatQuantity(some.limit, some.unit)}</span>
                  )}
                </th>
                {gauges.map((gauge, index) => (
                  <td className="right" key={props.columns[index]?.variant.id}>
                    <Gauge
                      gauge={gauge}
                      most={most}
                      best={gauge?.value === best && known.some((value) => value !== best)}
                    />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Gauge(props: {
  readonly gauge: GaugeView | undefined;
  readonly most: number;
  readonly best: boolean;
}): ReactNode {
  const { gauge, most, best } = props;
  if (gauge?.value === undefined || Number.isNaN(gauge.value)) {
    return <span className="label">unknown</span>;
  }
  const { value, limit, better, unit } = gauge;
  const over = limit !== undefined && (better === 'lower' ? value > limit : value < limit);
  const width = Number.isFinite(value) ? Math.min(100, (Math.abs(value) / most) * 100) : 100;
  return (
    <span className={`gauge ${over ? 'over' : ''} ${best ? 'best' : ''}`}>
      <span>
        {over && <span title="beyond the limit">✕ </span>}
        {formatQuantity(value, unit)}
      </span>
      <span className="bar" aria-hidden="true">
        <span style={{ width: `${width}%` }} />
        {limit !== undefined && <i style={{ insetInlineStart: `${(limit / most) * 100}%` }} />}
      </span>
    </span>
  );
}

const unique = (ids: readonly string[]) => [...new Set(ids)];

const topOfView = (view: View | undefined) =>
  view?.kind === 'series' ? topOf(view.lines, view.marks) : 0;

const linesOf = (view: View | undefined) =>
  view?.kind === 'series' ? view.lines.map((line) => line.name) : [];

/** A breaker's lane has nothing in it where there is no breaker. */
const isEmpty = (view: View) =>
  (view.kind === 'lanes' && view.lanes.length === 0) ||
  (view.kind === 'series' && view.lines.length === 0);
