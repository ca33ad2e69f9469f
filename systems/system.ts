/** A system as data. Parsed and complete: every default is filled, every unit is in the name. */

export type Tri = 'yes' | 'no' | 'unknown';

/**
 * Where a value comes from. `read`: a manifest said it, at that place. `stated`: a person wrote it.
 * `assumed`: nobody said, this is our default, for that reason.
 */
export type Provenance =
  | { readonly kind: 'read'; readonly from: string }
  | { readonly kind: 'stated' }
  | { readonly kind: 'assumed'; readonly why: string };

export interface Distribution {
  readonly shape: 'constant' | 'exponential' | 'lognormal';
  readonly mean_ms: number;
  /** Standard deviation as a multiple of the mean; lognormal only. */
  readonly spread: number;
}

/** A pattern attached by its room's slug, with the parameters as the file gives them. */
export interface AttachedPolicy {
  readonly slug: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
}

export interface Call {
  /** The operation called. */
  readonly service: string;
  readonly operation: string;
  /** Mean number of calls for each run of the caller. 0.5: every second time; 2: twice. */
  readonly count: number;
  /** `queue`: the caller does not wait for the answer. */
  readonly mode: 'synchronous' | 'queue';
  readonly idempotent: Tri;
  readonly optional: Tri;
  readonly policies: readonly AttachedPolicy[];
}

export interface Operation {
  readonly name: string;
  readonly time: Distribution;
  readonly order: 'sequence' | 'parallel';
  readonly calls: readonly Call[];
}

export interface Resources {
  /** CPU limit in cores; undefined is unknown. */
  readonly cpu?: number;
  readonly memory_bytes?: number;
}

export interface Service {
  readonly name: string;
  readonly kind: 'service' | 'store' | 'queue';
  readonly replicas: number;
  /** Zones the replicas are spread over, round robin. Empty: unknown. */
  readonly zones: readonly string[];
  /** Requests that one replica works on at once, those waiting for an answer included. */
  readonly concurrency: number;
  /** Requests that wait before one replica; more are refused. */
  readonly queue: number;
  readonly resources: Resources;
  /** Probes the manifest declares. */
  readonly probes: readonly ('liveness' | 'readiness' | 'startup')[];
  readonly operations: readonly Operation[];
  readonly policies: readonly AttachedPolicy[];
}

/** Traffic from outside. */
export interface Entry {
  readonly service: string;
  readonly operation: string;
  readonly rate_per_s: number;
  /** How long a client waits before it gives up. */
  readonly patience_ms: number;
}

/** An address that a manifest names and nothing answers to. It takes no part in a simulation. */
export interface External {
  readonly name: string;
  readonly callers: readonly string[];
}

export interface Objectives {
  /** Share of requests that get an answer, 0 to 1. */
  readonly availability: number;
  /** Share of answers that come within `latency_ms`, 0 to 1. */
  readonly latency_share: number;
  readonly latency_ms: number;
}

export interface System {
  readonly name: string;
  readonly objectives: Objectives;
  readonly entries: readonly Entry[];
  readonly services: readonly Service[];
  readonly externals: readonly External[];
  /**
   * By path, as in 'services.cart.concurrency', 'services.cart.operations.handle.time',
   * 'services.cart.operations.handle.calls.redis/handle.count', 'entries.frontend/handle.rate'.
   * A path not listed was stated.
   */
  readonly provenance: Readonly<Record<string, Provenance>>;
  /** What a reader of the import should know; each one sentence that says what to do. */
  readonly warnings: readonly string[];
}
