import { callsOf } from './calls.ts';
import type { Cell, Fault, FaultKind, Timing } from './report.ts';
import type { System } from './system.ts';

/** Multiplies service times while something is slow. */
export const slowFactor = 10;
/** Share of calls that fail while something answers with errors. */
export const errorShare = 0.5;
/** Multiplies traffic during a spike. */
export const spikeFactor = 10;

export const faultKinds: readonly FaultKind[] = [
  'crash',
  'slow',
  'errors',
  'partition',
  'replica-loss',
  'zone-loss',
  'spike',
];

const target = (fault: Fault): string =>
  fault.call === undefined
    ? (fault.service ?? fault.zone ?? fault.entry ?? 'nothing')
    : `${fault.call.from} -> ${fault.call.to}`;

/** Stable name of the cell that a fault makes: 'crash cart', 'slow front/handle -> cart/handle'. */
export const cellId = (fault: Fault): string => `${fault.kind} ${target(fault)}`;

/** How long a fault lasts: a crash until the process serves again, all others `fault_ms`. */
export const length_ms = (fault: Fault | undefined, timing: Timing): number =>
  fault?.kind === 'crash' ? timing.restart_ms : timing.fault_ms;

/** Operations ('service/operation') that some entry reaches over the stated calls. */
export const reached = (system: System): ReadonlySet<string> => {
  const calls = callsOf(system);
  const seen = new Set<string>();
  const open = system.entries.map((entry) => `${entry.service}/${entry.operation}`);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(calls.get(id) ?? []));
  }
  return seen;
};

/** Services that no known call reaches: what a fault in them does is unknown, not harmless. */
export const unreached = (system: System): readonly string[] => {
  const operations = reached(system);
  return system.services
    .filter(
      (service) => !service.operations.some((op) => operations.has(`${service.name}/${op.name}`)),
    )
    .map((service) => service.name);
};

/**
 * Every cell of the failure-mode matrix: each reached service crashed, slow, failing, partitioned and
 * one replica short; each call slow, failing and partitioned; each zone lost; each entry spiked.
 */
export const listCells = (
  system: System,
  kinds: readonly FaultKind[] = faultKinds,
): readonly Cell[] => {
  const operations = reached(system);
  const outside = new Set(unreached(system));
  const services = system.services.filter((service) => !outside.has(service.name));
  const faults: Fault[] = [];
  for (const { name: service } of services) {
    for (const kind of ['crash', 'slow', 'errors', 'partition', 'replica-loss'] as const) {
      faults.push({ kind, service });
    }
  }
  for (const service of services) {
    for (const operation of service.operations) {
      const from = `${service.name}/${operation.name}`;
      if (!operations.has(from)) continue;
      for (const call of operation.calls) {
        const to = `${call.service}/${call.operation}`;
        for (const kind of ['slow', 'errors', 'partition'] as const) {
          faults.push({ kind, call: { from, to } });
        }
      }
    }
  }
  for (const zone of new Set(services.flatMap((service) => service.zones))) {
    faults.push({ kind: 'zone-loss', zone });
  }
  for (const entry of system.entries) {
    faults.push({ kind: 'spike', entry: `${entry.service}/${entry.operation}` });
  }
  return faults
    .filter((fault) => kinds.includes(fault.kind))
    .map((fault) => ({ id: cellId(fault), fault }));
};
