import { compactDuration, compactRate } from '@dstudio/kernel';
import { callsOf } from './calls.ts';
import { reached } from './faults.ts';
import type { AssumptionKind } from './report.ts';
import type { Call, Entry, Operation, Service, System } from './system.ts';

/** Values nobody stated, found by their place, and the same system with some of them changed. */

export interface Assumption {
  readonly path: string;
  readonly kind: AssumptionKind;
  readonly question: string;
  /** The value as `system.yaml` writes it. */
  readonly assumed: string;
}

export const assumptionKinds: readonly AssumptionKind[] = [
  'service time',
  'traffic',
  'concurrency',
  'fan-out',
];

const operationPath = (service: Service, operation: Operation) =>
  `services.${service.name}.operations.${operation.name}`;
const callPath = (service: Service, operation: Operation, call: Call) =>
  `${operationPath(service, operation)}.calls.${call.service}/${call.operation}.count`;
const timePath = (service: Service, operation: Operation) =>
  `${operationPath(service, operation)}.time`;
const concurrencyPath = (service: Service) => `services.${service.name}.concurrency`;
const ratePath = (entry: Entry) => `entries.${entry.service}/${entry.operation}.rate`;

/** Every assumed value that a verdict may turn on, in the order of the file. */
export const assumptions = (system: System): readonly Assumption[] => {
  const found: Assumption[] = [];
  const add = (path: string, kind: AssumptionKind, assumed: string, question: string) => {
    if (system.provenance[path]?.kind === 'assumed') found.push({ path, kind, assumed, question });
  };
  for (const entry of system.entries) {
    const question = `How many requests a second reach ${entry.service}?`;
    add(ratePath(entry), 'traffic', compactRate(entry.rate_per_s), question);
  }
  for (const service of system.services) {
    const { name } = service;
    const question = `How many requests does one replica of ${name} work on at once?`;
    add(concurrencyPath(service), 'concurrency', String(service.concurrency), question);
    for (const operation of service.operations) {
      const id = service.operations.length === 1 ? name : `${name}/${operation.name}`;
      const time = compactDuration(operation.time.mean_ms);
      const long = `How long does ${id} work on a request by itself, on average, without its calls?`;
      add(timePath(service, operation), 'service time', time, long);
      for (const call of operation.calls) {
        const often = `How often does ${id} call ${call.service} for each of its requests, on average?`;
        add(callPath(service, operation, call), 'fan-out', String(call.count), often);
      }
    }
  }
  return found;
};

/** Fan-out is varied in at most so many steps; a deeper system shares them out. */
const tiersMax = 4;

/**
 * Assumed values of a kind that are varied together. Counts of calls are varied tier by tier, those of
 * callers equally far from an entry at once: doubled all together they would compound, and a chain of
 * ten calls would see a thousand times the traffic.
 */
export const groupsOf = (
  system: System,
  open: readonly Assumption[],
  kind: AssumptionKind,
): readonly ReadonlySet<string>[] => {
  const paths = open.filter((one) => one.kind === kind).map(({ path }) => path);
  if (kind !== 'fan-out') return paths.length === 0 ? [] : [new Set(paths)];
  const depth = depths(system);
  const tierOf = new Map<string, number>();
  for (const service of system.services) {
    for (const operation of service.operations) {
      const tier = depth.get(`${service.name}/${operation.name}`);
      if (tier === undefined) continue;
      for (const call of operation.calls) tierOf.set(callPath(service, operation, call), tier);
    }
  }
  const tiers: Set<string>[] = [];
  for (const path of paths) {
    const tier = tierOf.get(path);
    if (tier === undefined) continue;
    const place = Math.min(tier, tiersMax - 1);
    tiers[place] ??= new Set();
    tiers[place].add(path);
  }
  return tiers.filter((tier) => tier !== undefined);
};

/** Longest way from an entry to each operation, in calls. */
const depths = (system: System): ReadonlyMap<string, number> => {
  const live = reached(system);
  const calls = callsOf(system);
  const depth = new Map<string, number>();
  for (const { service, operation } of system.entries) depth.set(`${service}/${operation}`, 0);
  // Operations make no circle, so no way is longer than their number; each round settles one more.
  for (let settled = false; !settled; ) {
    settled = true;
    for (const from of live) {
      const next = (depth.get(from) ?? 0) + 1;
      for (const to of calls.get(from) ?? []) {
        if (next <= (depth.get(to) ?? -1)) continue;
        depth.set(to, next);
        settled = false;
      }
    }
  }
  return depth;
};

/**
 * The system with the values at these paths multiplied. Concurrency stays a whole number of at least
 * one.
 */
export const scale = (system: System, paths: ReadonlySet<string>, factor: number): System => {
  const scaleCall = (service: Service, operation: Operation, call: Call): Call =>
    paths.has(callPath(service, operation, call)) ? { ...call, count: call.count * factor } : call;
  const scaleOperation = (service: Service, operation: Operation): Operation => {
    const { time } = operation;
    const mean_ms = paths.has(timePath(service, operation)) ? time.mean_ms * factor : time.mean_ms;
    const calls = operation.calls.map((call) => scaleCall(service, operation, call));
    return { ...operation, time: { ...time, mean_ms }, calls };
  };
  const entries = system.entries.map((entry) =>
    paths.has(ratePath(entry)) ? { ...entry, rate_per_s: entry.rate_per_s * factor } : entry,
  );
  const services = system.services.map((service) => ({
    ...service,
    concurrency: paths.has(concurrencyPath(service))
      ? Math.max(1, Math.round(service.concurrency * factor))
      : service.concurrency,
    operations: service.operations.map((operation) => scaleOperation(service, operation)),
  }));
  return { ...system, entries, services };
};
