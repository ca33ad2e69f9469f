import type {
  Cell,
  CellResult,
  Change,
  Fact,
  Fault,
  Matrix,
  Recommendation,
  System,
  Timing,
} from '@dstudio/systems';
import type { Repeated } from '../shell/capsule-note.tsx';
import type { Replay } from './replay.ts';

/** What the page asks of the coordinating worker: one question, any number of tidings, one answer. */

/** A system as the page holds it: the text is the truth, the rest is read from it. */
export interface Opened {
  readonly name: string;
  readonly text: string;
  readonly system: System;
  readonly cells: readonly Cell[];
  readonly unreached: readonly string[];
  /** What importing or parsing had to say, one sentence each. */
  readonly warnings: readonly string[];
}

/** The run of a capsule, repeated. */
export interface CapsuleRun {
  /** Of the capsule's seed alone. */
  readonly cell: CellResult;
  /** Undefined when the run has none; the cell's own means nothing then. */
  readonly fault: Fault | undefined;
  readonly timing: Timing;
  readonly repeated: Repeated;
}

/** What a text turned out to be. */
export type Found =
  | { readonly kind: 'system'; readonly opened: Opened }
  | { readonly kind: 'capsule'; readonly opened: Opened; readonly run: CapsuleRun };

export interface Operations {
  /** Any text: system.yaml, Kubernetes manifests, a Compose file or a system's capsule. */
  open: { ask: { readonly text: string; readonly name: string }; answer: Found };
  prove: {
    ask: {
      readonly system: System;
      readonly timing: Timing;
      /** Keeps all cells of this matrix but those that the change from `before` can alter. */
      readonly since?: { readonly matrix: Matrix; readonly again: readonly string[] };
    };
    answer: Matrix;
  };
  /** Writes a value into the text; with a fact of a matrix, says which cells that can change. */
  state: {
    ask: {
      readonly opened: Opened;
      readonly path: string;
      readonly value: string;
      readonly fact?: Fact;
      readonly matrix?: Matrix;
    };
    answer: { readonly opened: Opened; readonly again?: readonly string[] };
  };
  apply: {
    ask: { readonly opened: Opened; readonly changes: readonly Change[] };
    answer: { readonly opened: Opened };
  };
  recommend: {
    ask: { readonly system: System; readonly timing: Timing; readonly matrix: Matrix };
    answer: Recommendation;
  };
  replay: {
    ask: {
      readonly system: System;
      readonly timing: Timing;
      readonly fault: Fault | undefined;
      readonly seed: number;
    };
    answer: Replay;
  };
}

export type Operation = keyof Operations;

/** News of work under way. */
export type Tiding =
  | { readonly kind: 'cell'; readonly cell: CellResult }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number };

export type ToSystem =
  | { readonly id: number; readonly op: Operation; readonly ask: unknown }
  | { readonly id: number; readonly abort: true };

export type FromSystem =
  | { readonly id: number; readonly tiding: Tiding }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string };
