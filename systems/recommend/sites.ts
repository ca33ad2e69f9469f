import { reached } from '../faults.ts';
import type { Cell } from '../report.ts';
import type { Call, Service, System } from '../system.ts';

/** A call and where it starts. */
export interface Edge {
  /** 'front/handle -> cart/handle' */
  readonly id: string;
  readonly caller: string;
  readonly call: Call;
  /** Calls stated as not idempotent that this one leads to: repeating it repeats them. */
  readonly leadsTo: readonly Edge[];
}

/** A place where patterns may be put together: a set of calls, or a service. */
export type Site =
  | { readonly kind: 'calls'; readonly id: string; readonly edges: readonly Edge[] }
  | { readonly kind: 'service'; readonly id: string; readonly service: Service };

/** The calls that some entry reaches. */
const edgesOf = (system: System): readonly Edge[] => {
  const live = reached(system);
  const leaving = new Map<string, Edge[]>();
  const edges: (Edge & { leadsTo: readonly Edge[] })[] = [];
  for (const service of system.services) {
    for (const operation of service.operations) {
      const from = `${service.name}/${operation.name}`;
      if (!live.has(from)) continue;
      const made = operation.calls.map((call) => ({
        id: `${from} -> ${call.service}/${call.operation}`,
        caller: service.name,
        call,
        leadsTo: [],
      }));
      leaving.set(from, made);
      edges.push(...made);
    }
  }
  const beyond = (edge: Edge, seen: Set<string>): Edge[] =>
    (leaving.get(`${edge.call.service}/${edge.call.operation}`) ?? []).flatMap((next) => {
      if (seen.has(next.id)) return [];
      seen.add(next.id);
      return [...(next.call.idempotent === 'no' ? [next] : []), ...beyond(next, seen)];
    });
  for (const edge of edges) edge.leadsTo = beyond(edge, new Set());
  return edges;
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
  for (const service of system.services) {
    if (guarded.includes(service.name)) sites.push({ kind: 'service', id: service.name, service });
  }
  return sites;
};
