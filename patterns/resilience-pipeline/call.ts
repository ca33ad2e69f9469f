import { type Call, type Layer, Outcome } from '../policy.ts';
import type { BoundNode } from './bounds.ts';

/** What the driver does next for a call. */
export const Directive = {
  /** Nothing: the event came too late, its attempt was over. */
  none: 0,
  /** Ask the callee; then write outcome, value and error into the call and `settle` it. */
  invoke: 1,
  /** The call is over: `call.outcome` says how. */
  done: 2,
  /** Wait `call.delay_ms`, then `resume`. */
  sleep: 3,
  /** Wait: the call comes back from `advance` when a layer wakes it. */
  parked: 4,
} as const;
export type Directive = (typeof Directive)[keyof typeof Directive];

/** Where a call is, between two steps of its machine. */
export const Phase = { idle: 0, walking: 1, invoked: 2, sleeping: 3, parked: 4, woken: 5 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** A call as its machine keeps it. The driver reads; only the fields of `Call` are for layers. */
export class MachineCall<Owner = unknown> implements Call {
  started_ms = Number.NaN;
  deadline_ms = Number.POSITIVE_INFINITY;
  attempts = 0;
  outcome: Outcome = Outcome.pending;
  error: unknown = undefined;
  value: unknown = undefined;
  delay_ms = Number.NaN;
  readonly slots: number[];
  /** The driver's own record of this call. Stays when the object is used for another one. */
  owner: Owner | undefined = undefined;
  /** What the last step asked for. */
  directive: Directive = Directive.none;
  /**
   * Rises with every directive, also when the object is used for another call. A driver remembers it
   * at `invoke` and `sleep`, and drops the answer or the wake-up when it is no longer the same.
   */
  epoch = 0;
  /** Index of the layer that refused the call or whose bound ran out; -1 for none. */
  decidedBy = -1;
  /** Machine only: layers entered, counted from outside. */
  depth = 0;
  /** Machine only. */
  phase: Phase = Phase.idle;
  /** Machine only: one for each layer with a bound. */
  readonly bounds: BoundNode<MachineCall<Owner>>[] = [];

  constructor(layerCount: number) {
    this.slots = new Array<number>(layerCount).fill(0);
  }
}

/**
 * Hears what the layers decide; the layer is given by its index. `refused` and `timedOut` are asked
 * before anyone further out, so a watcher may put an error that people can read into `call.error`.
 */
export interface Watcher<Owner = unknown> {
  refused?(call: MachineCall<Owner>, layer: number, now_ms: number): void;
  parked?(call: MachineCall<Owner>, layer: number, now_ms: number): void;
  woken?(call: MachineCall<Owner>, layer: number, now_ms: number): void;
  timedOut?(call: MachineCall<Owner>, layer: number, now_ms: number): void;
  /** The layer asks for another attempt after `call.delay_ms`. `call.outcome` is still the old one. */
  again?(call: MachineCall<Owner>, layer: number, now_ms: number): void;
  /** The layer gave another answer instead. */
  degraded?(call: MachineCall<Owner>, layer: number, now_ms: number): void;
}

/**
 * Composes layers, outermost first, in one flat loop. No I/O: a driver (the async face, or a
 * simulator) invokes the callee and keeps one timer. After every step it calls `advance` until that
 * gives undefined, and keeps its timer at `due_ms`.
 */
export interface Machine<Owner = unknown> {
  readonly layers: readonly Layer[];
  /** No bound runs out before this time; Infinity when none is running. `advance` brings it up to date. */
  readonly due_ms: number;
  /** Undefined: nobody listens, and nothing is spent on it. */
  watcher: Watcher<Owner> | undefined;
  /** A call, fresh or used before. `deadline_ms` is absolute: when the caller stops waiting. */
  newCall(now_ms: number, deadline_ms?: number): MachineCall<Owner>;
  /** Gives a call that is done back, to be used again. */
  free(call: MachineCall<Owner>): void;
  /** Runs a new call inward. */
  start(call: MachineCall<Owner>, now_ms: number): Directive;
  /** The callee ended; the driver has set `call.outcome` (ok, degraded or failed), value and error. */
  settle(call: MachineCall<Owner>, now_ms: number): Directive;
  /** The delay that `Directive.sleep` asked for is over. */
  resume(call: MachineCall<Owner>, now_ms: number): Directive;
  /** The caller stopped waiting: every layer is left with `Outcome.cancelled`. */
  cancel(call: MachineCall<Owner>, now_ms: number): Directive;
  /**
   * Does the next thing that needs no event: lets a woken call on, or ends a call whose bound has
   * run out by `now_ms`. Returns that call, with `call.directive` to obey; undefined when all is done.
   */
  advance(now_ms: number): MachineCall<Owner> | undefined;
}
