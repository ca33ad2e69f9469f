import type { Change } from '../report.ts';
import type { AttachedPolicy, System } from '../system.ts';

/** What is there keeps its other settings, as it does when the change is written into the file. */
const attach = (
  policies: readonly AttachedPolicy[],
  changes: readonly Change[],
): readonly AttachedPolicy[] => {
  if (changes.length === 0) return policies;
  const merged = new Map(policies.map((policy) => [policy.slug, policy]));
  for (const { slug, parameters } of changes) {
    merged.set(slug, { slug, parameters: { ...merged.get(slug)?.parameters, ...parameters } });
  }
  return [...merged.values()];
};

/** The system with patterns put in place: what `applyChanges` would write, without the text. */
export const withChanges = (system: System, changes: readonly Change[]): System => {
  const at = new Map<string, Change[]>();
  for (const change of changes) at.set(change.at, [...(at.get(change.at) ?? []), change]);
  const services = system.services.map((service) => ({
    ...service,
    policies: attach(service.policies, at.get(service.name) ?? []),
    operations: service.operations.map((operation) => ({
      ...operation,
      calls: operation.calls.map((call) => {
        const id = `${service.name}/${operation.name} -> ${call.service}/${call.operation}`;
        return { ...call, policies: attach(call.policies, at.get(id) ?? []) };
      }),
    })),
  }));
  return { ...system, services };
};

export const changeKey = ({ slug, parameters, at }: Change): string =>
  `${at}|${slug}|${JSON.stringify(parameters)}`;

/** Two settings of one pattern in one place: only one of them can be. */
export const clash = (a: Change, b: Change): boolean =>
  a.at === b.at && a.slug === b.slug && changeKey(a) !== changeKey(b);
