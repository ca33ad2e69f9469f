import { InvalidInput } from '@dstudio/kernel';
import type { Service } from '../system.ts';
import { entriesOf, itemsOf, type Tree, textOf, under } from '../yaml/tree.ts';
import { readCpu, readMemory } from '../yaml/units.ts';
import { type Mention, read, type Sourced } from './draft.ts';
import { MentionReader, type Surroundings } from './kubernetes-mentions.ts';
import { isSidecar } from './recognise.ts';

export interface PodFacts {
  /** Of the container that does the work. */
  readonly image: string;
  readonly mentions: readonly Mention[];
  readonly cpu: Sourced<number> | undefined;
  readonly memory: Sourced<number> | undefined;
  readonly probes: Sourced<Service['probes']> | undefined;
  readonly zones: Sourced<readonly string[]> | undefined;
  /** The pods are spread over zones, whichever those are. */
  readonly spread: boolean;
  /** Addresses that come from a Secret, which is never read. */
  readonly secrets: number;
  /** 'ConfigMap conf', 'Secret keys': what its environment comes from and nobody can read here. */
  readonly unread: readonly string[];
  /** Variables without a value that stand where a host should. */
  readonly unknown: readonly string[];
}

const ZONE_LABEL = /^(topology\.kubernetes\.io|failure-domain\.beta\.kubernetes\.io)\/zone$/;

/** Reads what a pod says of itself: its image, limits, probes, zones and the addresses it names. */
export const readPod = (
  pod: Tree | undefined,
  namespace: string,
  around: Surroundings,
): PodFacts => {
  const { file } = around;
  const spec = under(pod, 'spec');
  const containers = itemsOf(under(spec, 'containers'));
  const images = containers.map((container) => textOf(under(container, 'image')) ?? '');
  const main = images.find((image) => !isSidecar(image)) ?? images[0] ?? '';
  const linked = textOf(under(spec, 'enableServiceLinks')) !== 'false';
  const reader = new MentionReader(namespace, around, linked);
  for (const container of containers) {
    if (
      main === textOf(under(container, 'image')) ||
      !isSidecar(textOf(under(container, 'image')) ?? '')
    ) {
      reader.container(container);
    }
  }
  reader.volumes(itemsOf(under(spec, 'volumes')));
  return {
    image: main,
    mentions: reader.mentions,
    cpu: limit(containers, 'cpu', readCpu, file),
    memory: limit(containers, 'memory', (text) => readMemory(text, 'kubernetes'), file),
    probes: probesOf(containers, file),
    zones: zonesOf(spec, file),
    spread: itemsOf(under(spec, 'topologySpreadConstraints')).some((one) =>
      ZONE_LABEL.test(textOf(under(one, 'topologyKey')) ?? ''),
    ),
    secrets: reader.secrets,
    unread: [...reader.unread],
    unknown: [...reader.unknown],
  };
};

/** A pod has a limit only when each of its containers has one: their sum. */
const limit = (
  containers: readonly Tree[],
  key: string,
  parse: (text: string) => number,
  file: string,
): Sourced<number> | undefined => {
  let sum = 0;
  let line: number | undefined;
  for (const container of containers) {
    const tree = under(container, 'resources', 'limits', key);
    const amount = attempt(() => parse(textOf(tree) ?? ''));
    if (tree === undefined || amount === undefined || !(amount > 0)) return undefined;
    sum += amount;
    line ??= tree.at.line;
  }
  if (line === undefined) return undefined;
  const value = Number(sum.toPrecision(12));
  const together = containers.length > 1 ? `, ${containers.length} containers together` : '';
  return { value, from: read(`${file}:${line}${together}`) };
};

const attempt = <T>(parse: () => T): T | undefined => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
};

const probesOf = (
  containers: readonly Tree[],
  file: string,
): Sourced<Service['probes']> | undefined => {
  const kinds = ['liveness', 'readiness', 'startup'] as const;
  const found = kinds.flatMap((kind) => {
    const tree = containers
      .map((one) => under(one, `${kind}Probe`))
      .find((one) => one !== undefined);
    return tree === undefined ? [] : [{ kind, line: tree.at.line }];
  });
  const [first] = found;
  if (first === undefined) return undefined;
  return { value: found.map((one) => one.kind), from: read(`${file}:${first.line}`) };
};

/** Zones are known only where a selector or a required affinity names them. */
const zonesOf = (spec: Tree | undefined, file: string): Sourced<readonly string[]> | undefined => {
  const selected = entriesOf(under(spec, 'nodeSelector')).find((entry) =>
    ZONE_LABEL.test(entry.key),
  );
  const zone = textOf(selected?.value);
  if (selected !== undefined && zone !== undefined) {
    return { value: [zone], from: read(`${file}:${selected.at.line}`) };
  }
  const terms = under(
    spec,
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  );
  const rules = itemsOf(terms).flatMap((term) => itemsOf(under(term, 'matchExpressions')));
  const rule = rules.find(
    (one) =>
      ZONE_LABEL.test(textOf(under(one, 'key')) ?? '') && textOf(under(one, 'operator')) === 'In',
  );
  const value = [...new Set(itemsOf(under(rule, 'values')).flatMap((item) => textOf(item) ?? []))];
  const usable = value.filter((name) => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(name));
  return rule === undefined || usable.length === 0
    ? undefined
    : { value: usable, from: read(`${file}:${rule.at.line}`) };
};
