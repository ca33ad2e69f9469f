import type { ParameterSpec, Values } from '@dstudio/kernel';
import type { DomainEvent } from './domain-event.ts';
import type { World } from './world.ts';

/**
 * A lab is an experiment as data and one function. It states what it varies, what it claims and
 * what it leaves out; it returns views of a fixed vocabulary, so no lab needs a page of its own.
 */

/** Values over time, one line each. `x` and `y` have the same length; NaN in `y` is a gap: unknown. */
export interface SeriesView {
  readonly kind: 'series';
  readonly id: string;
  readonly title: string;
  /** Unit of y: 'ms', 'requests/s', '%'. x is always virtual milliseconds. */
  readonly unit: string;
  readonly lines: readonly {
    readonly name: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
  }[];
  /** Horizontal marks, such as an objective. */
  readonly marks?: readonly { readonly name: string; readonly y: number }[];
}

/** What each actor was doing when: spans on parallel lanes. */
export interface LanesView {
  readonly kind: 'lanes';
  readonly id: string;
  readonly title: string;
  readonly lanes: readonly {
    readonly name: string;
    readonly spans: readonly {
      readonly from_ms: number;
      readonly to_ms: number;
      readonly state: LaneState;
      readonly label: string;
    }[];
  }[];
}
export type LaneState = 'good' | 'degraded' | 'bad' | 'waiting' | 'idle';

/** One figure of the whole run. `value` undefined is unknown. */
export interface GaugeView {
  readonly kind: 'gauge';
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly value: number | undefined;
  readonly limit?: number;
  readonly better: 'lower' | 'higher';
}

export interface TableView {
  readonly kind: 'table';
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A picture of who calls whom. */
export interface GraphView {
  readonly kind: 'graph';
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly {
    readonly id: string;
    readonly label: string;
    readonly state: LaneState;
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly label: string;
    readonly state: LaneState;
  }[];
}

export type View = SeriesView | LanesView | GaugeView | TableView | GraphView;

/** What one variant did in one seed. */
export interface Findings {
  readonly views: readonly View[];
  readonly events: readonly DomainEvent[];
  /** Named figures that claims speak of, units last in the name ('wait_p99_ms'). NaN is unknown. */
  readonly measures: Readonly<Record<string, number>>;
}

/** A sentence with a number that a run can refute. */
export interface Claim {
  readonly id: string;
  /** 'While the dependency hangs, callers behind the breaker wait less than 250 ms at p99.' */
  readonly text: string;
  /** Unit of what is measured and of the limit: 'ms', 'share' (0 to 1), or what is counted: 'calls'. */
  readonly unit: string;
  /** Takes the measures of each variant. NaN measured never holds. */
  check(measures: Readonly<Record<string, Readonly<Record<string, number>>>>): {
    readonly measured: number;
    readonly limit: number;
    readonly holds: boolean;
  };
}

export interface Variant {
  readonly id: string;
  readonly label: string;
}

export interface Lab<S extends ParameterSpec = ParameterSpec> {
  readonly slug: string;
  readonly title: string;
  /** The question the experiment answers, one sentence. */
  readonly question: string;
  readonly parameters: S;
  /** At least two: without the pattern first, then with it. */
  readonly variants: readonly Variant[];
  readonly claims: readonly Claim[];
  /** What this does not model, in plain words. Never empty. */
  readonly notModelled: readonly string[];
  /** Virtual length of a run, in milliseconds. */
  readonly length_ms: number;
  /** Builds the experiment in `world`, runs it to the end and returns what was found. */
  run(world: World, values: Values<S>, variant: string): Findings;
}
