import type { Outcome } from '../history.ts';
import type { FaultSpan, Pair } from './operations.ts';
import { type Key, plot, type Scale } from './plot.ts';

const OUTCOMES: readonly Outcome[] = ['ok', 'info', 'fail'];
const NAMES: Readonly<Record<Outcome, string>> = { ok: 'ok', info: 'unknown', fail: 'failed' };
/** More points than this hide each other. */
const POINTS_MAX = 6000;
const BINS = 80;
const QUANTILES = [0.5, 0.95, 0.99, 1] as const;
const SHADES = ['var(--ok)', 'var(--good)', 'var(--info)', 'var(--bad)'];
/** The least a logarithmic axis shows, in milliseconds: a microsecond. */
const LEAST_MS = 0.001;

export interface PlotData {
  readonly pairs: readonly Pair[];
  readonly faults: readonly FaultSpan[];
  readonly end_ms: number;
}

export const latencyOf = ({ invoked, completed }: Pair): number | undefined =>
  completed === undefined ? undefined : completed.time_ms - invoked.time_ms;

/** From the power of ten below the least to a little above the most. */
const scaleOf = (latencies: readonly number[]): Scale => {
  let min = 1000;
  let max = 1;
  let zero = false;
  for (const one of latencies) {
    if (one < LEAST_MS) zero = true;
    else min = Math.min(min, one);
    max = Math.max(max, one);
  }
  let floor = LEAST_MS;
  while (floor * 10 <= Math.min(min, max)) floor *= 10;
  return { kind: 'logarithmic', min: floor, max: max * 1.3, zero };
};

const near = (number: number): string => String(Number(number.toFixed(1)));

/** Kinds of operations by the shape of their points, and by the dashes of their lines. */
const SHAPES: readonly ((x: number, y: number) => string)[] = [
  (x, y) => `M${near(x - 1.8)} ${near(y)}a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0`,
  (x, y) => `M${near(x)} ${near(y - 2.3)}l2.2 4h-4.4z`,
  (x, y) => `M${near(x - 1.6)} ${near(y - 1.6)}h3.2v3.2h-3.2z`,
  (x, y) => `M${near(x)} ${near(y - 2.4)}l2.4 2.4-2.4 2.4-2.4-2.4z`,
  (x, y) => `M${near(x - 2.2)} ${near(y - 0.8)}h4.4v1.6h-4.4z`,
];
const DASHES = ['none', '6 3', '2 2', '8 3 2 3', '1 4'] as const;

interface Group {
  readonly f: string;
  readonly outcome: Outcome;
  readonly pairs: readonly Pair[];
  /** Of its kind of operation, among all. */
  readonly kind: number;
}

/** Operations of one kind that ended in one way, where there are any. */
const groupsOf = (pairs: readonly Pair[]): readonly Group[] => {
  const kinds = [...new Set(pairs.map(({ invoked }) => invoked.f))];
  return kinds.flatMap((f, kind) =>
    OUTCOMES.map((outcome) => ({
      f,
      outcome,
      kind,
      pairs: pairs.filter((pair) => pair.invoked.f === f && pair.outcome === outcome),
    })).filter((group) => group.pairs.length > 0),
  );
};

const shapeOf = ({ kind }: Group) => SHAPES[Math.min(kind, SHAPES.length - 1)];

const keyOf = (group: Group): Key => ({
  colour: `var(--${group.outcome})`,
  name: `${group.f} ${NAMES[group.outcome]}`,
});

/** Every operation: when it began and how long it took. */
export const latencyRaw = ({ pairs, faults, end_ms }: PlotData): string => {
  const latencies = pairs.flatMap((pair) => latencyOf(pair) ?? []);
  const groups = groupsOf(thinned(pairs));
  return plot(
    {
      title: 'Latency of each operation, by when it began (logarithmic)',
      end_ms,
      scale: scaleOf(latencies),
      faults,
      legend: groups.map((group) => ({ ...keyOf(group), mark: shapeOf(group) })),
    },
    ({ x, y }) =>
      groups
        .map((group) => {
          const points = group.pairs.map((pair) => {
            const latency = latencyOf(pair);
            if (latency === undefined) return '';
            return shapeOf(group)?.(x(pair.invoked.time_ms), y(latency)) ?? '';
          });
          return `<path fill="var(--${group.outcome})" opacity="0.75" d="${points.join('')}"/>`;
        })
        .join(''),
  );
};

/** Every so many, so that a few thousand are left, and as many of what nobody knows the end of. */
const thinned = (pairs: readonly Pair[]): readonly Pair[] => {
  if (pairs.length <= POINTS_MAX) return pairs;
  const unknown = pairs.filter(({ outcome }) => outcome === 'info');
  const others = pairs.filter(({ outcome }) => outcome !== 'info');
  return [everyFew(others), everyFew(unknown)].flat();
};

const everyFew = (pairs: readonly Pair[]): readonly Pair[] => {
  const step = Math.ceil(pairs.length / POINTS_MAX);
  return pairs.filter((_, at) => at % step === 0);
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
      title: 'Latency over time: the median, 95 %, 99 % and the slowest (logarithmic)',
      end_ms,
      scale: scaleOf(bins.flat()),
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
          return [`${near(x(((at + 0.5) * end_ms) / BINS))},${near(y(value))}`];
        });
        return `<polyline points="${points.join(' ')}" fill="none" stroke="${SHADES[shade]}" stroke-width="1.6"/>`;
      }).join(''),
  );
};

/** Operations a second, by kind and by how they ended. */
export const rate = ({ pairs, faults, end_ms }: PlotData): string => {
  const groups = groupsOf(pairs);
  const bin_s = Math.max(end_ms, 1) / BINS / 1000;
  const rates = groups.map((group) =>
    binned(group.pairs, end_ms, () => true).map((bin) => bin.length / bin_s),
  );
  return plot(
    {
      title: 'Operations begun a second',
      end_ms,
      scale: { kind: 'linear', max: rates.flat().reduce((a, b) => Math.max(a, b), 0) * 1.1 },
      faults,
      legend: groups.map((group) => ({ ...keyOf(group), dashes: dashesOf(group) })),
    },
    ({ x, y }) =>
      rates
        .map((values, at) => {
          const group = groups[at];
          if (group === undefined) return '';
          const points = values.map(
            (value, bin) => `${near(x(((bin + 0.5) * end_ms) / BINS))},${near(y(value))}`,
          );
          return `<polyline points="${points.join(' ')}" fill="none" stroke="var(--${group.outcome})" stroke-width="1.6" stroke-dasharray="${dashesOf(group)}"/>`;
        })
        .join(''),
  );
};

const dashesOf = ({ kind }: Group): string => DASHES[Math.min(kind, DASHES.length - 1)] ?? 'none';
