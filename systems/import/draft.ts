import type { Provenance, Resources, Service, System } from '../system.ts';
import type { Problem } from '../yaml/problem.ts';
import type { Bound } from './kubernetes-traffic.ts';

/** What an importer found in a manifest, before calls and entries are made of it. */

export interface Sourced<T> {
  readonly value: T;
  readonly from: Provenance;
}

/** A place where a workload names another by its address. */
export interface Mention {
  readonly host: string;
  readonly port: string | undefined;
  readonly explicit: boolean;
  /** Whether the key beside it says that it is an address. */
  readonly addressKey: boolean;
  /** Counts only where it leads to something that this file holds. */
  readonly insideOnly: boolean;
  /** Read from 'file.yaml:12, CART_ADDR', or assumed for a reason. */
  readonly from: Provenance;
}

/** What a name of this file leads to when no workload of it answers there. */
interface Outside {
  readonly host: string;
  /** Goes on after 'front names cache': ', which nothing stands behind'. */
  readonly why: string;
}

export interface DraftService {
  readonly name: string;
  readonly kind: Sourced<Service['kind']>;
  readonly infrastructure: boolean;
  readonly replicas: Sourced<number>;
  readonly zones: Sourced<readonly string[]> | undefined;
  readonly cpu: Sourced<NonNullable<Resources['cpu']>> | undefined;
  readonly memory: Sourced<NonNullable<Resources['memory_bytes']>> | undefined;
  readonly probes: Sourced<Service['probes']> | undefined;
  readonly mentions: readonly Mention[];
  /** Why traffic from outside arrives here; undefined when none does. */
  readonly exposed: string | undefined;
  /** Whether other workloads can address it at all. */
  readonly addressable: boolean;
  /** Time bounds that routes put on every call to it, and on every request from outside. */
  readonly bounds?:
    | { readonly inside: Bound | undefined; readonly outside: Bound | undefined }
    | undefined;
}

export interface Draft {
  readonly name: string;
  readonly services: readonly DraftService[];
  readonly warnings: readonly string[];
  /** The service that a host leads to from there; undefined when none of this file does. */
  resolve(host: string, from: DraftService): DraftService | undefined;
  /** What a host leads to that the file names and does not run; undefined when it names no such thing. */
  outside(host: string, from: DraftService): Outside | undefined;
}

export type Imported =
  | { readonly ok: true; readonly system: System }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const read = (from: string): Provenance => ({ kind: 'read', from });
export const assumed = (why: string): Provenance => ({ kind: 'assumed', why });
