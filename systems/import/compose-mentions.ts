import { entriesOf, itemsOf, type Tree, textOf, under } from '../yaml/tree.ts';
import { assumed, type Mention, read } from './draft.ts';
import {
  type Address,
  addressesIn,
  addressesInWords,
  Blanks,
  isAddressKey,
  namesHost,
} from './hosts.ts';
import { fillShell, runsShell, settingsIn } from './shell.ts';

const DEFAULTS = /\$\{[A-Za-z_]\w*:?-([^${}]*)\}/g;

/** Defaults within defaults: '${CART:-${SHOP:-cart}}'. */
const NESTED_MAX = 4;

/** Compose fills '${NAME:-default}' from the shell's variables; of these only the default is known. */
export const fill = (text: string): string => {
  if (!text.includes('${')) return text;
  let filled = text;
  for (let level = 0; level < NESTED_MAX; level += 1) {
    filled = filled.replace(DEFAULTS, (_whole, fallback: string) => fallback);
  }
  return filled;
};

/** As {@link fill}, with a blank for each variable that has no default. */
const fillBlanks = (
  text: string,
  blanks: Blanks,
  inShell: (text: string) => string = () => '\0',
): string => {
  if (!text.includes('$')) return text;
  // '$$' is a dollar for the container's own shell: in a command its variables may be known.
  let filled = text.replace(/\$(\$(?:\{[^{}]*\}|[A-Za-z_]\w*)?)/g, (_whole, own: string) =>
    inShell(own),
  );
  for (let level = 0; level < NESTED_MAX; level += 1) {
    filled = fill(filled).replace(
      /\$\{([A-Za-z_]\w*)(?:[^\w{}$][^{}$]*)?\}/g,
      (_whole, name: string) => blanks.of(name),
    );
  }
  return filled.replace(/\$([A-Za-z_]\w*)/g, (_whole, name: string) => blanks.of(name));
};

const wordsOf = (tree: Tree | undefined): string[] => {
  const text = textOf(tree);
  return text === undefined ? itemsOf(tree).flatMap((item) => textOf(item) ?? []) : [text];
};

interface ComposeMentions {
  readonly mentions: readonly Mention[];
  /** Variables without a value that stand where a host should. */
  readonly unknown: readonly string[];
}

/** The addresses that a Compose service names, and the services it links to or waits for. */
export const composeMentions = (
  service: Tree,
  file: string,
  isStore: (name: string) => boolean,
): ComposeMentions => {
  const mentions: Mention[] = [];
  const unknown: string[] = [];
  const blanks = new Blanks();
  const add = (addresses: readonly Address[], at: Tree, label: string, key: string) => {
    for (const address of addresses) {
      const { host, port, explicit, key: own = key } = address;
      const variables = blanks.in(host);
      if (variables !== undefined) {
        if (namesHost({ ...address, key: own }, variables)) unknown.push(...variables);
        continue;
      }
      const from = read(`${file}:${at.at.line}, ${label}`);
      const addressKey = isAddressKey(own);
      mentions.push({ host, port, explicit, addressKey, insideOnly: false, from });
    }
  };
  const addName = (name: string, from: Mention['from']) => {
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
    add(addressesIn(fillBlanks(value, blanks)), tree, key, key);
  }
  const line = ['entrypoint', 'command'].flatMap((key) => wordsOf(under(service, key)));
  const known = runsShell(line)
    ? new Map([
        ...environmentOf(service).map(
          ({ key, value }) => [key, fillBlanks(value, blanks)] as const,
        ),
        ...line.flatMap(settingsIn),
      ])
    : undefined;
  for (const key of ['entrypoint', 'command']) {
    const tree = under(service, key);
    const texts = wordsOf(tree).map((word) =>
      fillBlanks(word, blanks, (text) => fillShell(text, known, (name) => blanks.of(name))),
    );
    if (tree !== undefined) add(addressesInWords(texts), tree, key, '');
  }
  for (const item of itemsOf(under(service, 'links'))) {
    const [name] = (textOf(item) ?? '').split(':');
    if (name !== undefined && name !== '') {
      addName(name, read(`${file}:${item.at.line}, links`));
    }
  }
  for (const { name, tree } of dependencies(service)) {
    if (!isStore(name)) continue;
    const place = `${file}:${tree.at.line}, depends_on`;
    addName(name, assumed(`it waits for ${name} to start and so most likely uses it (${place})`));
  }
  return { mentions, unknown };
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
