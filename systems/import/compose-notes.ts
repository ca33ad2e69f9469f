import { entriesOf, itemsOf, type Tree, textOf, under } from '../yaml/tree.ts';
import { dependencies } from './compose-mentions.ts';
import { listed } from './source.ts';

/** The profiles that a service runs under; without any it always runs. */
export const profilesOf = (service: Tree): string[] =>
  itemsOf(under(service, 'profiles')).flatMap((item) => textOf(item) ?? []);

/** Says that other files are named and not read. */
export const includeNote = (include: Tree | undefined): string[] => {
  if (include === undefined || include.kind === 'empty') return [];
  const items = textOf(include) === undefined ? itemsOf(include) : [include];
  const paths = items.flatMap((item) => {
    const path = under(item, 'path') ?? item;
    return textOf(path) ?? itemsOf(path).map(textOf);
  });
  // A remote one may carry credentials.
  const plain = paths.filter((path) => path !== undefined && /^[\w./-]{1,100}$/.test(path));
  const list = plain.length === 0 || plain.length > 8 ? '' : ` (${plain.join(', ')})`;
  return [
    `include names other files${list}, which are not read: their services are missing here. Import the ` +
      'whole instead: `docker compose config` prints it.',
  ];
};

/** Says which variables would have to be known to know who is called. */
export const unknownNote = (unknown: ReadonlyMap<string, readonly string[]>): string[] => {
  if (unknown.size === 0) return [];
  const users = listed([...new Set([...unknown.values()].flat())]);
  return [
    `Addresses hold variables that have no value in the file: ${listed([...unknown.keys()])} (in ` +
      `${users}). They are not read: set the variables and import what \`docker compose config\` prints, ` +
      'or state those calls.',
  ];
};

/** Traefik's middlewares that decide who gets an answer, and when. */
const TRAEFIK_RULE =
  /^traefik\.(?:http|tcp)\.middlewares\.[^.]+\.(circuitbreaker|retry|ratelimit|inflightreq|inflightconn|buffering)\b/i;

/** Labels as 'key' of a map or 'key=value' of a list. */
const labelsOf = (service: Tree): string[] => {
  const labels = under(service, 'labels');
  return [
    ...entriesOf(labels).map(({ key }) => key),
    ...itemsOf(labels).flatMap((item) => textOf(item) ?? []),
  ];
};

/** What the file says elsewhere, or says and is not taken for more than it is. */
export const notesOn = (
  found: readonly { readonly key: string; readonly value: Tree }[],
  works: (key: string) => boolean,
): string[] => {
  const having = (test: (service: Tree) => boolean): string =>
    found
      .filter(({ value }) => test(value))
      .map(({ key }) => key)
      .join(', ');
  const warnings: string[] = [];
  const files = having((service) => under(service, 'env_file') !== undefined);
  if (files !== '') {
    warnings.push(
      `${files}: env_file is not read. If it names other services, state those calls, or put the ` +
        'addresses into environment.',
    );
  }
  const elsewhere = having((service) => under(service, 'extends') !== undefined);
  if (elsewhere !== '') {
    warnings.push(
      `${elsewhere}: extends is not read. Give the whole file: \`docker compose config\` prints it.`,
    );
  }
  const rules = found.flatMap(({ key, value }) => {
    const kinds = labelsOf(value).flatMap((label) => TRAEFIK_RULE.exec(label)?.[1] ?? []);
    return kinds.length === 0 ? [] : [`${key} (${[...new Set(kinds)].join(', ')})`];
  });
  if (rules.length > 0) {
    warnings.push(
      `Not read, though they bear on requests: Traefik's rules in the labels of ${listed(rules)}. State ` +
        'what they do at the calls or services that they govern, under policies.',
    );
  }
  const configs = having((service) => itemsOf(under(service, 'configs')).length > 0);
  if (configs !== '') {
    warnings.push(
      `${configs}: configs are not read. If they name other services, state those calls.`,
    );
  }
  const orders = found.flatMap(({ key, value }) =>
    dependencies(value)
      .filter(({ name }) => works(key) && works(name))
      .map(({ name }) => `${key} on ${name}`),
  );
  if (orders.length > 0) {
    warnings.push(
      `depends_on says in which order containers start, not who calls whom: ${listed(orders)} not taken ` +
        'as a call. State those that are calls.',
    );
  }
  return warnings;
};
