import { entriesOf, itemsOf, type Tree, textOf, under } from '../yaml/tree.ts';
import type { Mention } from './draft.ts';
import { type Address, addressesIn, addressesInWords, isAddressKey } from './hosts.ts';

/** Compose fills '${NAME:-default}' from the shell's variables; of these only the default is known. */
export const fill = (text: string): string =>
  text.replace(/\$\{[A-Za-z_]\w*:?-([^${}]*)\}/g, (_whole, fallback: string) => fallback);

/** The addresses that a Compose service names, and the services it links to or waits for. */
export const composeMentions = (
  service: Tree,
  file: string,
  isStore: (name: string) => boolean,
): Mention[] => {
  const mentions: Mention[] = [];
  const add = (addresses: readonly Address[], at: Tree, label: string, key: string) => {
    for (const { host, port, explicit, key: own = key } of addresses) {
      const from = `${file}:${at.at.line}, ${label}`;
      const addressKey = isAddressKey(own);
      mentions.push({ host, port, explicit, addressKey, insideOnly: false, from });
    }
  };
  const addName = (name: string, at: Tree, label: string) => {
    const from = `${file}:${at.at.line}, ${label}`;
    const host = name.toLowerCase();
    mentions.push({
      host,
      port: undefined,
      explicit: true,
      addressKey: true,
      insideOnly: true,
      from,
    });
  };
  for (const { key, value, tree } of environmentOf(service)) {
    add(addressesIn(fill(value)), tree, key, key);
  }
  for (const key of ['entrypoint', 'command']) {
    const tree = under(service, key);
    const words = textOf(tree) === undefined ? itemsOf(tree).map(textOf) : [textOf(tree)];
    const texts = words.flatMap((word) => (word === undefined ? [] : [fill(word)]));
    if (tree !== undefined) add(addressesInWords(texts), tree, key, '');
  }
  for (const item of itemsOf(under(service, 'links'))) {
    const [name] = (textOf(item) ?? '').split(':');
    if (name !== undefined && name !== '') addName(name, item, 'links');
  }
  for (const { name, tree } of dependencies(service)) {
    if (isStore(name)) addName(name, tree, 'depends_on');
  }
  return mentions;
};

/** What a service waits for at its start, as a list or as a map. */
export const dependencies = (service: Tree): { name: string; tree: Tree }[] => {
  const tree = under(service, 'depends_on');
  if (tree?.kind === 'map') {
    return tree.entries.map(({ key, at, value }) => ({ name: key, tree: { ...value, at } }));
  }
  return itemsOf(tree).map((item) => ({ name: textOf(item) ?? '', tree: item }));
};

/** Environment as a map or as a list of 'KEY=value'; a key without a value is set elsewhere. */
const environmentOf = (service: Tree): { key: string; value: string; tree: Tree }[] => {
  const tree = under(service, 'environment');
  const pairs = entriesOf(tree).map(({ key, value }) => ({
    key,
    value: textOf(value) ?? '',
    tree: value,
  }));
  for (const item of itemsOf(tree)) {
    const text = textOf(item) ?? '';
    const cut = text.indexOf('=');
    if (cut > 0) pairs.push({ key: text.slice(0, cut), value: text.slice(cut + 1), tree: item });
  }
  return pairs;
};
