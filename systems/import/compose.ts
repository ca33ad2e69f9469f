import { entriesOf, itemsOf, type Tree, textOf, under } from '../yaml/tree.ts';
import { assemble } from './assemble.ts';
import { composeMentions, fill } from './compose-mentions.ts';
import { includeNote, notesOn, profilesOf, unknownNote } from './compose-notes.ts';
import { cpuLimit, memoryLimit, portsOpen, probesOf, replicasOf } from './compose-service.ts';
import { assumed, type Draft, type DraftService, type Imported, read } from './draft.ts';
import { isInfrastructure, storeByImage, storeByName } from './recognise.ts';
import { baseName, Names, readManifest, replicasNote, SERVICES_MAX, systemName } from './source.ts';

/**
 * Reads a Compose file: services, replicas, limits, health checks, stores, published ports as entries,
 * and calls from the addresses in environment and command. `links` says that a service talks to
 * another and counts as a call. `depends_on` is an order of starting: it counts as an assumed call where it
 * names a store or a broker, which nobody waits for without using it, and is only mentioned elsewhere.
 * A service behind a profile does not run unless someone asks for it: it is left out, with a warning.
 * Credentials in URLs are dropped; `env_file` is not read.
 *
 * @param file what messages and comments call the text; its folder may give the system its name
 */
export const importCompose = (text: string, file: string): Imported => {
  const source = readManifest(text, file);
  if ('problems' in source) return { ok: false, problems: source.problems };
  const [tree] = source.trees;
  const services = under(tree, 'services');
  const fail = (message: string, hint: string, line = tree?.at.line ?? 1): Imported => ({
    ok: false,
    problems: [{ file, line, column: 1, message, hint }],
  });
  if (services === undefined) {
    const kubernetes = under(tree, 'apiVersion') !== undefined;
    const hint = kubernetes
      ? 'this looks like Kubernetes: import it with `dstudio import kubernetes`'
      : under(tree, 'include') !== undefined
        ? 'it only includes other files: give the whole, which `docker compose config` prints'
        : "a Compose file lists its containers under 'services:'";
    return fail('no services are in it', hint);
  }
  const found = entriesOf(services).filter((entry) => entry.value.kind === 'map');
  if (found.length === 0) {
    return fail('services is empty', 'give the file that holds the containers', services.at.line);
  }
  if (found.length > SERVICES_MAX) {
    return fail(
      `${found.length} services are in it, at most ${SERVICES_MAX} can be simulated`,
      'split the file',
    );
  }
  if (found.every(({ value }) => profilesOf(value).length > 0)) {
    return fail(
      'every service in it is behind a profile, so none runs by default',
      'take `profiles` away from those that run',
      services.at.line,
    );
  }
  const draft = draftOf(tree, found, file);
  if (draft.services.every((service) => service.infrastructure)) {
    return fail('no service in it answers requests', 'give the file that holds the system itself');
  }
  return { ok: true, system: assemble(draft) };
};

const draftOf = (
  tree: Tree | undefined,
  found: readonly { readonly key: string; readonly value: Tree }[],
  file: string,
): Draft => {
  const base = baseName(file);
  const warnings: string[] = [];
  const names = new Names();
  const kinds = new Map(found.map(({ key, value }) => [key, kindOf(key, value)]));
  const byHost = new Map<string, DraftService | undefined>();
  const services: DraftService[] = [];
  const unknown = new Map<string, string[]>();
  const leftOut = new Map<string, string>();
  const leaveOut = (key: string, service: Tree, why: string) => {
    for (const host of hostsOf(key, service)) leftOut.set(host, `, ${why} and left out`);
  };
  for (const { key, value } of found) {
    const profiles = profilesOf(value);
    if (profiles.length > 0) {
      const list = `the ${profiles.length === 1 ? 'profile' : 'profiles'} ${profiles.join(', ')}`;
      leaveOut(key, value, `which is behind ${list}`);
      warnings.push(
        `${key} is behind ${list} and does not run by default: left out. If it runs, take \`profiles\` ` +
          'away from it and import again.',
      );
      continue;
    }
    const replicas = replicasOf(value, base, (given) =>
      warnings.push(replicasNote(key, given, base)),
    );
    if (replicas.value === 0) {
      leaveOut(key, value, 'which is scaled to 0 replicas');
      warnings.push(`${key} is scaled to 0 replicas: left out. If it runs, give it replicas.`);
      continue;
    }
    const image = imageOf(value);
    const kind = kinds.get(key) ?? { value: 'service', from: { kind: 'stated' } };
    const addresses = composeMentions(value, base, (other) => {
      const otherKind = kinds.get(other)?.value;
      return otherKind === 'store' || otherKind === 'queue';
    });
    for (const variable of new Set(addresses.unknown)) {
      unknown.set(variable, [...(unknown.get(variable) ?? []), key]);
    }
    const service: DraftService = {
      name: names.take(key),
      kind,
      infrastructure: kind.value === 'service' && isInfrastructure(key, image),
      replicas,
      zones: undefined,
      cpu: cpuLimit(value, base),
      memory: memoryLimit(value, base),
      probes: probesOf(value, base),
      mentions: addresses.mentions,
      exposed: portsOpen(value, base),
      addressable: false,
    };
    services.push(service);
    for (const host of hostsOf(key, value)) {
      // Two services of one name: an address that says nothing.
      if (host === key) byHost.set(host, service);
      else if (!byHost.has(host) && !kinds.has(host)) byHost.set(host, service);
      else if (!kinds.has(host) && byHost.get(host) !== service) byHost.set(host, undefined);
    }
  }
  const works = (key: string) =>
    byHost.get(key)?.kind.value === 'service' && byHost.get(key)?.infrastructure === false;
  const running = found.filter(({ value }) => profilesOf(value).length === 0);
  warnings.push(...includeNote(under(tree, 'include')));
  warnings.push(...unknownNote(unknown), ...notesOn(running, works));
  const name = textOf(under(tree, 'name'));
  return {
    name: name === undefined || name.includes('$') ? systemName(file) : systemName(name),
    services,
    warnings,
    resolve: (host) => byHost.get(host),
    outside: (host) => {
      const why = byHost.has(host) ? undefined : leftOut.get(host);
      return why === undefined ? undefined : { host, why };
    },
  };
};

const imageOf = (service: Tree): string => fill(textOf(under(service, 'image')) ?? '');

const kindOf = (name: string, service: Tree): DraftService['kind'] => {
  const image = imageOf(service);
  const byImage = storeByImage(image);
  if (byImage !== undefined) return { value: byImage, from: read(`image ${image}`) };
  const byName = storeByName(name);
  if (byName !== undefined) return { value: byName, from: assumed('its name says so') };
  return { value: 'service', from: { kind: 'stated' } };
};

/** What other containers may call it by. */
const hostsOf = (name: string, service: Tree): Set<string> => {
  const hosts = [
    name,
    textOf(under(service, 'hostname')),
    textOf(under(service, 'container_name')),
  ];
  for (const network of entriesOf(under(service, 'networks'))) {
    hosts.push(...itemsOf(under(network.value, 'aliases')).map(textOf));
  }
  return new Set(hosts.flatMap((host) => (host === undefined ? [] : [host.toLowerCase()])));
};
