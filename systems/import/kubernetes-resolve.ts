import { textOf, under } from '../yaml/tree.ts';
import type { Draft, DraftService } from './draft.ts';
import { addressesIn } from './hosts.ts';
import { isExternalName, type KubernetesObject } from './kubernetes-objects.ts';

interface Names {
  readonly services: readonly KubernetesObject[];
  /** Services in front of several others. */
  readonly broad: ReadonlySet<KubernetesObject>;
  /** The workload at 'namespace/name', by its Service or by its own name. */
  draftAt(key: string): DraftService | undefined;
  namespaceOf(draft: DraftService): string;
}

/** ExternalName Services that lead to one another. */
const HOPS_MAX = 5;

export const keyOf = ({ namespace, name }: KubernetesObject): string => `${namespace}/${name}`;

/** The places, 'namespace/name', that a host may mean inside a namespace, the likelier first. */
const placesOf = (host: string, own: string): string[] => {
  const labels = host.replace(/\.svc(\.[a-z0-9-]+)*$/, '').split('.');
  const [a = '', b, c] = labels;
  if (labels.length > 3) return [];
  if (b === undefined) return [`${own}/${a}`];
  // 'cart.shop', or 'redis-0.redis' for one pod of a StatefulSet.
  const pod = /-\d+$/.test(a);
  if (c === undefined) return pod ? [`${b}/${a}`, `${own}/${b}`] : [`${b}/${a}`];
  return pod ? [`${c}/${b}`] : [];
};

/**
 * Says what a host means: a workload, by its Service or its name; what an ExternalName Service leads
 * to, inside or outside; or a Service that nothing stands behind.
 */
export const resolverOf = ({
  services,
  broad,
  draftAt,
  namespaceOf,
}: Names): Pick<Draft, 'resolve' | 'outside'> => {
  const serviceAt = new Map(services.map((service) => [keyOf(service), service]));
  const find = (host: string, own: string) => {
    let name = host;
    let space = own;
    let service: KubernetesObject | undefined;
    for (let hop = 0; hop < HOPS_MAX; hop += 1) {
      const places = placesOf(name, space);
      const next = places.map((key) => serviceAt.get(key)).find((one) => one !== undefined);
      if (next === undefined || !isExternalName(next)) {
        const draft = places.map(draftAt).find((one) => one !== undefined);
        return { draft, service: next ?? service, name };
      }
      service = next;
      const target = textOf(under(next.tree, 'spec', 'externalName')) ?? '';
      name = addressesIn(target)[0]?.host ?? name;
      space = next.namespace;
    }
    return { draft: undefined, service, name };
  };
  return {
    resolve: (host, from) => find(host, namespaceOf(from)).draft,
    outside: (host, from) => {
      const { service, name } = find(host, namespaceOf(from));
      if (service === undefined) return undefined;
      const why = isExternalName(service)
        ? `, which the Service ${service.name} (ExternalName) leads to`
        : broad.has(service)
          ? ', a Service in front of several that have Services of their own'
          : ', a Service that no workload of the file stands behind';
      return { host: name, why };
    },
  };
};
