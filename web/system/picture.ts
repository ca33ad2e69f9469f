import type { Fault, System } from '@dstudio/systems';
import { plural } from '../charts/format.ts';
import type { GraphEdge, GraphNode } from '../charts/graph.tsx';
import type { EdgeReplay, Replay } from './replay.ts';
import { serviceOf } from './rows.ts';

/** The system as boxes and arrows; with a replay, coloured as it was at one moment. Pure. */

export interface Picture {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

type LaneState = NonNullable<GraphNode['state']>;

/** Share of calls without a full answer from which an edge is called bad. */
const bad_share = 0.1;

export function pictureOf(
  system: System,
  unreached: readonly string[],
  moment?: { readonly replay: Replay; readonly at_ms: number; readonly fault: Fault | undefined },
): Picture {
  const apart = new Set(unreached);
  const entries = new Set(system.entries.map((entry) => entry.service));
  const edges = new Map<string, GraphEdge>();
  for (const service of system.services) {
    for (const call of service.operations.flatMap((operation) => operation.calls)) {
      const key = `${service.name} ${call.service}`;
      const dashed = call.mode === 'queue' && (edges.get(key)?.dashed ?? true);
      const state = moment && edgeState(moment, service.name, call.service);
      edges.set(key, { from: service.name, to: call.service, dashed, state });
    }
  }
  for (const external of system.externals) {
    for (const caller of external.callers) {
      const to = `external ${external.name}`;
      edges.set(`${caller} ${to}`, { from: caller, to, dashed: true });
    }
  }
  const nodes: GraphNode[] = system.services.map((service) => ({
    id: service.name,
    label: service.name,
    detail: plural(service.replicas, 'replica'),
    shape: service.kind,
    entry: entries.has(service.name),
    apart: apart.has(service.name),
    state: moment && nodeState(moment, service.name, entries.has(service.name)),
  }));
  for (const { name } of system.externals) {
    nodes.push({
      id: `external ${name}`,
      label: name,
      detail: 'unresolved',
      shape: 'external',
    });
  }
  return { nodes, edges: [...edges.values()] };
}

/** What a fault strikes, as the graph names it. */
export function struckBy(fault: Fault | undefined): string | undefined {
  if (fault?.call) return `${serviceOf(fault.call.from)} ${serviceOf(fault.call.to)}`;
  return fault?.service ?? (fault?.entry === undefined ? undefined : serviceOf(fault.entry));
}

interface Moment {
  readonly replay: Replay;
  readonly at_ms: number;
  readonly fault: Fault | undefined;
}

const windowAt = ({ replay, at_ms }: Moment) =>
  Math.min(replay.x.length - 1, Math.floor(at_ms / replay.window_ms));

function judged(calls: number, bad: number): LaneState {
  if (calls === 0) return 'idle';
  if (bad === 0) return 'good';
  return bad / calls > bad_share ? 'bad' : 'degraded';
}

function sum(edges: readonly EdgeReplay[], window: number): LaneState {
  let calls = 0;
  let bad = 0;
  for (const edge of edges) {
    calls += edge.calls[window] ?? 0;
    bad += edge.bad[window] ?? 0;
  }
  return judged(calls, bad);
}

function edgeState(moment: Moment, from: string, to: string): LaneState {
  const edges = moment.replay.edges.filter(
    (edge) => serviceOf(edge.from) === from && serviceOf(edge.to) === to,
  );
  return sum(edges, windowAt(moment));
}

/** An entry is as its clients saw it, any other service as its callers did. */
function nodeState(moment: Moment, service: string, entry: boolean): LaneState {
  const { replay } = moment;
  const window = windowAt(moment);
  if (entry) {
    const full = replay.full[window] ?? 0;
    const bad = (replay.degraded[window] ?? 0) + (replay.failed[window] ?? 0);
    return judged(full + bad, bad);
  }
  return sum(
    replay.edges.filter((edge) => serviceOf(edge.to) === service),
    window,
  );
}
