import { entriesOf, itemsOf, type Tree, textOf, under } from '../yaml/tree.ts';

/** An object of a Kubernetes manifest. */
export interface KubernetesObject {
  readonly kind: string;
  readonly group: string;
  readonly name: string;
  readonly namespace: string;
  readonly tree: Tree;
}

const OBJECTS_MAX = 20_000;

/** The objects of a manifest, those inside Lists included, in the order of the file. */
export const objectsOf = (trees: readonly Tree[]): KubernetesObject[] => {
  const objects: KubernetesObject[] = [];
  const open = trees.toReversed();
  for (
    let tree = open.pop();
    tree !== undefined && objects.length < OBJECTS_MAX;
    tree = open.pop()
  ) {
    if (tree.kind === 'list') {
      open.push(...tree.items.toReversed());
      continue;
    }
    const kind = textOf(under(tree, 'kind')) ?? '';
    const items = under(tree, 'items');
    if (kind.endsWith('List') && items?.kind === 'list') {
      open.push(...items.items.toReversed());
      continue;
    }
    const version = textOf(under(tree, 'apiVersion')) ?? '';
    if (kind === '' || version === '') continue;
    const metadata = under(tree, 'metadata');
    objects.push({
      kind,
      group: version.includes('/') ? (version.split('/')[0] ?? '') : '',
      name: textOf(under(metadata, 'name')) ?? textOf(under(metadata, 'generateName')) ?? '',
      namespace: textOf(under(metadata, 'namespace')) ?? 'default',
      tree,
    });
  }
  return objects;
};

interface Latest {
  readonly objects: readonly KubernetesObject[];
  readonly replaced: readonly { readonly old: KubernetesObject; readonly by: KubernetesObject }[];
}

/** Of objects that stand in a file more than once the last, which is what a cluster would keep. */
export const latestOf = (objects: readonly KubernetesObject[]): Latest => {
  const byKey = new Map<string, KubernetesObject>();
  const replaced: { old: KubernetesObject; by: KubernetesObject }[] = [];
  objects.forEach((object, index) => {
    const { kind, group, name, namespace, tree } = object;
    // A generated name is another one each time; apps and extensions once held the same Deployments.
    const own = textOf(under(tree, 'metadata', 'name')) !== undefined;
    const key = own
      ? `${kind} ${WORKLOADS.has(kind) ? '' : group} ${namespace}/${name}`
      : `${index}`;
    const old = byKey.get(key);
    if (old !== undefined) {
      byKey.delete(key);
      replaced.push({ old, by: object });
    }
    byKey.set(key, object);
  });
  return { objects: [...byKey.values()], replaced };
};

export const labelsOf = (tree: Tree | undefined): ReadonlyMap<string, string> =>
  new Map(entriesOf(tree).map((entry) => [entry.key, textOf(entry.value) ?? '']));

const WORKLOADS = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Rollout',
  'DeploymentConfig',
  'Pod',
]);

/** Objects that run and serve. What another object made and owns stands for nothing of its own. */
export const isWorkload = ({ kind, tree }: KubernetesObject): boolean =>
  WORKLOADS.has(kind) && itemsOf(under(tree, 'metadata', 'ownerReferences')).length === 0;

export const isService = ({ kind, group }: KubernetesObject): boolean =>
  kind === 'Service' && group === '';

/** A Service that is another name for a host, and selects nothing. */
export const isExternalName = (service: KubernetesObject): boolean =>
  textOf(under(service.tree, 'spec', 'type')) === 'ExternalName';

/** The pod that a workload runs. */
export const podOf = ({ kind, tree }: KubernetesObject): Tree | undefined =>
  kind === 'Pod' ? tree : under(tree, 'spec', 'template');

/** The Services that routes from outside lead to, with the object that says so. */
export const routedServices = (
  objects: readonly KubernetesObject[],
): { readonly service: string; readonly namespace: string; readonly by: KubernetesObject }[] =>
  objects.flatMap((object) => {
    const spec = under(object.tree, 'spec');
    const found: { service: string; namespace: string; by: KubernetesObject }[] = [];
    const add = (name: string | undefined, namespace = object.namespace) => {
      if (name !== undefined) found.push({ service: name, namespace, by: object });
    };
    const backend = (tree: Tree | undefined) => {
      add(textOf(under(tree, 'service', 'name')) ?? textOf(under(tree, 'serviceName')));
    };
    const rules = itemsOf(under(spec, 'rules'));
    if (object.kind === 'Ingress') {
      backend(under(spec, 'defaultBackend') ?? under(spec, 'backend'));
      const paths = rules.flatMap((rule) => itemsOf(under(rule, 'http', 'paths')));
      for (const path of paths) backend(under(path, 'backend'));
    } else if (/^(HTTP|GRPC|TCP|TLS)Route$/.test(object.kind)) {
      for (const one of rules.flatMap((rule) => itemsOf(under(rule, 'backendRefs')))) {
        add(textOf(under(one, 'name')), textOf(under(one, 'namespace')) ?? object.namespace);
      }
    } else if (object.kind === 'IngressRoute') {
      const routes = itemsOf(under(spec, 'routes'));
      for (const one of routes.flatMap((route) => itemsOf(under(route, 'services')))) {
        add(textOf(under(one, 'name')));
      }
    } else if (object.kind === 'Route') {
      add(textOf(under(spec, 'to', 'name')));
    } else if (object.kind === 'VirtualService') {
      const gateways = itemsOf(under(spec, 'gateways')).map(textOf);
      if (!gateways.some((gateway) => gateway !== 'mesh')) return found;
      const routes = ['http', 'tcp', 'tls'].flatMap((key) => itemsOf(under(spec, key)));
      for (const one of routes.flatMap((route) => itemsOf(under(route, 'route')))) {
        const [name, namespace] = (textOf(under(one, 'destination', 'host')) ?? '').split('.');
        if (name !== '') add(name, namespace ?? object.namespace);
      }
    }
    return found;
  });
