import { parseRate, parseShare } from '@dstudio/kernel';
import { policies as knownPolicies } from '@dstudio/patterns/policies';
import type { Policy } from '@dstudio/patterns/policy';
import * as defaults from '../defaults.ts';
import type { Entry as EntryPoint, External, Objectives, Service, System } from '../system.ts';
import { checkWhole } from './check.ts';
import { PolicyReader } from './policies.ts';
import { type Problem, Problems, quote } from './problem.ts';
import { Reader } from './reader.ts';
import { type OperationNames, resolveOperation } from './resolve.ts';
import { ServiceReader } from './service.ts';
import { entriesOf, readTrees, type Tree, type TreeLimits, under } from './tree.ts';
import { readLatency } from './units.ts';

export type ParsedSystem =
  | { readonly ok: true; readonly system: System; readonly source: string }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What the first line of a system file says. */
export const FORMAT = 'system/1';

const LIMITS: TreeLimits = {
  size_max: 2 ** 20,
  noun: 'a system file',
  nodes_max: 200_000,
  aliases: 'refuse',
};
const SERVICES_MAX = 500;
const OPERATIONS_MAX = 2000;
const CALLS_MAX = 5000;
const ENTRIES_MAX = 50;
const LIST_MAX = 1000;
const RATE_MAX_PER_S = 1_000_000;
const HOUR_MS = 3_600_000;

const TOP_KEYS = ['dstudio', 'name', 'objectives', 'entries', 'services', 'externals', 'warnings'];
const START = { line: 1, column: 1 };

/**
 * Reads a `system.yaml`: strict, so that a slip of the pen is a message and never a silent default.
 * What is left out gets a default and is marked as assumed; what carries no tag was stated.
 *
 * @param file what messages call the text
 * @param policies descriptors of the patterns that may be attached; all rooms' by default
 * @returns the system, or every fault with its line and what to do about it. Never throws.
 */
export const parseSystem = (
  text: string,
  file: string,
  policies: readonly Policy[] = knownPolicies,
): ParsedSystem => {
  const problems = new Problems(file);
  const system = read(text, file, policies, problems);
  return system === undefined || problems.any
    ? { ok: false, problems: problems.sorted() }
    : { ok: true, system, source: text };
};

const read = (
  text: string,
  file: string,
  policies: readonly Policy[],
  problems: Problems,
): System | undefined => {
  const trees = readTrees(text, LIMITS, problems);
  if (trees === undefined) return undefined;
  const [tree, second] = trees;
  const reader = new Reader(problems);
  if (tree === undefined) {
    return reader.fault(START, 'the file is empty', `begin it with 'dstudio: ${FORMAT}'`);
  }
  if (!isSystem(tree, reader)) return undefined;
  if (second !== undefined) {
    return reader.fault(
      second.at,
      'the file holds several documents',
      "keep one; remove the '---'",
    );
  }
  const fields = reader.fields(tree, 'the file', TOP_KEYS);
  const serviceEntries = reader
    .entries(fields.get('services'), 'services', 'cart: { replicas: 2 }')
    .filter((entry) => reader.name(entry.key, entry.at, 'a service'));
  if (!withinLimits(fields, reader) || problems.any) return undefined;
  if (serviceEntries.length === 0) {
    return reader.fault(
      fields.get('services')?.at,
      'there are no services',
      "add 'services:' with at least one",
    );
  }
  const names: OperationNames = new Map(
    serviceEntries.map(({ key, value }) => {
      const operations = entriesOf(under(value, 'operations')).map((entry) => entry.key);
      return [key, operations.length === 0 ? [defaults.OPERATION] : operations];
    }),
  );
  const policyReader = new PolicyReader(reader, policies);
  const serviceReader = new ServiceReader(reader, names, policyReader);
  const services = serviceEntries.map((entry) => serviceReader.service(entry));
  const system: System = {
    name: nameOf(fields.get('name'), file, reader),
    objectives: objectivesOf(fields.get('objectives'), reader),
    entries: entryPointsOf(fields.get('entries'), names, reader),
    services,
    externals: externalsOf(fields.get('externals'), services, reader),
    provenance: reader.provenance,
    warnings: warningsOf(fields.get('warnings'), reader),
  };
  if (!problems.any) checkWhole(system, serviceReader.calls, fields.get('entries')?.at, reader);
  return system;
};

const isSystem = (tree: Tree, reader: Reader): boolean => {
  const format = under(tree, 'dstudio');
  const where = format?.at ?? START;
  const first = `the first line of a system file is 'dstudio: ${FORMAT}'`;
  if (format === undefined) {
    const foreign =
      under(tree, 'apiVersion') !== undefined
        ? 'this looks like a Kubernetes manifest: import it with `dstudio import kubernetes`'
        : under(tree, 'services') !== undefined && under(tree, 'entries') === undefined
          ? 'if this is a Compose file, import it with `dstudio import compose`; otherwise add the line'
          : 'add the line';
    reader.fault(where, first, foreign);
    return false;
  }
  if (format.kind === 'text' && format.text === FORMAT) return true;
  reader.fault(
    where,
    `${first}, not ${quote(format.kind === 'text' ? format.text : format.kind)}`,
    'correct it',
  );
  return false;
};

const withinLimits = (fields: ReadonlyMap<string, Tree>, reader: Reader): boolean => {
  const services = entriesOf(fields.get('services'));
  const operations = services.flatMap((entry) => entriesOf(under(entry.value, 'operations')));
  const calls = operations.flatMap((entry) => entriesOf(under(entry.value, 'calls')));
  const entries = entriesOf(fields.get('entries'));
  const counts = [
    ['services', services.length, SERVICES_MAX, fields.get('services')],
    ['operations', operations.length, OPERATIONS_MAX, fields.get('services')],
    ['calls', calls.length, CALLS_MAX, fields.get('services')],
    ['entries', entries.length, ENTRIES_MAX, fields.get('entries')],
  ] as const;
  const over = counts.find(([, count, most]) => count > most);
  if (over === undefined) return true;
  const [what, count, most, tree] = over;
  reader.fault(
    tree?.at,
    `there are ${count} ${what}, at most ${most} can be simulated`,
    'leave some out',
  );
  return false;
};

const nameOf = (tree: Tree | undefined, file: string, reader: Reader): string => {
  const stem = (file.split(/[\\/]/).at(-1) ?? '').replace(/(\.system)?\.ya?ml$/, '') || 'system';
  if (tree === undefined) return stem;
  reader.untagged(tree, 'name');
  const name = reader.text(tree, 'name', 'name: boutique')?.trim();
  if (name === undefined) return stem;
  if (name !== '' && name.length <= 100 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return name;
  reader.fault(
    tree.at,
    `the name ${quote(name)} is not usable`,
    'write at most 100 plain characters',
  );
  return stem;
};

const objectivesOf = (tree: Tree | undefined, reader: Reader): Objectives => {
  const { value, why } = defaults.OBJECTIVES;
  reader.untagged(tree, 'objectives');
  const fields = reader.fields(tree, 'objectives', ['availability', 'latency']);
  const inside = (given: Tree, share: number): number | undefined =>
    share > 0 ? share : reader.fault(given.at, 'an objective of 0% is none', 'leave it out');
  const path = 'objectives.availability';
  const availability = reader.fact(
    fields.get('availability'),
    path,
    { value: value.availability, why },
    (given) => {
      const text = reader.text(given, path, '99.9%');
      return text === undefined ? undefined : inside(given, parseShare(text));
    },
  );
  const fallback = { value: { share: value.latency_share, latency_ms: value.latency_ms }, why };
  const latency = reader.fact(fields.get('latency'), 'objectives.latency', fallback, (given) => {
    const text = reader.text(given, 'objectives.latency', '95% under 200ms');
    if (text === undefined) return undefined;
    const read = readLatency(text);
    if (read === undefined || !(read.latency_ms > 0)) {
      const message = `objectives.latency is ${quote(text)}`;
      return reader.fault(given.at, message, "write a share and a time: '95% under 200ms'");
    }
    return inside(given, read.share) === undefined ? undefined : read;
  });
  return { availability, latency_share: latency.share, latency_ms: latency.latency_ms };
};

const entryPointsOf = (
  tree: Tree | undefined,
  names: OperationNames,
  reader: Reader,
): EntryPoint[] => {
  reader.untagged(tree, 'entries');
  const found = new Map<string, EntryPoint>();
  const entries = reader.entries(tree, 'entries', 'frontend/handle: { rate: 50/s }');
  if (entries.length === 0 && tree?.kind !== 'text' && tree?.kind !== 'list') {
    const first = [...names.keys()][0];
    const hint = `say where requests come in: 'entries: { ${first}: { rate: 50/s } }'`;
    reader.fault(tree?.at, 'there are no entries, so nothing would happen', hint);
  }
  for (const { key, at, value } of entries) {
    const target = resolveOperation(key, at, 'entries', names, reader);
    if (target === undefined) continue;
    const id = `${target.service}/${target.operation}`;
    if (found.has(id)) {
      reader.fault(at, `entries names ${id} twice`, 'keep one of the two');
      continue;
    }
    const path = `entries.${id}`;
    reader.origin(value, path);
    const fields = reader.fields(value, path, ['rate', 'patience']);
    const rate_per_s = reader.fact(
      fields.get('rate'),
      `${path}.rate`,
      defaults.RATE_PER_S,
      (given) => {
        const text = reader.text(given, `${path}.rate`, '50/s');
        if (text === undefined) return undefined;
        const rate = parseRate(text);
        if (rate > 0 && rate <= RATE_MAX_PER_S) return rate;
        const hint = `write a rate above 0 and at most ${RATE_MAX_PER_S}/s`;
        return reader.fault(given.at, `${path}.rate is ${quote(text)}`, hint);
      },
    );
    const patience_ms = reader.fact(
      fields.get('patience'),
      `${path}.patience`,
      defaults.PATIENCE_MS,
      (given) => reader.duration(given, `${path}.patience`, HOUR_MS, false),
    );
    found.set(id, { ...target, rate_per_s, patience_ms });
  }
  return [...found.values()];
};

const externalsOf = (
  tree: Tree | undefined,
  services: readonly Service[],
  reader: Reader,
): External[] => {
  reader.untagged(tree, 'externals');
  const names = new Set(services.map((service) => service.name));
  const entries = reader
    .entries(tree, 'externals', 'api.example.com: [frontend]')
    .slice(0, LIST_MAX);
  return entries.map(({ key, at, value }) => {
    const path = `externals.${key}`;
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,252}$/.test(key) || key.endsWith(':')) {
      reader.fault(at, `${quote(key)} is no address`, "write a host, or 'host:port'");
    }
    reader.untagged(value, path);
    const callers = reader
      .items(value, path, '[frontend]')
      .slice(0, LIST_MAX)
      .map((item) => {
        const caller = reader.text(item, path, '[frontend]') ?? '';
        if (item.kind === 'text' && !names.has(caller)) {
          const hint = "name services that stand under 'services'";
          reader.fault(item.at, `${path}: no service is called ${quote(caller)}`, hint);
        }
        return caller;
      });
    return { name: key, callers };
  });
};

const warningsOf = (tree: Tree | undefined, reader: Reader): string[] => {
  reader.untagged(tree, 'warnings');
  const items = reader.items(tree, 'warnings', "- 'one sentence'").slice(0, LIST_MAX);
  return items.flatMap((item) => reader.text(item, 'warnings', "- 'one sentence'") ?? []);
};
