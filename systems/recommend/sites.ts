import { reached } from '../faults.ts';
import type { Cell } from '../report.ts';
import type { Call, System } from '../system.ts';

/** A call and where it starts. */
export interface Edge {
  /** 'front/handle -> cart/handle' */
  readonly id: string;
  readonly caller: string;
  readonly call: Call;
}

/** A place where patterns may be put together: a set of calls, or a service. */
export type Site =
  | { readonly kind: 'calls'; readonly id: string; readonly edges: readonly Edge[] }
  | { readonly kind: 'service'; readonly id: string; readonly service: string };

/** The calls that some entry reaches. */
const edgesOf = (system: System): readonly Edge[] => {
  const live = reached(system);
  return system.services.flatMap((service) =>
    service.operations.flatMap((operation) => {
      const from = `${service.name}/${operation.name}`;
      if (!live.has(from)) return [];
      return operation.calls.map((call) => ({
        id: `${from} -> ${call.service}/${call.operation}`,
        caller: service.name,
        call,
      }));
    }),
  );
};

const callSite = (edges: readonly Edge[]): Site[] =>
  edges.length === 0 ? [] : [{ kind: 'calls', id: edges.map(({ id }) => id).join(', '), edges }];

/**
 * Where a pattern could mend a cell, nearest to the fault first: the calls that meet it, the calls that
 * lead to those, and so on up to the entry; then the service itself and the entries, for what guards
 * against load. A call that nobody waits for has no place for a pattern.
 */
export const sitesOf = (system: System, cell: Cell): readonly Site[] => {
  const edges = edgesOf(system).filter(({ call }) => call.mode === 'synchronous');
  const { fault } = cell;
  const meets = (edge: Edge): boolean => {
    if (fault.call !== undefined) return edge.id === `${fault.call.from} -> ${fault.call.to}`;
    if (fault.zone === undefined) return edge.call.service === fault.service;
    const target = system.services.find(({ name }) => name === edge.call.service);
    return target?.zones.includes(fault.zone) ?? false;
  };
  const sites: Site[] = [];
  const seen = new Set<string>();
  let ring = edges.filter(meets);
  while (ring.length > 0) {
    sites.push(...callSite(ring));
    for (const { id } of ring) seen.add(id);
    const callers = new Set(ring.map(({ caller }) => caller));
    ring = edges.filter((edge) => !seen.has(edge.id) && callers.has(edge.call.service));
  }
  const guarded = [fault.service, ...system.entries.map(({ service }) => service)];
  for (const service of new Set(guarded)) {
    if (service !== undefined) sites.push({ kind: 'service', id: service, service });
  }
  return sites;
};
