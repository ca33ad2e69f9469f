import { entriesOf, itemsOf, type Tree, textOf, under } from '../yaml/tree.ts';
import type { KubernetesObject } from './kubernetes-objects.ts';

/** A time bound that a route puts on requests. */
export interface Bound {
  readonly after_ms: number;
  /** 'shop.yaml:12, VirtualService cart' */
  readonly from: string;
}

/** A rule for requests, or a part of one, that is not read. */
export interface Unread {
  readonly object: KubernetesObject;
  /** 'timeout', 'outlierDetection', an annotation's key. */
  readonly said: readonly string[];
  readonly line: number;
}

export interface Traffic {
  /** On the calls to a Service from inside, by 'namespace/name'. */
  readonly inside: ReadonlyMap<string, Bound>;
  /** On requests from outside to a Service, by 'namespace/name'. */
  readonly outside: ReadonlyMap<string, Bound>;
  readonly unread: readonly Unread[];
}

/** One rule of a route, with what is said in it. */
interface Rule {
  readonly object: KubernetesObject;
  readonly side: 'inside' | 'outside';
  /** Services that are asked for; those that requests go to. */
  readonly asked: readonly string[];
  readonly targets: readonly string[];
  /** True when it takes only some requests. */
  readonly some: boolean;
  readonly timeouts: readonly Tree[];
  /** What else it says that bears on time or on answers. */
  readonly more: readonly (readonly [string, Tree])[];
}

/** As long as the pattern 'timeout' may wait. */
const AFTER_MS_MAX = 600_000;

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A duration as Go and the Gateway API write it: '1m30s'. 0, which means none, is Infinity. */
const durationOf = (tree: Tree): number | undefined => {
  const text = textOf(tree) ?? '';
  if (!/^(\d{1,9}(\.\d{1,9})?(h|ms|m|s))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  const sum = parts.reduce((all, [, n, unit = '']) => all + Number(n) * (UNIT_MS[unit] ?? 0), 0);
  return sum === 0 ? Number.POSITIVE_INFINITY : sum;
};

/** The Service, 'namespace/name', that Istio's short or long name of a host means. */
const serviceAt = (host: string, own: string): string => {
  const [name = '', namespace = own] = host.split('.');
  return `${namespace}/${name}`;
};

const present = (tree: Tree | undefined, keys: readonly string[]): (readonly [string, Tree])[] =>
  keys.flatMap((key) => {
    const value = under(tree, key);
    return value === undefined || value.kind === 'empty' ? [] : [[key, value] as const];
  });

const istioRules = (object: KubernetesObject): Rule[] => {
  const { namespace, tree } = object;
  const spec = under(tree, 'spec');
  const hosts = itemsOf(under(spec, 'hosts')).flatMap((host) => textOf(host) ?? []);
  const gateways = itemsOf(under(spec, 'gateways')).flatMap((gateway) => textOf(gateway) ?? []);
  const sides = [
    ...(gateways.length === 0 || gateways.includes('mesh') ? (['inside'] as const) : []),
    ...(gateways.some((gateway) => gateway !== 'mesh') ? (['outside'] as const) : []),
  ];
  const routes = itemsOf(under(spec, 'http'));
  return sides.flatMap((side) =>
    routes.map((route) => {
      const to = itemsOf(under(route, 'route')).flatMap(
        (one) => textOf(under(one, 'destination', 'host')) ?? [],
      );
      const targets = [...new Set(to.map((host) => serviceAt(host, namespace)))];
      const retries = under(route, 'retries');
      const never = textOf(under(retries, 'attempts')) === '0';
      return {
        object,
        side,
        asked: side === 'inside' ? hosts.map((host) => serviceAt(host, namespace)) : targets,
        targets,
        some: routes.length > 1 || under(route, 'match') !== undefined,
        timeouts: present(route, ['timeout']).map(([, value]) => value),
        more: present(route, [...(never ? [] : ['retries']), 'fault', 'mirror', 'mirrors']),
      };
    }),
  );
};

const gatewayRules = (object: KubernetesObject): Rule[] => {
  const { namespace, tree } = object;
  const spec = under(tree, 'spec');
  const parents = itemsOf(under(spec, 'parentRefs'));
  const named = (one: Tree) =>
    `${textOf(under(one, 'namespace')) ?? namespace}/${textOf(under(one, 'name')) ?? ''}`;
  const services = parents.filter((one) => textOf(under(one, 'kind')) === 'Service').map(named);
  const sides = [
    ...(services.length > 0 ? (['inside'] as const) : []),
    ...(services.length < parents.length || parents.length === 0 ? (['outside'] as const) : []),
  ];
  const rules = itemsOf(under(spec, 'rules'));
  return sides.flatMap((side) =>
    rules.map((rule) => {
      const targets = [...new Set(itemsOf(under(rule, 'backendRefs')).map(named))];
      const mirrors = itemsOf(under(rule, 'filters')).filter(
        (one) => textOf(under(one, 'type')) === 'RequestMirror',
      );
      return {
        object,
        side,
        asked: side === 'inside' ? services : targets,
        targets,
        some: rules.length > 1 || itemsOf(under(rule, 'matches')).length > 0,
        timeouts: present(under(rule, 'timeouts'), ['request', 'backendRequest']).map(
          ([, value]) => value,
        ),
        more: [
          ...present(rule, ['retry']),
          ...mirrors.map((one) => ['RequestMirror', one] as const),
        ],
      };
    }),
  );
};

/** The bound that all rules of a Service agree on; undefined when they do not, or say more than that. */
const agreed = (rules: readonly Rule[], file: string): Bound | undefined => {
  const [first] = rules;
  if (first === undefined) return undefined;
  const inside = first.side === 'inside';
  // Inside, every request must meet the one rule; at a gateway, every rule must say the same.
  if (inside && (rules.length > 1 || first.some)) return undefined;
  const bounds = rules.map(({ timeouts, targets, asked, more }) => {
    const durations = timeouts.map(durationOf);
    const same = targets.length === 1 && asked.length === 1 && targets[0] === asked[0];
    if (!same || more.length > 0 || durations.includes(undefined)) return Number.NaN;
    return Math.min(...durations.map((one) => one ?? Number.NaN));
  });
  const after_ms = bounds[0] ?? Number.NaN;
  const usable =
    after_ms >= 1 && after_ms <= AFTER_MS_MAX && bounds.every((one) => one === after_ms);
  const line = first.timeouts[0]?.at.line;
  const { kind, name } = first.object;
  return usable ? { after_ms, from: `${file}:${line}, ${kind} ${name}` } : undefined;
};

const isIstio = ({ group }: KubernetesObject): boolean => group === 'networking.istio.io';

const rulesOf = (object: KubernetesObject): Rule[] => {
  if (object.kind === 'VirtualService' && isIstio(object)) return istioRules(object);
  return /^(HTTP|GRPC)Route$/.test(object.kind) ? gatewayRules(object) : [];
};

/** Parts of Istio's DestinationRule that decide who gets an answer, and when. */
const destinationParts = (object: KubernetesObject): Unread[] => {
  if (object.kind !== 'DestinationRule' || !isIstio(object)) return [];
  const spec = under(object.tree, 'spec');
  const policies = [spec, ...itemsOf(under(spec, 'subsets'))].flatMap((one) => {
    const policy = under(one, 'trafficPolicy');
    return [policy, ...itemsOf(under(policy, 'portLevelSettings'))];
  });
  const found = policies.flatMap((policy) =>
    present(policy, ['connectionPool', 'outlierDetection', 'loadBalancer']),
  );
  const [first] = found;
  return first === undefined
    ? []
    : [{ object, said: [...new Set(found.map(([key]) => key))], line: first[1].at.line }];
};

const RULE_IN_KEY =
  /timeout|retr(y|ies)|next-upstream|rate-?limit|limit-(rps|rpm|connections|rate)|circuit|outlier|failure-accrual|max-(conn|pending|requests)/i;

/** Rules that ingress controllers and meshes take from annotations. */
const annotations = (object: KubernetesObject): Unread[] => {
  const { tree } = object;
  const places = [under(tree, 'metadata'), under(tree, 'spec', 'template', 'metadata')];
  const found = places
    .flatMap((place) => entriesOf(under(place, 'annotations')))
    .filter(({ key }) => key.includes('/') && RULE_IN_KEY.test(key));
  const [first] = found;
  return first === undefined
    ? []
    : [{ object, said: found.map(({ key }) => key.slice(0, 100)), line: first.at.line }];
};

/**
 * The time bounds that routes put on calls and on requests from outside, where the file says all there
 * is to know of them, and every other rule for requests, which is not read.
 *
 * A bound is read where it holds for every request to a Service: the one rule of a VirtualService or of
 * a route of a Service, or what all rules at the gateways agree on. Retries are not: a mesh repeats on
 * conditions that no pattern here has, and nobody said that the call may run twice.
 *
 * @param open Services that can be reached from outside past the routes
 */
export const trafficOf = (
  objects: readonly KubernetesObject[],
  file: string,
  open: ReadonlySet<string>,
): Traffic => {
  const rules = objects.flatMap(rulesOf);
  const bounds = { inside: new Map<string, Bound>(), outside: new Map<string, Bound>() };
  const used = new Set<Rule>();
  for (const side of ['inside', 'outside'] as const) {
    const byService = Map.groupBy(
      rules
        .filter((rule) => rule.side === side)
        .flatMap((rule) => rule.asked.map((key) => ({ key, rule }))),
      ({ key }) => key,
    );
    for (const [key, pairs] of byService) {
      const those = pairs.map(({ rule }) => rule);
      const bound = side === 'outside' && open.has(key) ? undefined : agreed(those, file);
      if (bound === undefined) continue;
      bounds[side].set(key, bound);
      for (const rule of those) used.add(rule);
    }
  }
  const left = new Map<KubernetesObject, Map<string, number>>();
  for (const rule of rules.filter((one) => !used.has(one))) {
    const said = left.get(rule.object) ?? new Map<string, number>();
    left.set(rule.object, said);
    for (const tree of rule.timeouts) said.set('timeout', tree.at.line);
    for (const [key, tree] of rule.more) said.set(key, tree.at.line);
    const elsewhere = rule.targets.find((key) => !rule.asked.includes(key));
    if (rule.side === 'inside' && elsewhere !== undefined) {
      said.set(`route to ${elsewhere.split('/')[1]}`, rule.object.tree.at.line);
    }
  }
  const unread = [...left].flatMap(([object, said]) => {
    const line = [...said.values()][0];
    return line === undefined ? [] : [{ object, said: [...said.keys()], line }];
  });
  return {
    ...bounds,
    unread: [...unread, ...objects.flatMap(destinationParts), ...objects.flatMap(annotations)],
  };
};
