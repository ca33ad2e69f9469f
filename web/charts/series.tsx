import { scaleLinear } from 'd3-scale';
import { line as lineShape } from 'd3-shape';
import { type PointerEvent, type ReactNode, useId, useMemo } from 'react';
import type { Cursor } from './cursor.ts';
import { extent, type Line, thin, valueAt } from './extent.ts';
import { formatDuration, formatQuantity } from './format.ts';
import { useWidth } from './use-width.ts';

export interface SeriesProps {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Names in the order of their styles, when charts side by side share some of their lines. */
  readonly names?: readonly string[] | undefined;
  readonly marks?: readonly { readonly name: string; readonly y: number }[] | undefined;
  /** Stretches of time to shade, such as a fault. */
  readonly bands?: readonly {
    readonly name: string;
    readonly from_ms: number;
    readonly to_ms: number;
  }[];
  readonly length_ms: number;
  /** Upper end of y, when charts side by side are to be compared. */
  readonly top?: number | undefined;
  readonly cursor?: Cursor | undefined;
  readonly height_px?: number;
}

const dashes = ['none', '6 3', '2 3', '8 3 2 3', '12 4', '4 2'];

/** Colour and dash of the n-th line: two marks, so neither colour nor sight of it decides alone. */
function lineStyle(index: number): {
  readonly stroke: string;
  readonly strokeDasharray: string;
} {
  return {
    stroke: `var(--line-${(index % 6) + 1})`,
    strokeDasharray: dashes[index % dashes.length] ?? 'none',
  };
}

const margin = { top: 6, right: 10, bottom: 20, left: 44 };

/** Lines over virtual time, with the value under the cursor beside each name. */
export function Series(props: SeriesProps): ReactNode {
  const { title, unit, lines, marks = [], bands = [], length_ms, cursor, height_px = 132 } = props;
  const [frame, width_px] = useWidth<HTMLDivElement>();
  const titleId = useId();
  const inner = Math.max(40, width_px - margin.left - margin.right);
  const x = scaleLinear([0, length_ms], [margin.left, margin.left + inner]);
  // Room above the highest value, so that neither a line nor the name of a mark is cut.
  const highest = (props.top ?? topOf(lines, marks)) * 1.12;
  const lowest = Math.min(0, extent(lines.flatMap((line) => line.y))?.min ?? 0);
  const y = scaleLinear([lowest, highest], [height_px - margin.bottom, margin.top]);

  const styleOf = (name: string, index: number) => {
    const shared = props.names?.indexOf(name) ?? -1;
    return lineStyle(shared < 0 ? index : shared);
  };
  const columns = Math.round(inner);
  const drawn = useMemo(() => lines.map((line) => thin(line, columns)), [lines, columns]);
  const shape = lineShape<number>()
    .defined((value) => !Number.isNaN(value))
    .y((value) => y(value));

  const point = (event: PointerEvent<SVGSVGElement>) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    cursor?.move(Math.min(length_ms, Math.max(0, x.invert(event.clientX - left))));
  };

  return (
    <figure className="chart" aria-labelledby={titleId}>
      <figcaption id={titleId}>
        {title} <span className="label">{unit}</span>
      </figcaption>
      <div ref={frame} style={{ height: height_px }}>
        {width_px > 0 && (
          <svg
            role="img"
            aria-label={describe(props)}
            width={width_px}
            height={height_px}
            onPointerMove={(event) => {
              if (event.pointerType === 'mouse' || event.buttons > 0) point(event);
            }}
            onPointerDown={point}
          >
            {bands.map((band) => (
              <g key={band.name}>
                <rect
                  className="band"
                  x={x(band.from_ms)}
                  width={Math.max(1, x(Math.min(band.to_ms, length_ms)) - x(band.from_ms))}
                  y={margin.top}
                  height={height_px - margin.top - margin.bottom}
                />
                <text className="band-name" x={x(band.from_ms) + 4} y={margin.top + 11}>
                  {band.name}
                </text>
              </g>
            ))}
            {y.ticks(3).map((tick) => (
              <g key={tick} className="tick">
                <line x1={margin.left} x2={margin.left + inner} y1={y(tick)} y2={y(tick)} />
                <text x={margin.left - 6} y={y(tick) + 3.5} textAnchor="end">
                  {unit === 'ms' ? formatDuration(tick) : formatQuantity(tick, shortUnit(unit))}
                </text>
              </g>
            ))}
            {x.ticks(Math.max(2, Math.floor(inner / 70))).map((tick) => (
              <text
                key={tick}
                className="tick-x"
                x={x(tick)}
                y={height_px - 5}
                textAnchor={tick === 0 ? 'start' : x(tick) > width_px - 24 ? 'end' : 'middle'}
              >
                {formatDuration(tick)}
              </text>
            ))}
            {drawn.map((line, index) => (
              <path
                key={line.name}
                className="line"
                {...styleOf(line.name, index)}
                d={shape.x((_, at) => x(line.x[at] ?? 0))(line.y as number[]) ?? ''}
              />
            ))}
            {marks.map((mark) => (
              <g key={mark.name} className="mark">
                <line x1={margin.left} x2={margin.left + inner} y1={y(mark.y)} y2={y(mark.y)} />
                <text x={margin.left + inner} y={y(mark.y) - 4} textAnchor="end">
                  {mark.name}
                </text>
              </g>
            ))}
            {cursor && (
              <line
                className="cursor"
                x1={x(cursor.at_ms)}
                x2={x(cursor.at_ms)}
                y1={margin.top}
                y2={height_px - margin.bottom}
              />
            )}
          </svg>
        )}
      </div>
      <ul className="legend" role="list">
        {lines.map((line, index) => (
          <li key={line.name}>
            <svg width="22" height="8" aria-hidden="true">
              <line x1="0" x2="22" y1="4" y2="4" strokeWidth="2" {...styleOf(line.name, index)} />
            </svg>
            <span>{line.name}</span>
            {cursor && <output>{formatQuantity(valueAt(line, cursor.at_ms), unit)}</output>}
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** Axis labels leave out a long unit: the caption says it. */
const shortUnit = (unit: string) => (unit === 'share' || unit === '%' ? unit : '');

/** The upper end of y that shows every line and mark. */
export function topOf(
  lines: readonly Line[],
  marks: readonly { readonly y: number }[] = [],
): number {
  const values = [...lines.flatMap((line) => line.y), ...marks.map((mark) => mark.y)];
  return Math.max(extent(values)?.max ?? 1, 1e-9);
}

function describe({ title, unit, lines, marks = [] }: SeriesProps): string {
  const said = lines.map((line) => {
    const range = extent(line.y);
    if (!range) return `${line.name}: nothing measured`;
    return `${line.name}: from ${formatQuantity(range.min, unit)} to ${formatQuantity(range.max, unit)}`;
  });
  const marked = marks.map((mark) => `marked ${mark.name} at ${formatQuantity(mark.y, unit)}`);
  return `${title} over time. ${[...said, ...marked].join('; ')}.`;
}
