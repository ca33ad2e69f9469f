import { MODE } from '../defaults.ts';
import type { Provenance } from '../system.ts';
import { findCycle } from '../yaml/check.ts';
import { assumed, type Draft, type DraftService } from './draft.ts';
import { printAddress } from './hosts.ts';
import { isInfrastructureHost } from './recognise.ts';

export interface FoundCall {
  readonly from: Provenance;
  readonly mode: 'synchronous' | 'queue';
  /** The reason for the mode. */
  readonly why: string;
}

/** Calls by caller and callee; both by name. */
export type Calls = Map<string, Map<string, FoundCall>>;

export interface FoundCalls {
  readonly calls: Calls;
  /** Addresses that nothing here answers to, with their callers. */
  readonly externals: ReadonlyMap<string, readonly string[]>;
  readonly warnings: readonly string[];
}

/** 'a, b name', 'a names'. */
const naming = (services: Iterable<string>): string => {
  const names = [...new Set(services)].sort();
  return `${names.join(', ')} ${names.length === 1 ? 'names' : 'name'}`;
};

/** Turns the addresses that workloads name into calls and externals. */
export const findCalls = (draft: Draft): FoundCalls => {
  const calls: Calls = new Map(draft.services.map((service) => [service.name, new Map()]));
  const externals = new Map<string, { readonly callers: Set<string>; readonly why: string }>();
  const telemetry = new Map<string, string[]>();
  const warnings: string[] = [];
  const self = new Set<string>();
  for (const service of draft.services) {
    if (service.infrastructure) continue;
    for (const mention of service.mentions) {
      const counts = mention.explicit || mention.addressKey;
      const target = counts ? draft.resolve(mention.host, service) : undefined;
      if (target === service) {
        if (mention.explicit) self.add(service.name);
      } else if (target?.infrastructure || (counts && isInfrastructureHost(mention.host))) {
        const name = target?.name ?? mention.host;
        if (counts) telemetry.set(name, [...(telemetry.get(name) ?? []), service.name]);
      } else if (target !== undefined) {
        const found = calls.get(service.name);
        if (found?.has(target.name) === false) {
          const why =
            target.kind.value === 'queue'
              ? 'a publisher waits until the broker has the message'
              : MODE.why;
          found.set(target.name, { from: mention.from, mode: 'synchronous', why });
        }
      } else {
        const outside = counts ? draft.outside(mention.host, service) : undefined;
        if (outside === undefined && !isExternal(mention)) continue;
        const name = printAddress({ host: outside?.host ?? mention.host, port: mention.port });
        const why = outside?.why ?? ', and nothing in the file answers to it';
        const external = externals.get(name) ?? { callers: new Set(), why };
        external.callers.add(service.name);
        externals.set(name, external);
      }
    }
  }
  if (self.size > 0) {
    warnings.push(`${naming(self)} an address of its own: not taken as a call.`);
  }
  for (const [name, callers] of telemetry) {
    warnings.push(
      `${naming(callers)} ${name}, which looks like discovery, tracing or metrics: not taken as a ` +
        'call of the request path. If requests do wait for it, state it as a service and a call.',
    );
  }
  for (const [name, { callers, why }] of externals) {
    warnings.push(
      `${naming(callers)} ${name}${why}: listed under externals, ` +
        'takes no part in a simulation. If requests depend on it, state it as a service and a call.',
    );
  }
  return {
    calls,
    externals: new Map([...externals].map(([name, { callers }]) => [name, [...callers]])),
    warnings,
  };
};

const isExternal = ({
  host,
  explicit,
  addressKey,
  insideOnly,
}: DraftService['mentions'][number]) => {
  if (insideOnly || !/[a-z]/i.test(host)) return false;
  const dotted = /\.[a-z]{2,}$/.test(host);
  return explicit ? addressKey || dotted : addressKey && dotted;
};

/**
 * A workload that nothing calls and that names a broker most likely takes its messages from there: the
 * call is turned round, so that a message reaches it.
 */
export const turnConsumers = (
  draft: Draft,
  calls: Calls,
  isEntry: (name: string) => boolean,
): string[] => {
  const queues = new Set(
    draft.services.filter((one) => one.kind.value === 'queue').map((one) => one.name),
  );
  const called = new Set([...calls.values()].flatMap((targets) => [...targets.keys()]));
  const warnings: string[] = [];
  for (const service of draft.services) {
    if (service.kind.value !== 'service' || service.infrastructure) continue;
    if (called.has(service.name) || isEntry(service.name)) continue;
    const own = calls.get(service.name);
    for (const queue of own?.keys() ?? []) {
      if (!queues.has(queue)) continue;
      own?.delete(queue);
      const from = assumed(`${service.name} names ${queue}, and nothing calls ${service.name}`);
      const why = 'nobody waits for a consumer';
      calls.get(queue)?.set(service.name, { from, mode: 'queue', why });
      warnings.push(
        `${service.name} names the broker ${queue} and nothing calls it: taken as a consumer of its ` +
          `messages. If it publishes instead, move the call: ${service.name} calls ${queue}.`,
      );
    }
  }
  return warnings;
};

/** Leaves out the calls that close a circle: with one operation each, a request would never end. */
export const cutCircles = (calls: Calls): string[] => {
  const warnings: string[] = [];
  for (;;) {
    const graph = new Map([...calls].map(([from, targets]) => [from, [...targets.keys()]]));
    const circle = findCycle(graph);
    const [from, to] = circle?.slice(-2) ?? [];
    if (circle === undefined || from === undefined || to === undefined) return warnings;
    calls.get(from)?.delete(to);
    warnings.push(
      `Services name each other in a circle, ${circle.join(' -> ')}: the call ${from} -> ${to} is left ` +
        `out, because a request would never end. If it is real, give ${to} a second operation that ` +
        `calls nothing back ('operations: { handle: ..., lookup: { time: 5ms } }') and add ` +
        `'${to}/lookup: {}' to the calls of ${from}.`,
    );
  }
};
