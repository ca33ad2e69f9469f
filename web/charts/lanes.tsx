import type { LanesView } from '@dstudio/simulator';
import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import type { Cursor } from './cursor.ts';
import { formatDuration } from './format.ts';
import { useWidth } from './use-width.ts';

interface Props {
  readonly view: LanesView;
  readonly length_ms: number;
  readonly cursor: Cursor;
}

const lane_px = 22;
const words = {
  good: 'good',
  degraded: 'degraded',
  bad: 'bad',
  waiting: 'waiting',
  idle: 'idle',
} as const;

/** Spans on parallel lanes. A span's state is its colour, its height and a word in its title. */
export function Lanes({ view, length_ms, cursor }: Props): ReactNode {
  const [frame, width_px] = useWidth<HTMLDivElement>();
  const x = scaleLinear([0, length_ms], [0, Math.max(1, width_px)]);
  return (
    <figure className="chart">
      <figcaption>{view.title}</figcaption>
      <div className="lanes">
        <ul role="list" className="lane-names">
          {view.lanes.map((lane) => (
            <li key={lane.name} style={{ height: lane_px }} title={lane.name}>
              {lane.name}
            </li>
          ))}
        </ul>
        <div ref={frame}>
          <svg
            role="img"
            aria-label={`${view.title}. ${view.lanes.map(spoken).join('. ')}`}
            width={width_px}
            height={view.lanes.length * lane_px}
            onPointerMove={(event) => {
              const left = event.currentTarget.getBoundingClientRect().left;
              cursor.move(Math.max(0, Math.min(length_ms, x.invert(event.clientX - left))));
            }}
          >
            {view.lanes.map((lane, row) => (
              <g key={lane.name} transform={`translate(0 ${row * lane_px})`}>
                <line className="lane-rule" x2={width_px} y1={lane_px - 0.5} y2={lane_px - 0.5} />
                {lane.spans.map((span) => {
                  const width = Math.max(1.5, x(span.to_ms) - x(span.from_ms));
                  return (
                    <g key={`${span.from_ms} ${span.label}`} className={`span ${span.state}`}>
                      <title>
                        {span.label} ({words[span.state]}), {formatDuration(span.from_ms)} to{' '}
                        {formatDuration(span.to_ms)}
                      </title>
                      <rect x={x(span.from_ms)} width={width} y="3" height={lane_px - 7} rx="2" />
                      {width > span.label.length * 6.4 + 8 && (
                        <text x={x(span.from_ms) + 5} y={lane_px / 2 + 3.5}>
                          {span.label}
                        </text>
                      )}
                    </g>
                  );
                })}
              </g>
            ))}
            <line
              className="cursor"
              x1={x(cursor.at_ms)}
              x2={x(cursor.at_ms)}
              y2={view.lanes.length * lane_px}
            />
          </svg>
        </div>
      </div>
      <ul className="legend" role="list">
        {view.lanes.map((lane) => {
          const now = lane.spans.find(
            (span) => span.from_ms <= cursor.at_ms && cursor.at_ms < span.to_ms,
          );
          return (
            <li key={lane.name}>
              <span>{lane.name}</span>
              <output className={`state ${now?.state ?? 'idle'}`}>{now?.label ?? '–'}</output>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}

function spoken(lane: LanesView['lanes'][number]): string {
  const first = lane.spans.slice(0, 8).map((span) => {
    return `${span.label} from ${formatDuration(span.from_ms)} to ${formatDuration(span.to_ms)}`;
  });
  const more = lane.spans.length > 8 ? `, and ${lane.spans.length - 8} more` : '';
  return `${lane.name}: ${first.join(', ') || 'nothing'}${more}`;
}
