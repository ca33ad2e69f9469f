import { log } from '@dstudio/kernel';
import { duration, escape, svg } from './markup.ts';
import type { FaultSpan } from './operations.ts';

const WIDTH = 860;
/** Between the two lies the time of the test: the same in all drawings, for them to stand above each other. */
export const LEFT = 78;
export const RIGHT = WIDTH - 14;
const TOP = 30;
const PLOT_HEIGHT = 230;
const LEGEND_ROW = 16;

export interface Axes {
  readonly x: (time_ms: number) => number;
  readonly y: (value: number) => number;
}

/** One thing that a legend explains: a colour, and where given the mark that is drawn in it. */
export interface Key {
  readonly colour: string;
  readonly name: string;
  /** A mark around a point. */
  readonly mark?: ((x: number, y: number) => string) | undefined;
  readonly dashes?: string | undefined;
}

export interface Plot {
  readonly title: string;
  readonly end_ms: number;
  readonly scale: Scale;
  readonly faults: readonly FaultSpan[];
  readonly legend: readonly Key[];
}

/** Latencies go over powers of ten, with a place for zero below if there is one; rates from zero. */
export type Scale =
  | { readonly kind: 'linear'; readonly max: number }
  | {
      readonly kind: 'logarithmic';
      readonly min: number;
      readonly max: number;
      readonly zero: boolean;
    };

/** Where a moment of the test is drawn. */
export const timeAxis =
  (end_ms: number) =>
  (time_ms: number): number =>
    LEFT + (Math.min(time_ms, end_ms) / Math.max(end_ms, 1)) * (RIGHT - LEFT);

export const words = (at: number, up: number, anchor: string, text: string): string =>
  `<text x="${at.toFixed(1)}" y="${up.toFixed(1)}" text-anchor="${anchor}" fill="var(--soft)">${escape(text)}</text>`;

/** The moments below a drawing. */
export const timeTicks = (end_ms: number, up: number): string => {
  const x = timeAxis(end_ms);
  return evenTicks(Math.max(end_ms, 1) / 1000)
    .map((tick) => words(x(tick * 1000), up, 'middle', `${tick} s`))
    .join('');
};

/** A plot over the time of a test, with the times of faults behind it. */
export const plot = (of: Plot, draw: (axes: Axes) => string): string => {
  const { end_ms } = of;
  const x = timeAxis(end_ms);
  const { place, ticks } = scaleOf(of.scale);
  const y = (value: number): number => TOP + PLOT_HEIGHT * (1 - place(value));
  const bottom = TOP + PLOT_HEIGHT;
  const bands = merged(of.faults, end_ms).map(([from_ms, to_ms]) => {
    const wide = Math.max(1, x(to_ms) - x(from_ms));
    return `<rect x="${x(from_ms).toFixed(1)}" y="${TOP}" width="${wide.toFixed(1)}" height="${PLOT_HEIGHT}" fill="var(--fault)" opacity="0.13"/>`;
  });
  const rows = ticks.map(
    ({ at, text }) =>
      `<line x1="${LEFT}" x2="${RIGHT}" y1="${y(at).toFixed(1)}" y2="${y(at).toFixed(1)}" stroke="var(--line)"/>${words(LEFT - 6, y(at) + 4, 'end', text)}`,
  );
  const keys = [...of.legend, ...(of.faults.length > 0 ? [FAULT] : [])];
  const legend = legendOf(keys, bottom + 36);
  return svg(
    WIDTH,
    legend.bottom,
    of.title,
    `<text x="${LEFT}" y="18" fill="var(--ink)" font-size="13" font-weight="600">${escape(of.title)}</text>${bands.join('')}${rows.join('')}${timeTicks(end_ms, bottom + 16)}${draw({ x, y })}${legend.drawn}`,
  );
};

const FAULT: Key = { colour: 'var(--fault)', name: 'a fault holds' };

/** Nobody sees a gap of so small a share of the time. */
const GAP = 0.001;

/** The times in which any of the faults held, of which gaps nobody sees are a part. They come in the order of their beginnings. */
export const merged = (
  faults: readonly FaultSpan[],
  end_ms: number,
): readonly (readonly [number, number])[] => {
  const union: [number, number][] = [];
  for (const { from_ms, to_ms } of faults) {
    const last = union.at(-1);
    if (last !== undefined && from_ms <= last[1] + end_ms * GAP) last[1] = Math.max(last[1], to_ms);
    else union.push([from_ms, to_ms]);
  }
  return union;
};

const legendOf = (keys: readonly Key[], top: number) => {
  let at = LEFT;
  let up = top;
  const drawn = keys.map(({ colour, name, mark, dashes }) => {
    const width = 30 + name.length * 6.4;
    if (at + width > RIGHT) {
      at = LEFT;
      up += LEGEND_ROW;
    }
    const from = at;
    at += width;
    const box = `<rect x="${from}" y="${up - 8}" width="9" height="9" rx="2" fill="${colour}"/>`;
    const line = `<line x1="${from - 3}" x2="${from + 11}" y1="${up - 4}" y2="${up - 4}" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/>`;
    const point =
      mark === undefined
        ? box
        : `<path fill="${colour}" transform="translate(${(from + 4).toFixed(1)} ${up - 4}) scale(2)" d="${mark(0, 0)}"/>`;
    return `${dashes === undefined ? point : line}${words(from + 14, up, 'start', name)}`;
  });
  return { drawn: drawn.join(''), bottom: up + 8 };
};

const scaleOf = (scale: Scale) => {
  if (scale.kind === 'linear') {
    const high = Math.max(scale.max, 1);
    return {
      place: (value: number): number => value / high,
      ticks: evenTicks(high).map((at) => ({ at, text: String(at) })),
    };
  }
  const { min, max, zero } = scale;
  const bottom = zero ? min / 10 : min;
  const [low, high] = [log(bottom), log(Math.max(max, min * 2))];
  const powers = logarithmicTicks(min, max).map((at) => ({ at, text: duration(at) }));
  return {
    place: (value: number): number => (log(Math.max(value, bottom)) - low) / (high - low),
    ticks: zero ? [{ at: bottom, text: '0 ms' }, ...powers] : powers,
  };
};

/** At most six round numbers from 0 up to the largest. */
const evenTicks = (max: number): readonly number[] => {
  let step = 1e-6;
  const factors = [2, 2.5, 2];
  for (let at = 0; max / step > 6; at++) step *= factors[at % 3] ?? 2;
  const count = Math.floor(max / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(6)));
};

/** Powers of ten, and where those are few, what lies between. */
const logarithmicTicks = (min: number, max: number): readonly number[] => {
  const steps = max / min < 1000 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = min; power <= max * 1.0001; power *= 10) {
    for (const step of steps) if (step * power <= max * 1.0001) ticks.push(step * power);
  }
  return ticks;
};
