import { itemsOf, type Tree, textOf, under } from '../yaml/tree.ts';
import { type Mention, read } from './draft.ts';
import {
  type Address,
  addressesIn,
  addressesInWords,
  Blanks,
  isAddressKey,
  namesHost,
  VALUE_LENGTH_MAX,
} from './hosts.ts';
import { isService, type KubernetesObject } from './kubernetes-objects.ts';
import { fillShell, runsShell, settingsIn } from './shell.ts';

/** ConfigMap data by 'namespace/name', then by key. */
type ConfigMaps = ReadonlyMap<string, ReadonlyMap<string, Tree>>;

/** What a pod finds around it. */
export interface Surroundings {
  readonly file: string;
  readonly configMaps: ConfigMaps;
  /** By namespace, then by name; see {@link serviceVariables}. */
  readonly variables: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * The variables that Kubernetes gives every container for the Services of its namespace, such as
 * CART_SERVICE_HOST, with the Service's name for its address
 * (https://kubernetes.io/docs/concepts/services-networking/service/, "Discovering services").
 * Headless Services and those of type ExternalName have none.
 */
export const serviceVariables = (
  objects: readonly KubernetesObject[],
): Surroundings['variables'] => {
  const spaces = new Map<string, Map<string, string>>();
  for (const { namespace, name, tree } of objects.filter(isService)) {
    const spec = under(tree, 'spec');
    if (textOf(under(spec, 'clusterIP')) === 'None') continue;
    if (textOf(under(spec, 'type')) === 'ExternalName') continue;
    const variables = spaces.get(namespace) ?? new Map<string, string>();
    spaces.set(namespace, variables);
    const prefix = name.toUpperCase().replaceAll('-', '_');
    variables.set(`${prefix}_SERVICE_HOST`, name);
    itemsOf(under(spec, 'ports')).forEach((item, index) => {
      const port = textOf(under(item, 'port')) ?? '';
      const label = textOf(under(item, 'name'))?.toUpperCase().replaceAll('-', '_');
      const link = `${prefix}_PORT_${port}_${textOf(under(item, 'protocol')) ?? 'TCP'}`;
      const url = `${(textOf(under(item, 'protocol')) ?? 'TCP').toLowerCase()}://${name}:${port}`;
      if (index === 0) variables.set(`${prefix}_SERVICE_PORT`, port).set(`${prefix}_PORT`, url);
      if (label !== undefined) variables.set(`${prefix}_SERVICE_PORT_${label}`, port);
      variables.set(link, url).set(`${link}_ADDR`, name).set(`${link}_PORT`, port);
    });
  }
  return spaces;
};

/** Collects the addresses that a pod's containers name. */
export class MentionReader {
  readonly mentions: Mention[] = [];
  secrets = 0;
  readonly unread = new Set<string>();
  readonly unknown = new Set<string>();
  readonly #namespace: string;
  readonly #around: Surroundings;
  readonly #given: ReadonlyMap<string, string>;
  readonly #blanks = new Blanks();

  /** @param linked whether the containers get Kubernetes' own variables of Services */
  constructor(namespace: string, around: Surroundings, linked: boolean) {
    this.#namespace = namespace;
    this.#around = around;
    this.#given = (linked ? around.variables.get(namespace) : undefined) ?? new Map();
  }

  container(container: Tree): void {
    const values = new Map(this.#given);
    const secrets = new Set<string>();
    for (const source of itemsOf(under(container, 'envFrom'))) {
      const prefix = textOf(under(source, 'prefix')) ?? '';
      const secret = textOf(under(source, 'secretRef', 'name'));
      if (secret !== undefined) this.unread.add(`Secret ${secret}`);
      for (const [key, tree] of this.#configMap(under(source, 'configMapRef'), true)) {
        values.set(prefix + key, textOf(tree) ?? '');
        this.#add(addressesIn(textOf(tree) ?? ''), tree, prefix + key, prefix + key, false);
      }
    }
    for (const variable of itemsOf(under(container, 'env'))) {
      const name = textOf(under(variable, 'name')) ?? '';
      const origin = under(variable, 'valueFrom');
      const reference = under(origin, 'configMapKeyRef');
      const map = this.#configMap(reference, isAddressKey(name));
      const tree = under(variable, 'value') ?? map.get(textOf(under(reference, 'key')) ?? '');
      const secret = under(origin, 'secretKeyRef') !== undefined;
      if (secret && isAddressKey(name)) {
        this.secrets += 1;
        secrets.add(name);
      }
      if (tree !== undefined) {
        values.set(name, this.#value(name, tree, values, secrets));
      } else if (secret || reference !== undefined) values.delete(name);
      else values.set(name, this.#ownFact(under(origin, 'fieldRef')));
    }
    const line = ['command', 'args'].map((key) => ({ key, words: itemsOf(under(container, key)) }));
    const texts = line.flatMap(({ words }) => words.map((word) => textOf(word) ?? ''));
    const known = runsShell(texts) ? new Map([...values, ...texts.flatMap(settingsIn)]) : undefined;
    for (const { key, words } of line) {
      const [first] = words;
      if (first === undefined) continue;
      const texts = words.map((word) => {
        const { text } = this.#expand(textOf(word) ?? '', values);
        const filled = fillShell(text, known, (name) => this.#blanks.of(name));
        return filled.slice(0, VALUE_LENGTH_MAX);
      });
      this.#add(addressesInWords(texts), first, key, '', false, secrets);
    }
  }

  /** Mounted configuration: only addresses of this file's Services, for a file may name anything. */
  volumes(volumes: readonly Tree[]): void {
    for (const volume of volumes) {
      for (const [key, tree] of this.#configMap(under(volume, 'configMap'), false)) {
        this.#add(addressesIn(textOf(tree) ?? ''), tree, key, key, true);
      }
    }
  }

  #configMap(reference: Tree | undefined, needed: boolean): ReadonlyMap<string, Tree> {
    const name = textOf(under(reference, 'name'));
    const map = this.#around.configMaps.get(`${this.#namespace}/${name}`);
    if (map === undefined && name !== undefined && needed) this.unread.add(`ConfigMap ${name}`);
    return map ?? new Map<string, Tree>();
  }

  /** What a pod knows of itself: its namespace is known here, its addresses are nobody else's. */
  #ownFact(reference: Tree | undefined): string {
    const path = textOf(under(reference, 'fieldPath'));
    return path === 'metadata.namespace' ? this.#namespace : '';
  }

  #value(
    name: string,
    tree: Tree,
    values: ReadonlyMap<string, string>,
    secrets: ReadonlySet<string>,
  ): string {
    const { text, used } = this.#expand(textOf(tree) ?? '', values);
    // '$(CART_SERVICE_HOST)' is an address, whatever the variable that takes it is called.
    const key = isAddressKey(name) ? name : (used.find(isAddressKey) ?? name);
    this.#add(addressesIn(text), tree, name, key, false, secrets);
    return text;
  }

  #add(
    addresses: readonly Address[],
    tree: Tree,
    label: string,
    key: string,
    insideOnly: boolean,
    secrets: ReadonlySet<string> = new Set(),
  ): void {
    for (const address of addresses) {
      const { host, port, explicit, key: own = key } = address;
      const variables = this.#blanks.in(host);
      if (variables !== undefined) {
        const likely = !insideOnly && namesHost({ ...address, key: own }, variables);
        // An address that comes from a Secret is counted there.
        const missing = variables.filter((name) => !secrets.has(name));
        if (likely) for (const name of missing) this.unknown.add(name);
        continue;
      }
      const from = read(`${this.#around.file}:${tree.at.line}, ${label}`);
      const addressKey = !insideOnly && isAddressKey(own);
      this.mentions.push({ host, port, explicit, addressKey, insideOnly, from });
    }
  }

  /** Kubernetes fills '$(NAME)' with a variable that was set before it; '$$(NAME)' is left alone. */
  #expand(text: string, values: ReadonlyMap<string, string>): { text: string; used: string[] } {
    const used: string[] = [];
    // Variables that double one another would fill the memory.
    let room = VALUE_LENGTH_MAX;
    const filled = text.replace(/\$?\$\(([A-Za-z_][\w.-]*)\)/g, (whole, name: string) => {
      if (whole.startsWith('$$')) return '$';
      const value = values.get(name)?.slice(0, room);
      if (value === undefined) return this.#blanks.of(name);
      used.push(name);
      room -= value.length;
      return value;
    });
    return { text: filled, used };
  }
}
