import * as defaults from '../defaults.ts';
import { entriesOf, type Tree, textOf, under } from '../yaml/tree.ts';
import { assemble } from './assemble.ts';
import {
  assumed,
  type Draft,
  type DraftService,
  type Imported,
  read,
  type Sourced,
} from './draft.ts';
import { clashes, type Group, groupsOf, nameOf, type Workload } from './kubernetes-groups.ts';
import { serviceVariables } from './kubernetes-mentions.ts';
import {
  broadNotes,
  environmentNotes,
  kindNotes,
  type NamedGroup,
  replacedNotes,
  trafficNotes,
} from './kubernetes-notes.ts';
import {
  isService,
  isWorkload,
  type KubernetesObject,
  latestOf,
  objectsOf,
  podOf,
  routedServices,
} from './kubernetes-objects.ts';
import { readPod } from './kubernetes-pod.ts';
import { keyOf, resolverOf } from './kubernetes-resolve.ts';
import { trafficOf } from './kubernetes-traffic.ts';
import { isInfrastructure, storeByImage, storeByName } from './recognise.ts';
import { baseName, Names, readManifest, replicasNote, SERVICES_MAX, systemName } from './source.ts';

/**
 * Reads a Kubernetes manifest: workloads joined to the Services that select them, replicas, limits,
 * probes, zones, stores, the entry, and calls from the addresses in environment, arguments and
 * ConfigMaps. Secrets are never read, and credentials in URLs are dropped.
 *
 * @param file what messages and comments call the text; its folder may give the system its name
 */
export const importKubernetes = (text: string, file: string): Imported => {
  const source = readManifest(text, file);
  if ('problems' in source) return { ok: false, problems: source.problems };
  const { objects, replaced } = latestOf(objectsOf(source.trees));
  const fail = (message: string, hint: string): Imported => ({
    ok: false,
    problems: [{ file, line: source.trees[0]?.at.line ?? 1, column: 1, message, hint }],
  });
  if (objects.length === 0) {
    return fail(
      'no Kubernetes object is in it',
      'each one has apiVersion and kind; is it a Compose file?',
    );
  }
  const found = objects.filter(isWorkload);
  if (found.length === 0) {
    const kustomize = objects.some((object) => object.kind === 'Kustomization');
    return kustomize
      ? fail('a Kustomization names other files', 'build it first: `kubectl kustomize <folder>`')
      : fail(
          `no workload is in it, only ${[...new Set(objects.map((object) => object.kind))].slice(0, 8).join(', ')}`,
          'give the file that holds the Deployments or StatefulSets',
        );
  }
  if (found.length > SERVICES_MAX) {
    return fail(
      `${found.length} workloads are in it, at most ${SERVICES_MAX} can be simulated`,
      'split the file',
    );
  }
  const notes = replacedNotes(replaced, baseName(file));
  const draft = draftOf(objects, found, file, notes);
  if (draft.services.every((service) => service.infrastructure)) {
    return fail('no workload in it serves requests', 'give the file that holds the system itself');
  }
  return { ok: true, system: assemble(draft) };
};

const draftOf = (
  objects: readonly KubernetesObject[],
  found: readonly KubernetesObject[],
  file: string,
  notes: readonly string[],
): Draft => {
  const base = baseName(file);
  const warnings: string[] = [...notes];
  const configMaps = new Map(
    objects
      .filter((object) => object.kind === 'ConfigMap')
      .map((object) => [
        `${object.namespace}/${object.name}`,
        new Map(entriesOf(under(object.tree, 'data')).map((entry) => [entry.key, entry.value])),
      ]),
  );
  const around = { file: base, configMaps, variables: serviceVariables(objects) };
  const workloads: Workload[] = [];
  for (const object of found) {
    const pod = readPod(podOf(object), object.namespace, around);
    const replicas = replicasOf(object, objects, base, warnings);
    if (replicas.value === 0) {
      warnings.push(
        `${object.name} is scaled to 0 replicas: left out. If it runs, give it replicas.`,
      );
    } else workloads.push({ object, pod, replicas });
  }
  const jobs = objects.filter((object) => object.kind === 'CronJob' || object.kind === 'Job');
  if (jobs.length > 0) {
    const list = jobs.map((object) => object.name).join(', ');
    warnings.push(`${list} runs and ends and serves nobody: left out.`);
  }
  const services = objects.filter(isService);
  const { groups, broad } = groupsOf(workloads, services);
  const exposed = exposures(objects, services, base);
  const traffic = trafficOf(objects, base, exposed.past);
  const clashing = clashes(groups);
  const names = new Names();
  const byService = new Map<string, DraftService>();
  const byWorkload = new Map<string, DraftService>();
  const namespaceOf = new Map<DraftService, string>();
  const named: NamedGroup[] = [];
  const drafts = groups.map((group) => {
    const namespace = group.workloads[0]?.object.namespace ?? 'default';
    const wanted = nameOf(group);
    const name = names.take(clashing.has(wanted) ? `${wanted}_${namespace}` : wanted);
    const reason = group.services
      .map((one) => exposed.why.get(keyOf(one)))
      .find((one) => one !== undefined);
    // Several Services before one workload: a bound of one does not hold for the requests of another.
    const [only, ...others] = group.services.map(keyOf);
    const bounds =
      only === undefined || others.length > 0
        ? undefined
        : { inside: traffic.inside.get(only), outside: traffic.outside.get(only) };
    const draft = { ...serviceOf(group, name, reason, warnings), bounds };
    namespaceOf.set(draft, namespace);
    if (!draft.infrastructure) named.push({ name, group });
    for (const service of group.services) byService.set(keyOf(service), draft);
    for (const { object } of group.workloads) {
      if (group.services.length === 0) byWorkload.set(keyOf(object), draft);
    }
    return draft;
  });
  warnings.push(
    ...broadNotes(
      broad.map((one) => ({
        service: one.service,
        names: one.workloads.map(({ object }) => object.name),
      })),
    ),
    ...environmentNotes(named),
    ...trafficNotes(traffic.unread, base),
    ...kindNotes(objects),
  );
  const spaces = new Set(workloads.map(({ object }) => object.namespace));
  const [only] = spaces;
  return {
    name: spaces.size === 1 && only !== undefined && only !== 'default' ? only : systemName(file),
    services: drafts,
    warnings,
    ...resolverOf({
      services,
      broad: new Set(broad.map(({ service }) => service)),
      draftAt: (key) => byService.get(key) ?? byWorkload.get(key),
      namespaceOf: (draft) => namespaceOf.get(draft) ?? 'default',
    }),
  };
};

const replicasOf = (
  object: KubernetesObject,
  objects: readonly KubernetesObject[],
  file: string,
  warnings: string[],
): Sourced<number> => {
  const whole = (tree: Tree | undefined): number | undefined => {
    const value = Number(textOf(tree) ?? Number.NaN);
    return Number.isInteger(value) && value >= 0 && value <= 1000 ? value : undefined;
  };
  const scaler = objects.find(
    ({ kind, namespace, tree }) =>
      kind === 'HorizontalPodAutoscaler' &&
      namespace === object.namespace &&
      textOf(under(tree, 'spec', 'scaleTargetRef', 'name')) === object.name &&
      textOf(under(tree, 'spec', 'scaleTargetRef', 'kind')) === object.kind,
  );
  if (scaler !== undefined) {
    const tree = under(scaler.tree, 'spec', 'minReplicas');
    const line = (tree ?? scaler.tree).at.line;
    if (tree !== undefined && whole(tree) === undefined) {
      warnings.push(replicasNote(object.name, tree, file));
      return { value: 1, from: assumed(defaults.REPLICAS.why) };
    }
    return {
      value: whole(tree) ?? 1,
      from: read(`${file}:${line}, the least that autoscaling keeps`),
    };
  }
  if (object.kind === 'DaemonSet') {
    return {
      value: 1,
      from: assumed('one runs on each node, and nobody said how many nodes there are'),
    };
  }
  const tree = under(object.tree, 'spec', 'replicas');
  const value = whole(tree);
  if (tree !== undefined && value !== undefined)
    return { value, from: read(`${file}:${tree.at.line}`) };
  if (tree !== undefined && tree.kind !== 'empty') {
    warnings.push(replicasNote(object.name, tree, file));
    return { value: 1, from: assumed(defaults.REPLICAS.why) };
  }
  const one = object.kind === 'Pod' ? 'a Pod is one' : 'Kubernetes runs 1 when none is given';
  return { value: 1, from: read(`${file}:${object.tree.at.line}, ${one}`) };
};

/** Why traffic from outside reaches a Service, by 'namespace/name', and which it reaches past the routes. */
const exposures = (
  objects: readonly KubernetesObject[],
  services: readonly KubernetesObject[],
  file: string,
): { readonly why: ReadonlyMap<string, string>; readonly past: ReadonlySet<string> } => {
  const exposed = new Map<string, string>();
  const past = new Set<string>();
  for (const { service, namespace, by } of routedServices(objects)) {
    const key = `${namespace}/${service}`;
    exposed.set(key, `${file}:${by.tree.at.line}, ${by.kind} ${by.name}`);
    if (!/^((HTTP|GRPC)Route|VirtualService)$/.test(by.kind)) past.add(key);
  }
  for (const service of services) {
    const type = under(service.tree, 'spec', 'type');
    const open = textOf(type);
    if (type !== undefined && (open === 'LoadBalancer' || open === 'NodePort')) {
      exposed.set(keyOf(service), `${file}:${type.at.line}, Service ${service.name} is a ${open}`);
      past.add(keyOf(service));
    }
  }
  return { why: exposed, past };
};

const serviceOf = (
  { workloads, services }: Group,
  name: string,
  exposed: string | undefined,
  warnings: string[],
): DraftService => {
  const [first, ...others] = workloads;
  if (first === undefined) throw new RangeError('a group has at least one workload');
  const { pod } = first;
  if (others.length > 0) {
    const list = workloads.map(({ object }) => object.name).join(', ');
    warnings.push(
      `Service ${name} leads to ${list}: taken as one service with all their replicas and calls. If they ` +
        'differ, state them as services of their own.',
    );
  }
  if (pod.zones === undefined && pod.spread) {
    warnings.push(
      `${name} is spread over zones that the file does not name: state them, as in services: ${name}: ` +
        'zones: [a, b, c].',
    );
  }
  const secrets = workloads.reduce((sum, workload) => sum + workload.pod.secrets, 0);
  if (secrets > 0) {
    warnings.push(
      `${name} takes ${secrets} ${secrets === 1 ? 'address' : 'addresses'} from a Secret, which is not ` +
        'read: state the calls that it makes there.',
    );
  }
  const byImage = storeByImage(pod.image);
  const byName = storeByName(name) ?? storeByName(first.object.name);
  const stated = { kind: 'stated' } as const;
  const kind: DraftService['kind'] =
    byImage !== undefined
      ? { value: byImage, from: read(`image ${pod.image}`) }
      : byName !== undefined
        ? { value: byName, from: assumed('its name says so') }
        : { value: 'service', from: stated };
  return {
    name,
    kind,
    infrastructure: byImage === undefined && isInfrastructure(name, pod.image),
    replicas: {
      value: workloads.reduce((sum, workload) => sum + workload.replicas.value, 0),
      from: first.replicas.from,
    },
    zones: pod.zones,
    cpu: pod.cpu,
    memory: pod.memory,
    probes: pod.probes,
    mentions: workloads.flatMap((workload) => workload.pod.mentions),
    exposed,
    addressable: services.length > 0,
  };
};
