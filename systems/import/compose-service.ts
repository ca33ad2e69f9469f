import { InvalidInput } from '@dstudio/kernel';
import * as defaults from '../defaults.ts';
import type { Service } from '../system.ts';
import { entriesOf, itemsOf, type Tree, textOf, under } from '../yaml/tree.ts';
import { readMemory } from '../yaml/units.ts';
import { fill } from './compose-mentions.ts';
import { assumed, read, type Sourced } from './draft.ts';

const lineOf = (file: string, tree: Tree): string => `${file}:${tree.at.line}`;

/** How many run: `deploy.replicas`, or `scale`, or one. Says so when that is no number it knows. */
export const replicasOf = (
  service: Tree,
  file: string,
  misread: (tree: Tree) => unknown,
): Sourced<number> => {
  if (textOf(under(service, 'deploy', 'mode')) === 'global') {
    return {
      value: 1,
      from: assumed('one runs on each node, and nobody said how many nodes there are'),
    };
  }
  const tree = under(service, 'deploy', 'replicas') ?? under(service, 'scale');
  if (tree === undefined) {
    return { value: 1, from: read(`${lineOf(file, service)}, Compose runs 1 when none is given`) };
  }
  const value = Number(fill(textOf(tree) ?? ''));
  if (Number.isInteger(value) && value >= 0 && value <= 1000 && textOf(tree) !== '') {
    return { value, from: read(lineOf(file, tree)) };
  }
  misread(tree);
  return { value: 1, from: assumed(defaults.REPLICAS.why) };
};

export const cpuLimit = (service: Tree, file: string): Sourced<number> | undefined => {
  const tree = under(service, 'deploy', 'resources', 'limits', 'cpus') ?? under(service, 'cpus');
  const value = Number(fill(textOf(tree) ?? ''));
  return tree !== undefined && value > 0 && value <= 10_000
    ? { value, from: read(lineOf(file, tree)) }
    : undefined;
};

export const memoryLimit = (service: Tree, file: string): Sourced<number> | undefined => {
  const tree =
    under(service, 'deploy', 'resources', 'limits', 'memory') ?? under(service, 'mem_limit');
  if (tree === undefined) return undefined;
  try {
    const value = readMemory(fill(textOf(tree) ?? ''), 'compose');
    return value > 0 && value <= 2 ** 50 ? { value, from: read(lineOf(file, tree)) } : undefined;
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
};

/** A health check says whether a container is ready; Compose does not restart one that is not. */
export const probesOf = (service: Tree, file: string): Sourced<Service['probes']> | undefined => {
  const tree = under(service, 'healthcheck');
  if (tree === undefined || textOf(under(tree, 'disable')) === 'true') return undefined;
  return { value: ['readiness'], from: read(`${lineOf(file, tree)}, healthcheck`) };
};

/** Why traffic from outside reaches a service: a published TCP port, or a route of a proxy's. */
export const portsOpen = (service: Tree, file: string): string | undefined => {
  const ports = under(service, 'ports');
  const open = itemsOf(ports).find((port) => {
    const protocol = textOf(under(port, 'protocol')) ?? textOf(port) ?? '';
    return !/udp$/i.test(protocol);
  });
  if (open !== undefined) {
    const port = textOf(open) ?? textOf(under(open, 'published')) ?? textOf(under(open, 'target'));
    return `${lineOf(file, open)}, publishes port ${(fill(port ?? '').split('/')[0] ?? '').trim()}`;
  }
  const labels = under(service, 'labels');
  const keys = [...entriesOf(labels).map((entry) => entry.key), ...itemsOf(labels).map(textOf)];
  const routed = keys.some((key) => /^traefik\.(http|tcp)\.routers\./.test(key ?? ''));
  return routed && labels !== undefined ? `${lineOf(file, labels)}, a route of Traefik` : undefined;
};
