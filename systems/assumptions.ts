import { compactDuration, compactRate } from '@dstudio/kernel';
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

/**
 * The system with assumed values multiplied. Concurrency stays a whole number of at least one.
 *
 * @param only multiply only the value at this path; otherwise all of the kind.
 */
export const scale = (
  system: System,
  kind: AssumptionKind,
  factor: number,
  only?: string,
): System => {
  const applies = (path: string) =>
    system.provenance[path]?.kind === 'assumed' && (only === undefined || only === path);
  const scaleCall = (service: Service, operation: Operation, call: Call): Call =>
    applies(callPath(service, operation, call)) ? { ...call, count: call.count * factor } : call;
  const scaleOperation = (service: Service, operation: Operation): Operation => {
    if (kind === 'fan-out') {
      const calls = operation.calls.map((call) => scaleCall(service, operation, call));
      return { ...operation, calls };
    }
    if (!applies(timePath(service, operation))) return operation;
    const time = { ...operation.time, mean_ms: operation.time.mean_ms * factor };
    return { ...operation, time };
  };
  if (kind === 'traffic') {
    const entries = system.entries.map((entry) =>
      applies(ratePath(entry)) ? { ...entry, rate_per_s: entry.rate_per_s * factor } : entry,
    );
    return { ...system, entries };
  }
  const services = system.services.map((service) => {
    if (kind !== 'concurrency') {
      const operations = service.operations.map((operation) => scaleOperation(service, operation));
      return { ...service, operations };
    }
    if (!applies(concurrencyPath(service))) return service;
    return { ...service, concurrency: Math.max(1, Math.round(service.concurrency * factor)) };
  });
  return { ...system, services };
};
