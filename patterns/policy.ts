import type { Input, ParameterSpec, Random, Values } from '@dstudio/kernel';

/**
 * The contract between a pattern and whatever drives it. A pattern's core is a `Layer` (around a
 * call) or a `Gate` (before a service): a state machine that gets time and events as arguments and
 * returns decisions. The async face and the simulator drive the same core.
 */

/** How a call, or one attempt at it, ended. Numbers, because a simulation settles millions. */
export const Outcome = {
  pending: 0,
  /** A full answer. */
  ok: 1,
  /** An answer, but not the one asked for: a fallback spoke. */
  degraded: 2,
  /** The callee answered with an error, or the connection broke. */
  failed: 3,
  /** A layer refused before the callee was asked. */
  refused: 4,
  /** A time bound ran out. */
  timedOut: 5,
  /** Someone further out stopped waiting; says nothing about the callee. */
  cancelled: 6,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Did the caller get an answer, full or degraded? */
export const answered = (outcome: Outcome): boolean =>
  outcome === Outcome.ok || outcome === Outcome.degraded;

/** What a layer decides about a call. */
export const Step = {
  /** Carry on, inward or outward. */
  pass: 0,
  /**
   * Inward: turn round here. The layer has set `call.outcome`, and `call.error` to an error or,
   * where calls are turned away by the million, to a constant text that says why ('the circuit is
   * open'), of which the async face makes a `Refused`.
   */
  turn: 1,
  /** Inward: hold the call until the layer wakes it (a queue). */
  park: 2,
  /** Outward: come back inward through this layer after `call.delay_ms`. */
  again: 3,
} as const;
export type Step = (typeof Step)[keyof typeof Step];

/** The record of one call on its way through the layers. One object a call, reused for each attempt. */
export interface Call {
  started_ms: number;
  /** When the caller stops waiting, absolute; Infinity when nobody said. */
  deadline_ms: number;
  /** Attempts begun so far. */
  attempts: number;
  outcome: Outcome;
  error: unknown;
  value: unknown;
  /** Set by a layer that answers `Step.again`. */
  delay_ms: number;
  /**
   * One number a layer, for what it must remember of this call (a permit, a start time). Zero as a
   * call begins; a layer that was left for good puts it back to zero.
   */
  readonly slots: number[];
}

/** A pattern around a call. `slot` is the layer's own index into `call.slots`. */
export interface Layer {
  readonly name: string;
  /** The call passes inward. */
  enter(call: Call, now_ms: number, slot: number): Step;
  /**
   * The call passes outward with `call.outcome` set. Always called once for each `enter` that passed.
   * After `Step.again` it is `enter` that is called next. With `Outcome.cancelled` the answer does
   * not count.
   */
  leave(call: Call, now_ms: number, slot: number): Step;
  /** Time bound on everything further in, counted from `enter`; undefined or Infinity for none. */
  readonly bound_ms?: number;
  /** A parked call leaves the queue because someone further out stopped waiting. `leave` is not called. */
  unpark?(call: Call): void;
  /** How long a parked call waits at most; then the machine calls `expire`. None: no bound. */
  readonly wait_ms?: number;
  /** A parked call has waited `wait_ms`: it leaves the queue and turns round, its outcome set here. */
  expire?(call: Call, now_ms: number): void;
  /**
   * Set by the machine: a layer that parks lets `call` go on inward with it, from within its own
   * `leave` for another call. From then on the call has entered, and `leave` will be called.
   */
  wake?: (call: Call, now_ms: number) => void;
  /** Set by whoever wants to hear of it: says what changed in the layer itself ('open', 'closed'). */
  tell?: (what: string, now_ms: number) => void;
}

/** How busy a replica is as a request arrives. */
export interface Load {
  running: number;
  queued: number;
  concurrency: number;
}

/** A pattern before a service: who gets in. */
export interface Gate {
  readonly name: string;
  /** A request arrives. False turns it away. */
  arrive(now_ms: number, load: Load): boolean;
  /** A request comes to the head of the queue after `waited_ms`. False turns it away. */
  begin?(now_ms: number, waited_ms: number): boolean;
  /** An admitted request is done, or was turned away at `begin`. */
  finish?(now_ms: number, ok: boolean, took_ms: number): void;
}

/** What a pattern may use when it is created. */
export interface Ports {
  readonly random: Random;
}

/** What must be known of a call before a pattern may be put around it. */
export type Requirement = 'idempotent' | 'optional';

interface Described<S extends ParameterSpec> {
  /** The room's name, and the key in `system.yaml`. */
  readonly slug: string;
  readonly title: string;
  readonly parameters: S;
  /** What the call must be for this to be safe. Unknown counts as no. */
  readonly requires: readonly Requirement[];
  /**
   * The settings a search tries. In company with other patterns only the first few are tried, so these
   * lie far apart. Values not named keep their default.
   */
  readonly candidates: readonly Input<S>[];
  /** Why these values do not fit together, or undefined. */
  refuse?(values: Values<S>): string | undefined;
}

/** A pattern that attaches to a call. */
export interface CallPolicy<S extends ParameterSpec = ParameterSpec> extends Described<S> {
  readonly attach: 'call';
  /** Place in the pipeline: smaller is further out. */
  readonly rank: number;
  create(values: Values<S>, ports: Ports): Layer;
}

/** A pattern that attaches to a service. */
export interface ServicePolicy<S extends ParameterSpec = ParameterSpec> extends Described<S> {
  readonly attach: 'service';
  create(values: Values<S>, ports: Ports): Gate;
}

export type Policy = CallPolicy | ServicePolicy;
