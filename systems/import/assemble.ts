import { compactDuration } from '@dstudio/kernel';
import * as defaults from '../defaults.ts';
import { unreached } from '../faults.ts';
import type { Call, Entry, Objectives, Operation, Provenance, Service, System } from '../system.ts';
import { type Calls, cutCircles, type FoundCall, findCalls, turnConsumers } from './calls.ts';
import { assumed, type Draft, type DraftService, read, type Sourced } from './draft.ts';
import type { Bound } from './kubernetes-traffic.ts';
import { isLoadGenerator, likeliestEntry } from './recognise.ts';

const { OPERATION } = defaults;

/** Makes a system of what an importer found: calls, entries, defaults, and what to say about them. */
export const assemble = (draft: Draft): System => {
  const warnings = [...draft.warnings];

  const infrastructure = draft.services.filter((service) => service.infrastructure);
  if (infrastructure.length > 0) {
    warnings.push(
      `${names(infrastructure)} look like discovery, tracing, metrics or logs: left out, for requests ` +
        'do not pass through them. If they do, add them under services.',
    );
  }
  const running = draft.services.filter((service) => !service.infrastructure);
  const first = findCalls(draft).calls;
  const clients = findClients(running, first);
  for (const { name } of clients) {
    const targets = [...(first.get(name)?.keys() ?? [])].join(', ');
    warnings.push(
      `${name} only calls ${targets} and nothing calls it: taken as a client that makes traffic, not ` +
        'as a part of the system, and left out. State its rate under entries.',
    );
  }
  const isLeft = (service: DraftService) => !clients.includes(service);
  const left = running.filter(isLeft);
  const found = findCalls({ ...draft, services: draft.services.filter(isLeft) });
  const { calls } = found;
  const entries = chooseEntries(left, calls, warnings);
  const isEntry = (name: string) => entries.some((entry) => entry.name === name);
  warnings.push(...turnConsumers({ ...draft, services: left }, calls, isEntry));
  // From the entries on, so that the call that leads back is the one that closes the circle.
  const ordered: Calls = new Map(
    [...calls].sort(([a], [b]) => Number(isEntry(b)) - Number(isEntry(a))),
  );
  warnings.push(...cutCircles(ordered));
  warnings.push(...found.warnings, ...boundNotes(left, ordered, isEntry));
  const boundOf = (name: string) => left.find((one) => one.name === name)?.bounds?.inside;

  const provenance: Record<string, Provenance> = {};
  const keep = <T>(path: string, { value, from }: Sourced<T>): T => {
    if (from.kind !== 'stated') provenance[path] = from;
    return value;
  };
  const system: System = {
    name: draft.name,
    objectives: objectivesOf(keep),
    entries: entries.map((entry) => entryOf(entry, left, keep)),
    services: left.map((service) => serviceOf(service, ordered, boundOf, keep)),
    externals: [...found.externals].map(([name, callers]) => ({ name, callers })),
    provenance,
    warnings,
  };
  return { ...system, warnings: [...warnings, ...reachWarnings(system)] };
};

const names = (services: readonly { readonly name: string }[]): string =>
  services.map((service) => service.name).join(', ');

const fallback = <T>({ value, why }: defaults.Default<T>): Sourced<T> => ({
  value,
  from: assumed(why),
});

type Keep = <T>(path: string, value: Sourced<T>) => T;

const objectivesOf = (keep: Keep): Objectives => {
  const { value, why } = defaults.OBJECTIVES;
  keep('objectives.availability', { value, from: assumed(why) });
  return keep('objectives.latency', { value, from: assumed(why) });
};

const findClients = (services: readonly DraftService[], calls: Calls): DraftService[] => {
  const called = new Set([...calls.values()].flatMap((targets) => [...targets.keys()]));
  const exposed = new Set(
    services.filter((one) => one.exposed !== undefined).map((one) => one.name),
  );
  return services.filter(({ name, kind, exposed: why, addressable }) => {
    const targets = [...(calls.get(name)?.keys() ?? [])];
    if (kind.value !== 'service' || called.has(name) || targets.length === 0) return false;
    if (!targets.every((target) => target !== name && exposed.has(target))) return false;
    return isLoadGenerator(name) || (why === undefined && !addressable);
  });
};

interface ChosenEntry {
  readonly name: string;
  readonly from: Provenance;
}

const chooseEntries = (
  services: readonly DraftService[],
  calls: Calls,
  warnings: string[],
): ChosenEntry[] => {
  const called = new Set([...calls.values()].flatMap((targets) => [...targets.keys()]));
  const open = services.filter((one) => one.exposed !== undefined && one.kind.value === 'service');
  const first = open.filter((one) => !called.has(one.name));
  const chosen = first.length > 0 ? first : open;
  if (chosen.length > 0) {
    const others = open.filter((one) => !chosen.includes(one));
    if (others.length > 0) {
      warnings.push(
        `${names(others)} can be reached from outside too, but is called from inside: not taken as an ` +
          'entry. If clients do call it, add it under entries.',
      );
    }
    return chosen.map((one) => ({
      name: one.name,
      from: { kind: 'read', from: one.exposed ?? '' },
    }));
  }
  const workers = services.filter((one) => one.kind.value === 'service');
  const uncalled = workers.filter((one) => !called.has(one.name));
  const pool = uncalled.length > 0 ? uncalled : workers.length > 0 ? workers : services;
  const guess = likeliestEntry(pool.map((one) => one.name));
  if (guess === undefined) return [];
  warnings.push(
    `Nothing in the file is open to the outside: ${guess} is assumed to be where requests come in. If ` +
      'it is another service, change entries.',
  );
  return [{ name: guess, from: assumed('nothing in the file is open to the outside') }];
};

const entryOf = (
  { name, from }: ChosenEntry,
  services: readonly DraftService[],
  keep: Keep,
): Entry => {
  const bound = services.find((one) => one.name === name)?.bounds?.outside;
  const path = `entries.${name}/${OPERATION}`;
  keep(path, { value: name, from });
  return {
    service: name,
    operation: OPERATION,
    rate_per_s: keep(`${path}.rate`, fallback(defaults.RATE_PER_S)),
    patience_ms: keep(
      `${path}.patience`,
      bound === undefined
        ? fallback(defaults.PATIENCE_MS)
        : { value: bound.after_ms, from: read(`${bound.from} answers in its place after that`) },
    ),
  };
};

/** Says where a route's bound was put: policies carry no origin of their own in the file. */
const boundNotes = (
  services: readonly DraftService[],
  calls: Calls,
  isEntry: (name: string) => boolean,
): string[] =>
  services.flatMap(({ name, bounds }) => {
    const { inside, outside } = bounds ?? {};
    const callers = [...calls].filter(([, to]) => to.get(name)?.mode === 'synchronous');
    const said = (bound: Bound) =>
      `The timeout of ${compactDuration(bound.after_ms)} at ${bound.from}`;
    const notes: string[] = [];
    if (inside !== undefined) {
      const place =
        callers.length === 0
          ? `is not read, for no call to ${name} is known`
          : `is put on the calls to ${name} of ${callers.map(([caller]) => caller).join(', ')}`;
      notes.push(`${said(inside)} ${place}. What the mesh repeats by itself is not modelled.`);
    }
    if (outside !== undefined && !isEntry(name)) {
      notes.push(
        `${said(outside)} is not read: it bounds requests from outside, and ${name} is taken for no entry.`,
      );
    }
    return notes;
  });

type BoundOf = (callee: string) => Bound | undefined;

const serviceOf = (draft: DraftService, calls: Calls, boundOf: BoundOf, keep: Keep): Service => {
  const { name } = draft;
  const path = `services.${name}`;
  const kind = keep(`${path}.kind`, draft.kind);
  const handle = `${path}.operations.${OPERATION}`;
  const cpu = draft.cpu && keep(`${path}.cpu`, draft.cpu);
  const memory_bytes = draft.memory && keep(`${path}.memory`, draft.memory);
  const operation: Operation = {
    name: OPERATION,
    time: keep(`${handle}.time`, fallback(defaults.timeOf(kind))),
    order: keep(`${handle}.order`, fallback(defaults.ORDER)),
    calls: callsOf(calls.get(name), `${handle}.calls`, boundOf, keep),
  };
  return {
    name,
    kind,
    replicas: keep(`${path}.replicas`, draft.replicas),
    zones: draft.zones === undefined ? [] : keep(`${path}.zones`, draft.zones),
    concurrency: keep(`${path}.concurrency`, fallback(defaults.concurrencyOf(kind))),
    queue: keep(`${path}.queue`, fallback(defaults.QUEUE)),
    resources: {
      ...(cpu === undefined ? {} : { cpu }),
      ...(memory_bytes === undefined ? {} : { memory_bytes }),
    },
    probes: draft.probes === undefined ? [] : keep(`${path}.probes`, draft.probes),
    operations: [operation],
    policies: [],
  };
};

const callsOf = (
  targets: ReadonlyMap<string, FoundCall> | undefined,
  parent: string,
  boundOf: BoundOf,
  keep: Keep,
): Call[] =>
  [...(targets ?? [])].map(([callee, { from, mode, why }]) => {
    const path = `${parent}.${callee}/${OPERATION}`;
    keep(path, { value: callee, from });
    const bound = mode === 'synchronous' ? boundOf(callee) : undefined;
    return {
      service: callee,
      operation: OPERATION,
      count: keep(`${path}.count`, fallback(defaults.COUNT)),
      mode: keep<Call['mode']>(`${path}.mode`, { value: mode, from: assumed(why) }),
      idempotent: 'unknown',
      optional: 'unknown',
      policies:
        bound === undefined
          ? []
          : [{ slug: 'timeout', parameters: { after: compactDuration(bound.after_ms) } }],
    };
  });

/** What a matrix of this system would leave unsaid. */
const reachWarnings = (system: System): string[] => {
  const missing = unreached(system);
  const [entry] = system.entries;
  if (missing.length === 0 || entry === undefined) return [];
  const others = system.services.length - system.entries.length;
  const known = others - missing.length;
  const few = known * 2 < others ? 'The file names few calls' : 'Some calls are not in the file';
  return [
    `${few}: from ${entry.service} they reach ${known} of ${others} other services. Faults in the rest ` +
      `are not tried: ${missing.join(', ')}. State who calls them, as in services: ` +
      `${entry.service}: operations: ${OPERATION}: calls: { ${missing[0]}/${OPERATION}: {} }.`,
  ];
};
