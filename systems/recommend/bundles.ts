import { mustParse, parseParameters, printParameter } from '@dstudio/kernel';
import { policies } from '@dstudio/patterns/policies';
import type { Policy, Requirement } from '@dstudio/patterns/policy';
import type { Change } from '../report.ts';
import type { Tri } from '../system.ts';
import type { Edge, Site } from './sites.ts';

/** Patterns put in one place together, with what has to be known first. */
export interface Bundle {
  readonly changes: readonly Change[];
  /** Unknown answers that stand in the way; empty when the bundle may be put there now. */
  readonly asks: readonly { readonly edge: Edge; readonly requirement: Requirement }[];
}

interface Choice {
  readonly policy: Policy;
  readonly cost: number;
  readonly parameters: Change['parameters'];
}

const bundleSizeMax = 3;
/** Settings of each pattern tried in company: the cheapest ones. Alone, all are tried. */
const settingsInPair = 4;
const settingsInTriple = 3;

const answer = (edge: Edge, requirement: Requirement): Tri =>
  requirement === 'idempotent' ? edge.call.idempotent : edge.call.optional;

const choicesOf = (policy: Policy): readonly Choice[] =>
  policy.candidates.map((candidate, cost) => {
    const parameters: Record<string, string | number | boolean> = {};
    for (const [name, value] of Object.entries(candidate)) {
      const parameter = policy.parameters[name];
      if (value === undefined || parameter === undefined) continue;
      const hasUnit = parameter.kind === 'duration' || parameter.kind === 'share';
      parameters[name] = hasUnit ? printParameter(parameter, value) : value;
    }
    mustParse(`the search space of ${policy.slug}`, policy.parameters, parameters);
    return { policy, cost, parameters };
  });

const combinations = (groups: readonly (readonly Choice[])[], size: number): Choice[][] => {
  if (size === 0) return [[]];
  return groups.flatMap((group, index) =>
    group.flatMap((choice) =>
      combinations(groups.slice(index + 1), size - 1).map((rest) => [choice, ...rest]),
    ),
  );
};

const cost = (choices: readonly Choice[]): number =>
  choices.reduce((sum, choice) => sum + choice.cost, 0);

/** False when a call is known to be what the pattern must not be put around. */
const conceivable = (site: Site, policy: Policy): boolean => {
  if (site.kind === 'service') return policy.attach === 'service';
  if (policy.attach !== 'call') return false;
  return policy.requires.every((requirement) =>
    site.edges.every((edge) => answer(edge, requirement) !== 'no'),
  );
};

/** False when the settings do not go with those that the pattern has there already. */
const fits = (site: Site, { policy, parameters }: Choice): boolean => {
  const places = site.kind === 'service' ? [site.service] : site.edges.map(({ call }) => call);
  return places.every(({ policies: attached }) => {
    const there = attached.find(({ slug }) => slug === policy.slug);
    const parsed = parseParameters(policy.parameters, { ...there?.parameters, ...parameters });
    return parsed.ok && policy.refuse?.(parsed.values) === undefined;
  });
};

/**
 * What has to be answered before the pattern may be put around the call. A call that may be repeated
 * by itself and leads to one that may not is a contradiction, and asked about as well.
 */
const asksOf = (edge: Edge, requirement: Requirement): Bundle['asks'] => {
  if (answer(edge, requirement) === 'unknown') return [{ edge, requirement }];
  if (requirement !== 'idempotent') return [];
  return edge.leadsTo.map((inner) => ({ edge: inner, requirement }));
};

const bundleOf = (site: Site, choices: readonly Choice[]): Bundle => {
  if (site.kind === 'service') {
    const at = site.service.name;
    return {
      changes: choices.map(({ policy: { slug }, parameters }) => ({ slug, parameters, at })),
      asks: [],
    };
  }
  const pairs = site.edges.flatMap((edge) => choices.map((choice) => ({ edge, ...choice })));
  return {
    changes: pairs.map(({ edge, policy: { slug }, parameters }) => ({
      slug,
      parameters,
      at: edge.id,
    })),
    asks: pairs.flatMap(({ edge, policy }) =>
      policy.requires.flatMap((requirement) => asksOf(edge, requirement)),
    ),
  };
};

/** What to try at a site: one pattern, then two, then three, each size cheapest first. */
export const bundlesFor = (site: Site): readonly (readonly Bundle[])[] => {
  const groups = policies
    .filter((policy) => conceivable(site, policy))
    .map((policy) => choicesOf(policy).filter((choice) => fits(site, choice)));
  const limits = [Number.POSITIVE_INFINITY, settingsInPair, settingsInTriple];
  return limits.slice(0, bundleSizeMax).map((limit, index) =>
    combinations(
      groups.map((group) => group.slice(0, limit)),
      index + 1,
    )
      .sort((a, b) => cost(a) - cost(b))
      .map((choices) => bundleOf(site, choices)),
  );
};
