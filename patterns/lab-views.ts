import type { GaugeView, LaneState, LanesView, SeriesView } from '@dstudio/simulator';
import { Outcome } from './policy.ts';

/** What callers saw, call by call, and the views and figures that labs make of it. */

const names: Readonly<Record<number, string>> = {
  [Outcome.ok]: 'answered',
  [Outcome.degraded]: 'degraded',
  [Outcome.failed]: 'failed',
  [Outcome.refused]: 'refused',
  [Outcome.timedOut]: 'timed out',
  [Outcome.cancelled]: 'given up',
};

/** Nearest-rank quantile of sorted values; NaN for none. */
const quantileOf = (sorted: readonly number[], q: number): number =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;

interface Row {
  readonly started_ms: number;
  readonly took_ms: number;
  readonly outcome: Outcome;
}

/** One row a call, in the order in which they ended. */
export class CallLog {
  readonly #rows: Row[] = [];

  add(started_ms: number, now_ms: number, outcome: Outcome): void {
    this.#rows.push({ started_ms, took_ms: now_ms - started_ms, outcome });
  }

  /** Calls that began in a stretch of time, those that `outcomes` names; all when it is left out. */
  count(from_ms: number, to_ms: number, ...outcomes: readonly Outcome[]): number {
    return this.#within(from_ms, to_ms, outcomes).length;
  }

  /** Share of the calls begun in a stretch of time that ended so. NaN without calls. */
  share(from_ms: number, to_ms: number, ...outcomes: readonly Outcome[]): number {
    return this.count(from_ms, to_ms, ...outcomes) / this.count(from_ms, to_ms);
  }

  /** Nearest-rank quantile of how long the calls begun in a stretch of time took; NaN without calls. */
  quantile(from_ms: number, to_ms: number, q: number, ...outcomes: readonly Outcome[]): number {
    const times = this.#within(from_ms, to_ms, outcomes).map(({ took_ms }) => took_ms);
    return quantileOf(
      times.sort((a, b) => a - b),
      q,
    );
  }

  #within(from_ms: number, to_ms: number, outcomes: readonly Outcome[]): readonly Row[] {
    return this.#rows.filter(
      ({ started_ms, outcome }) =>
        started_ms >= from_ms &&
        started_ms < to_ms &&
        (outcomes.length === 0 || outcomes.includes(outcome)),
    );
  }

  /** p50 and p99 of the time that callers waited, by the second in which they began. */
  waits(length_ms: number, limit_ms?: number): SeriesView {
    const x = seconds(length_ms);
    const byBucket: number[][] = x.map(() => []);
    for (const { started_ms, took_ms } of this.#rows) {
      byBucket[Math.floor(started_ms / bucket_ms)]?.push(took_ms);
    }
    for (const times of byBucket) times.sort((a, b) => a - b);
    const line = (name: string, q: number) => ({
      name,
      x,
      y: byBucket.map((times) => quantileOf(times, q)),
    });
    return {
      kind: 'series',
      id: 'waits',
      title: 'How long callers wait',
      unit: 'ms',
      lines: [line('p50', 0.5), line('p99', 0.99)],
      ...(limit_ms === undefined ? {} : { marks: [{ name: 'claimed limit', y: limit_ms }] }),
    };
  }

  /** Calls a second by how they ended, by the second in which they began. */
  outcomes(length_ms: number): SeriesView {
    const x = seconds(length_ms);
    const lines = Object.entries(names)
      .map(([outcome, name]) => {
        const y = x.map(() => 0);
        for (const row of this.#rows) {
          const bucket = Math.floor(row.started_ms / bucket_ms);
          const before = row.outcome === Number(outcome) ? y[bucket] : undefined;
          if (before !== undefined) y[bucket] = before + 1_000 / bucket_ms;
        }
        return { name, x, y };
      })
      .filter(({ y }) => y.some((value) => value > 0));
    return {
      kind: 'series',
      id: 'outcomes',
      title: 'How calls end',
      unit: 'calls/s',
      lines,
    };
  }
}

const bucket_ms = 500;
const seconds = (length_ms: number): number[] =>
  Array.from({ length: Math.ceil(length_ms / bucket_ms) }, (_, i) => i * bucket_ms);

/** Samples a value as the run goes on: `sample` is what `world.at` calls every half second. */
export class Sampled {
  readonly #x: number[] = [];
  readonly #y: number[] = [];

  add(now_ms: number, value: number): void {
    this.#x.push(now_ms);
    this.#y.push(value);
  }

  view(id: string, title: string, unit: string, name: string): SeriesView {
    return { kind: 'series', id, title, unit, lines: [{ name, x: this.#x, y: this.#y }] };
  }
}

/** What an actor was doing when: `enter` ends one span and begins the next. */
export class Lane {
  readonly #spans: { from_ms: number; to_ms: number; state: LaneState; label: string }[] = [];

  enter(now_ms: number, state: LaneState, label: string): void {
    const last = this.#spans.at(-1);
    if (last !== undefined) last.to_ms = now_ms;
    this.#spans.push({ from_ms: now_ms, to_ms: now_ms, state, label });
  }

  /** Ends the last span. */
  lane(name: string, now_ms: number): LanesView['lanes'][number] {
    const last = this.#spans.at(-1);
    if (last !== undefined) last.to_ms = now_ms;
    return { name, spans: this.#spans };
  }
}

export const gauge = (
  id: string,
  title: string,
  unit: string,
  value: number,
  better: GaugeView['better'],
  limit?: number,
): GaugeView => ({
  kind: 'gauge',
  id,
  title,
  unit,
  value: Number.isNaN(value) ? undefined : value,
  better,
  ...(limit === undefined ? {} : { limit }),
});
