import type { ParameterSpec } from '@dstudio/kernel';
import type { Findings, Variant } from '@dstudio/simulator';

/** What the page and the lab's worker say to each other. */

/** The part of a lab that can cross to the page: everything but its functions. */
export interface Described {
  readonly slug: string;
  readonly title: string;
  readonly question: string;
  readonly parameters: ParameterSpec;
  readonly variants: readonly Variant[];
  readonly claims: readonly { readonly id: string; readonly text: string; readonly unit: string }[];
  readonly notModelled: readonly string[];
  readonly length_ms: number;
  /** Version of the engine that runs it. */
  readonly engine: string;
}

export type LabValues = Readonly<Record<string, number | string | boolean>>;

export interface ClaimResult {
  readonly id: string;
  readonly measured: number;
  readonly limit: number;
  readonly holds: boolean;
}

/** One run: what each variant did, in the order of the lab's variants. */
export interface LabRun {
  readonly seed: number;
  readonly values: LabValues;
  readonly findings: readonly {
    readonly variant: string;
    readonly found: Findings;
    /** Rolls over every event: the same in Node. */
    readonly hash: string;
  }[];
  readonly claims: readonly ClaimResult[];
  /** Real time it took, in milliseconds. */
  readonly took_ms: number;
}

export type ToLab =
  | { readonly kind: 'describe'; readonly slug: string }
  | {
      readonly kind: 'run';
      readonly slug: string;
      readonly run: number;
      readonly seed: number;
      readonly values: LabValues;
    };

export type FromLab =
  | { readonly kind: 'described'; readonly lab: Described }
  | { readonly kind: 'ran'; readonly run: number; readonly result: LabRun }
  | { readonly kind: 'failed'; readonly run: number | undefined; readonly message: string };
