import { parseParameters, type Random } from '@dstudio/kernel';
import { policies } from '@dstudio/patterns/policies';
import type { CallPolicy, Gate, Layer, Policy, ServicePolicy } from '@dstudio/patterns/policy';
import type { AttachedPolicy, Distribution, System } from './system.ts';

/** The system as the engine walks it: references and indices where the file has names. */

export interface EdgeModel {
  readonly index: number;
  /** Place among the edges that leave the caller's service: the replica keeps one machine for each. */
  readonly local: number;
  readonly caller: OperationModel;
  readonly target: OperationModel;
  readonly count: number;
  readonly queue: boolean;
  readonly layers: readonly LayerMaker[];
}

export interface OperationModel {
  readonly id: string;
  readonly service: ServiceModel;
  readonly time: Distribution;
  readonly parallel: boolean;
  readonly edges: EdgeModel[];
}

export interface ServiceModel {
  readonly index: number;
  readonly name: string;
  readonly replicas: number;
  readonly zones: readonly string[];
  readonly concurrency: number;
  readonly queue: number;
  readonly gates: readonly GateMaker[];
  readonly edges: EdgeModel[];
}

export interface EntryModel {
  readonly target: OperationModel;
  readonly rate_per_s: number;
  readonly patience_ms: number;
}

export interface Model {
  readonly services: readonly ServiceModel[];
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly edges: readonly EdgeModel[];
  readonly entries: readonly EntryModel[];
}

type LayerMaker = (random: Random) => Layer;
type GateMaker = (random: Random) => Gate;

const bySlug = new Map<string, Policy>(policies.map((policy) => [policy.slug, policy]));

const valuesOf = (policy: Policy, attached: AttachedPolicy, where: string) => {
  const parsed = parseParameters(policy.parameters, attached.parameters);
  if (!parsed.ok) throw new RangeError(`${where}: ${attached.slug}: ${parsed.problems.join('; ')}`);
  const refusal = policy.refuse?.(parsed.values);
  if (refusal !== undefined) throw new RangeError(`${where}: ${attached.slug}: ${refusal}`);
  return parsed.values;
};

const find = (attached: AttachedPolicy, where: string): Policy => {
  const policy = bySlug.get(attached.slug);
  if (policy === undefined)
    throw new RangeError(`${where}: no pattern is called '${attached.slug}'`);
  return policy;
};

const layerMakers = (attached: readonly AttachedPolicy[], where: string): LayerMaker[] =>
  attached
    .map((one) => ({ one, policy: find(one, where) }))
    .filter(
      (pair): pair is { one: AttachedPolicy; policy: CallPolicy } => pair.policy.attach === 'call',
    )
    .sort((a, b) => a.policy.rank - b.policy.rank)
    .map(({ one, policy }) => {
      const values = valuesOf(policy, one, where);
      return (random) => policy.create(values, { random });
    });

const gateMakers = (attached: readonly AttachedPolicy[], where: string): GateMaker[] =>
  attached
    .map((one) => ({ one, policy: find(one, where) }))
    .filter(
      (pair): pair is { one: AttachedPolicy; policy: ServicePolicy } =>
        pair.policy.attach === 'service',
    )
    .map(({ one, policy }) => {
      const values = valuesOf(policy, one, where);
      return (random) => policy.create(values, { random });
    });

/**
 * Resolves a parsed system into what the engine runs.
 *
 * @throws RangeError when a policy or a reference is unknown, which a parsed system never has.
 */
export const compile = (system: System): Model => {
  const services: ServiceModel[] = [];
  const operations = new Map<string, OperationModel>();
  for (const service of system.services) {
    const model: ServiceModel = {
      index: services.length,
      name: service.name,
      replicas: service.replicas,
      zones: service.zones,
      concurrency: service.concurrency,
      queue: service.queue,
      gates: gateMakers(service.policies, service.name),
      edges: [],
    };
    services.push(model);
    for (const operation of service.operations) {
      const id = `${service.name}/${operation.name}`;
      const parallel = operation.order === 'parallel';
      operations.set(id, { id, service: model, time: operation.time, parallel, edges: [] });
    }
  }
  const lookUp = (id: string): OperationModel => {
    const found = operations.get(id);
    if (found === undefined) throw new RangeError(`no operation is called '${id}'`);
    return found;
  };
  const edges: EdgeModel[] = [];
  for (const service of system.services) {
    for (const operation of service.operations) {
      const caller = lookUp(`${service.name}/${operation.name}`);
      for (const call of operation.calls) {
        const target = lookUp(`${call.service}/${call.operation}`);
        const edge: EdgeModel = {
          index: edges.length,
          local: caller.service.edges.length,
          caller,
          target,
          count: call.count,
          queue: call.mode === 'queue',
          layers: layerMakers(call.policies, `${caller.id} -> ${target.id}`),
        };
        edges.push(edge);
        caller.edges.push(edge);
        caller.service.edges.push(edge);
      }
    }
  }
  const entries = system.entries.map((entry) => ({
    target: lookUp(`${entry.service}/${entry.operation}`),
    rate_per_s: entry.rate_per_s,
    patience_ms: entry.patience_ms,
  }));
  return { services, operations, edges, entries };
};
