import { log } from '@dstudio/kernel';
import { duration, escape, svg } from './markup.ts';
import type { FaultSpan } from './operations.ts';

const WIDTH = 860;
const HEIGHT = 300;
const LEFT = 62;
const RIGHT = 14;
const TOP = 30;
const BOTTOM = 34;
/** The least a logarithmic axis shows, in milliseconds: a microsecond. */
export const LEAST_MS = 0.001;

export interface Axes {
  readonly x: (time_ms: number) => number;
  readonly y: (value: number) => number;
}

export interface Plot {
  readonly title: string;
  readonly end_ms: number;
  /** The largest value to show. */
  readonly max: number;
  /** Latencies go over powers of ten, rates from zero. */
  readonly scale: 'logarithmic' | 'linear';
  readonly min: number;
  readonly faults: readonly FaultSpan[];
  readonly legend: readonly { readonly colour: string; readonly name: string }[];
}

/** A plot over the time of a test, with the times of faults behind it. */
export const plot = (of: Plot, draw: (axes: Axes) => string): string => {
  const width = WIDTH - LEFT - RIGHT;
  const height = HEIGHT - TOP - BOTTOM;
  const end_ms = Math.max(of.end_ms, 1);
  const x = (time_ms: number): number => LEFT + (time_ms / end_ms) * width;
  const low = of.scale === 'linear' ? 0 : log(of.min);
  const high = of.scale === 'linear' ? Math.max(of.max, 1) : Math.max(log(of.max), low + 1);
  const y = (value: number): number => {
    const place = of.scale === 'linear' ? value : log(Math.max(value, of.min));
    return TOP + height * (1 - (place - low) / (high - low));
  };
  const text = (at: number, up: number, anchor: string, words: string): string =>
    `<text x="${at.toFixed(1)}" y="${up.toFixed(1)}" text-anchor="${anchor}" fill="var(--soft)">${escape(words)}</text>`;
  const bands = of.faults.map(({ name, what, from_ms, to_ms }) => {
    const from = x(Math.min(from_ms, end_ms));
    const wide = Math.max(1, x(Math.min(to_ms, end_ms)) - from);
    return `<rect x="${from.toFixed(1)}" y="${TOP}" width="${wide.toFixed(1)}" height="${height}" fill="var(--fault)" opacity="0.13"><title>${escape(`${name}: ${what}`)}</title></rect>`;
  });
  const ticks = of.scale === 'linear' ? evenTicks(of.max) : powersOfTen(of.min, of.max);
  const rows = ticks.map(
    (tick) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}" stroke="var(--line)"/>${text(LEFT - 6, y(tick) + 4, 'end', of.scale === 'linear' ? String(tick) : duration(tick))}`,
  );
  const columns = evenTicks(end_ms / 1000).map((tick) =>
    text(x(tick * 1000), HEIGHT - BOTTOM + 16, 'middle', `${tick} s`),
  );
  let legendAt = LEFT + 4;
  const legend = [...of.legend, ...(of.faults.length > 0 ? [FAULT] : [])].map(
    ({ colour, name }) => {
      const at = legendAt;
      legendAt += 26 + name.length * 6.4;
      return `<rect x="${at}" y="${HEIGHT - 12}" width="9" height="9" rx="2" fill="${colour}"/>${text(at + 13, HEIGHT - 4, 'start', name)}`;
    },
  );
  return svg(
    WIDTH,
    HEIGHT,
    of.title,
    `<text x="${LEFT}" y="18" fill="var(--ink)" font-size="13" font-weight="600">${escape(of.title)}</text>${bands.join('')}${rows.join('')}${columns.join('')}${draw({ x, y })}${legend.join('')}`,
  );
};

const FAULT = { colour: 'var(--fault)', name: 'a fault holds' };

/** At most six round numbers from 0 up to the largest. */
const evenTicks = (max: number): readonly number[] => {
  let step = 1e-6;
  const factors = [2, 2.5, 2];
  for (let at = 0; max / step > 6; at++) step *= factors[at % 3] ?? 2;
  const count = Math.floor(max / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(6)));
};

const powersOfTen = (min: number, max: number): readonly number[] => {
  const ticks: number[] = [];
  for (let tick = min; tick <= max * 1.0001; tick *= 10) ticks.push(tick);
  return ticks;
};
