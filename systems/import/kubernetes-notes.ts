import { itemsOf, under } from '../yaml/tree.ts';
import type { Group } from './kubernetes-groups.ts';
import type { KubernetesObject } from './kubernetes-objects.ts';
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

/** Istio's timeouts and retries, which are policies of calls. */
export const meshNotes = (objects: readonly KubernetesObject[], file: string): string[] => {
  const found = objects.flatMap(({ kind, group, name, tree }) => {
    if (kind !== 'VirtualService' || group !== 'networking.istio.io') return [];
    const routes = itemsOf(under(tree, 'spec', 'http'));
    const said = ['timeout', 'retries'].filter((key) =>
      routes.some((route) => under(route, key) !== undefined),
    );
    const line = routes.flatMap((route) => under(route, said[0] ?? '') ?? [])[0]?.at.line;
    return said.length === 0 ? [] : [`${name} (${said.join(' and ')}, ${file}:${line})`];
  });
  if (found.length === 0) return [];
  return [
    `The timeouts and retries of VirtualService ${listed(found)} are not read. State them at the calls ` +
      'that they govern, as in calls: { cart/handle: { policies: { timeout: { after: 200ms }, ' +
      'retry-with-backoff: { attempts: 3 } } } }.',
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
