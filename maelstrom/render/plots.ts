import type { Outcome } from '../history.ts';
import { escape } from './markup.ts';
import type { FaultSpan, Pair } from './operations.ts';
import { LEAST_MS, plot } from './plot.ts';

const OUTCOMES: readonly Outcome[] = ['ok', 'info', 'fail'];
const NAMES: Readonly<Record<Outcome, string>> = { ok: 'ok', info: 'unknown', fail: 'failed' };
const legend = OUTCOMES.map((one) => ({ colour: `var(--${one})`, name: NAMES[one] }));
/** More points than this hide each other. */
const POINTS_MAX = 6000;
const BINS = 80;
const QUANTILES = [0.5, 0.95, 0.99, 1] as const;
const SHADES = ['var(--ok)', 'var(--good)', 'var(--info)', 'var(--bad)'];

export interface PlotData {
  readonly pairs: readonly Pair[];
  readonly faults: readonly FaultSpan[];
  readonly end_ms: number;
}

const latencyOf = ({ invoked, completed }: Pair): number | undefined =>
  completed === undefined ? undefined : completed.time_ms - invoked.time_ms;

const bounds = (latencies: readonly number[]): { readonly min: number; readonly max: number } => {
  let min = 1000;
  let max = 1;
  for (const one of latencies) {
    min = Math.min(min, Math.max(one, LEAST_MS));
    max = Math.max(max, one);
  }
  let floor = LEAST_MS;
  while (floor * 10 <= min) floor *= 10;
  return { min: floor, max: max * 1.3 };
};

/** Every operation: when it began and how long it took. */
export const latencyRaw = ({ pairs, faults, end_ms }: PlotData): string => {
  const some = thinned(pairs);
  const latencies = pairs.flatMap((pair) => latencyOf(pair) ?? []);
  return plot(
    {
      title: 'How long each operation took',
      end_ms,
      ...bounds(latencies),
      scale: 'logarithmic',
      faults,
      legend,
    },
    ({ x, y }) =>
      some
        .map((pair) => {
          const latency = latencyOf(pair);
          if (latency === undefined) return '';
          const { f, time_ms } = pair.invoked;
          return `<circle cx="${x(time_ms).toFixed(1)}" cy="${y(latency).toFixed(1)}" r="1.8" fill="var(--${pair.outcome})" opacity="0.75"><title>${escape(`${f} ${latency.toFixed(2)} ms`)}</title></circle>`;
        })
        .join(''),
  );
};

/** Every so many, so that a few thousand are left; what did not succeed stays. */
const thinned = (pairs: readonly Pair[]): readonly Pair[] => {
  const step = Math.ceil(pairs.length / POINTS_MAX);
  return step <= 1
    ? pairs
    : pairs.filter(({ outcome }, at) => at % step === 0 || (outcome === 'info' && at % 4 === 0));
};

const binned = <T>(
  pairs: readonly Pair[],
  end_ms: number,
  of: (pair: Pair) => T | undefined,
): readonly (readonly T[])[] => {
  const bins: T[][] = Array.from({ length: BINS }, () => []);
  for (const pair of pairs) {
    const at = Math.min(BINS - 1, Math.floor((pair.invoked.time_ms / Math.max(end_ms, 1)) * BINS));
    const value = of(pair);
    if (value !== undefined) bins[at]?.push(value);
  }
  return bins;
};

/** Quantiles of latency over time. */
export const latencyQuantiles = ({ pairs, faults, end_ms }: PlotData): string => {
  const bins = binned(pairs, end_ms, latencyOf).map((bin) => bin.toSorted((a, b) => a - b));
  return plot(
    {
      title: 'Latency: half, 95 %, 99 % and all operations were faster than this',
      end_ms,
      ...bounds(bins.flat()),
      scale: 'logarithmic',
      faults,
      legend: QUANTILES.map((share, at) => ({
        colour: SHADES[at] ?? 'var(--ink)',
        name: share === 1 ? 'slowest' : `p${share * 100}`,
      })),
    },
    ({ x, y }) =>
      QUANTILES.map((share, shade) => {
        const points = bins.flatMap((bin, at) => {
          const value = bin[Math.ceil(share * bin.length) - 1];
          if (value === undefined) return [];
          return [`${x(((at + 0.5) * end_ms) / BINS).toFixed(1)},${y(value).toFixed(1)}`];
        });
        return `<polyline points="${points.join(' ')}" fill="none" stroke="${SHADES[shade]}" stroke-width="1.6"/>`;
      }).join(''),
  );
};

/** Operations a second by how they ended. */
export const rate = ({ pairs, faults, end_ms }: PlotData): string => {
  const bins = binned(pairs, end_ms, ({ outcome }) => outcome);
  const bin_s = Math.max(end_ms, 1) / BINS / 1000;
  const rates = OUTCOMES.map((outcome) =>
    bins.map((bin) => bin.filter((one) => one === outcome).length / bin_s),
  );
  return plot(
    {
      title: 'Operations a second',
      end_ms,
      min: 0,
      max: rates.flat().reduce((a, b) => Math.max(a, b), 0) * 1.1,
      scale: 'linear',
      faults,
      legend,
    },
    ({ x, y }) =>
      rates
        .map((values, at) => {
          const points = values.map(
            (value, bin) => `${x(((bin + 0.5) * end_ms) / BINS).toFixed(1)},${y(value).toFixed(1)}`,
          );
          return `<polyline points="${points.join(' ')}" fill="none" stroke="var(--${OUTCOMES[at]})" stroke-width="1.6"/>`;
        })
        .join(''),
  );
};
