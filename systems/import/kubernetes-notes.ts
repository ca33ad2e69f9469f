import type { Group } from './kubernetes-groups.ts';
import type { KubernetesObject } from './kubernetes-objects.ts';
import type { Unread } from './kubernetes-traffic.ts';
import { listed } from './source.ts';

/** What a manifest says and the importer does not read, one warning a matter. */

export interface NamedGroup {
  readonly name: string;
  readonly group: Group;
}

/** Environment that comes from elsewhere, and addresses with variables that nobody set. */
export const environmentNotes = (named: readonly NamedGroup[]): string[] => {
  const unread = new Map<string, Set<string>>();
  const unknown = new Map<string, Set<string>>();
  for (const { name, group } of named) {
    for (const { pod } of group.workloads) {
      for (const source of pod.unread) {
        unread.set(source, (unread.get(source) ?? new Set()).add(name));
      }
      for (const variable of pod.unknown) {
        unknown.set(variable, (unknown.get(variable) ?? new Set()).add(name));
      }
    }
  }
  const warnings = [...unread].map(([source, users]) => {
    const verb = users.size === 1 ? 'takes' : 'take';
    const [why, way] = source.startsWith('Secret ')
      ? ['Secrets are never read', 'state the calls']
      : ['it is not in the file', 'add it to the file, or state the calls'];
    return (
      `${listed([...users])} ${verb} environment from ${source}, and ${why}: if addresses are among it, ` +
      `${way}.`
    );
  });
  if (unknown.size > 0) {
    const users = listed([...new Set([...unknown.values()].flatMap((names) => [...names]))]);
    const variables = [...unknown.keys()].map((variable) => `$(${variable})`);
    warnings.push(
      `Addresses hold variables that have no value in the file: ${listed(variables)} (in ${users}). ` +
        'They are not read: set them in the same container before they are used, or state those calls.',
    );
  }
  return warnings;
};

/** Services in front of several others that were put aside. */
export const broadNotes = (
  broad: readonly { readonly service: KubernetesObject; readonly names: readonly string[] }[],
): string[] =>
  broad.map(
    ({ service, names }) =>
      `Service ${service.name} selects ${listed(names)}, which have Services of their own: not taken as ` +
      'a sign that they are one, and not read. If requests go through it, state those calls.',
  );

/** Rules for requests that are not read: of routes, meshes and ingress controllers. */
export const trafficNotes = (unread: readonly Unread[], file: string): string[] => {
  if (unread.length === 0) return [];
  const list = unread.map(
    ({ object: { kind, name }, said, line }) =>
      `${kind} ${name} (${listed(said)}, ${file}:${line})`,
  );
  return [
    `Not read, though they bear on requests: ${listed(list)}. State what they do at the calls that they ` +
      'govern, as in calls: { cart/handle: { policies: { timeout: { after: 200ms }, circuit-breaker: {}, ' +
      'bulkhead: {} } } }; retry-with-backoff too, where a call may run twice.',
  ];
};

/** Kinds that are read, or left out with a note of their own. */
const READ =
  /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Rollout|DeploymentConfig|Pod|Service|ConfigMap|Ingress|(HTTP|GRPC|TCP|TLS)Route|IngressRoute|Route|VirtualService|HorizontalPodAutoscaler|CronJob|Job|DestinationRule)$/;
/** Kinds about which there is nothing to say of requests: names, rights, disks, keys, alarms. */
const BESIDE =
  /^(Namespace|ServiceAccount|(Cluster)?Role(Binding)?|PersistentVolume(Claim)?|StorageClass|CustomResourceDefinition|(Sealed|External)?Secret|(Cluster)?SecretStore|(Cluster)?Issuer|Certificate|Gateway|GatewayClass|IngressClass|ReferenceGrant|ServiceMonitor|PodMonitor|PrometheusRule|PriorityClass|Kustomization)$/;

/** Kinds of objects that the importer passes over. */
export const kindNotes = (objects: readonly KubernetesObject[]): string[] => {
  const known = ({ kind, group }: KubernetesObject) =>
    BESIDE.test(kind) ||
    (READ.test(kind) && group !== 'appmesh.k8s.aws' && group !== 'serving.knative.dev');
  const kinds = Map.groupBy(
    objects.filter((object) => !known(object)),
    ({ kind }) => kind,
  );
  if (kinds.size === 0) return [];
  const list = [...kinds].map(([kind, all]) => `${kind} ${listed(all.map(({ name }) => name))}`);
  return [
    `Not read, for the importer does not know the kind or has no place for it: ${list.join('; ')}. If ` +
      'requests depend on one of them, state what it does.',
  ];
};

/** Objects that stand in the file twice. */
export const replacedNotes = (
  replaced: readonly { readonly old: KubernetesObject; readonly by: KubernetesObject }[],
  file: string,
): string[] => {
  if (replaced.length === 0) return [];
  const list = replaced.map(
    ({ old, by }) => `${by.kind} ${by.name} (${file}:${by.tree.at.line} for :${old.tree.at.line})`,
  );
  return [
    `In the file more than once, and the later one replaces the earlier, as \`kubectl apply\` does: ` +
      `${listed(list)}. If both are meant, give them names of their own.`,
  ];
};
