import type { Outcome } from '../policy.ts';

interface OfCall {
  readonly pipeline: string;
  /** Numbers the calls of one pipeline, from 1. */
  readonly call: number;
  readonly at_ms: number;
}

/** A decision about a call that the layer `by` made. */
interface ByLayer extends OfCall {
  readonly by: string;
}

/** What the runner itself has to tell. */
export type OwnEvent =
  | { readonly kind: 'attempt'; readonly attempt: number }
  /** An attempt was answered; one that is abandoned never is. */
  | {
      readonly kind: 'answer';
      readonly attempt: number;
      readonly ok: boolean;
      readonly took_ms: number;
    }
  | {
      readonly kind: 'done';
      readonly outcome: Outcome;
      readonly attempts: number;
      readonly took_ms: number;
    };

/** Everything that a pipeline decides, as it decides it. */
export type PipelineEvent =
  | (OfCall & OwnEvent)
  | (ByLayer & { readonly kind: 'retry'; readonly delay_ms: number })
  | (ByLayer & { readonly kind: 'refused'; readonly error: unknown })
  | (ByLayer & { readonly kind: 'timed-out'; readonly error: unknown })
  | (ByLayer & { readonly kind: 'parked' | 'woken' })
  | (ByLayer & { readonly kind: 'fallback'; readonly error: unknown })
  /** Something changed in a layer itself: 'open', 'half-open', 'closed', 'the retry budget is empty'. */
  | {
      readonly kind: 'layer';
      readonly pipeline: string;
      readonly by: string;
      readonly what: string;
      readonly at_ms: number;
    };

export type Listener = (event: PipelineEvent) => void;
