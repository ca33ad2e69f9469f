import { under } from '../yaml/tree.ts';
import type { Sourced } from './draft.ts';
import { isExternalName, type KubernetesObject, labelsOf, podOf } from './kubernetes-objects.ts';
import type { PodFacts } from './kubernetes-pod.ts';

export interface Workload {
  readonly object: KubernetesObject;
  readonly pod: PodFacts;
  readonly replicas: Sourced<number>;
}

/** Workloads that one Service addresses together, such as two versions of one program. */
export interface Group {
  readonly workloads: Workload[];
  readonly services: KubernetesObject[];
}

/** A Service in front of several others, as one that only collects metrics: it joins nothing. */
interface Broad {
  readonly service: KubernetesObject;
  readonly workloads: readonly Workload[];
}

/**
 * Joins each workload with the Services that select it, and workloads that share a Service. The Services
 * that select least come first, and one that spans workloads which have Services of their own is put
 * aside: it says that they belong together, not that they are one.
 */
export const groupsOf = (
  workloads: readonly Workload[],
  services: readonly KubernetesObject[],
): { readonly groups: readonly Group[]; readonly broad: readonly Broad[] } => {
  const groupOf = new Map<Workload, Group>(
    workloads.map((workload) => [workload, { workloads: [workload], services: [] }]),
  );
  const broad: Broad[] = [];
  const selections = services
    .map((service) => ({ service, selected: selectedBy(service, workloads) }))
    .filter(({ selected }) => selected.length > 0)
    .sort((a, b) => a.selected.length - b.selected.length);
  for (const { service, selected } of selections) {
    const groups = [...new Set(selected.flatMap((workload) => groupOf.get(workload) ?? []))];
    const [first, ...others] = groups;
    if (first === undefined) continue;
    const served = groups.filter((group) => group.services.length > 0).length;
    // 'web' in front of web-stable and web-canary is one program, though one of them has its own too.
    const versions = selected.every(({ object }) => object.name.startsWith(service.name));
    if (served > 1 || (served === 1 && others.length > 0 && !versions)) {
      broad.push({ service, workloads: selected });
      continue;
    }
    for (const other of others) {
      first.workloads.push(...other.workloads);
      first.services.push(...other.services);
      for (const workload of other.workloads) groupOf.set(workload, first);
    }
    first.services.push(service);
  }
  return { groups: [...new Set(groupOf.values())], broad };
};

const selectedBy = (
  service: KubernetesObject,
  workloads: readonly Workload[],
): readonly Workload[] => {
  const selector = [...labelsOf(under(service.tree, 'spec', 'selector'))];
  if (selector.length === 0 || isExternalName(service)) return [];
  return workloads.filter(({ object }) => {
    if (object.namespace !== service.namespace) return false;
    const labels = labelsOf(under(podOf(object), 'metadata', 'labels'));
    return selector.every(([key, value]) => labels.get(key) === value);
  });
};

/** The Service's name, for that is what others call it by. */
export const nameOf = ({ workloads, services }: Group): string => {
  const own = new Set(workloads.map(({ object }) => object.name));
  const named = services.find((service) => own.has(service.name)) ?? services[0];
  return named?.name ?? workloads[0]?.object.name ?? 'service';
};

/** Names that more than one group would have. */
export const clashes = (groups: readonly Group[]): ReadonlySet<string> => {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of groups.map(nameOf)) (seen.has(name) ? twice : seen).add(name);
  return twice;
};
