/** Network addresses in the values of a manifest: hosts and ports, never credentials. */

export interface Address {
  readonly host: string;
  readonly port: string | undefined;
  /** A URL or host:port. Otherwise a plain word, which is an address only if a service has that name. */
  readonly explicit: boolean;
  readonly url: boolean;
  /** The key of a pair in the value, as in 'Host=db;Port=5432'. */
  readonly key?: string;
}

/** How much of a value is looked at. */
export const VALUE_LENGTH_MAX = 65_536;

const BLANK_FIRST = 0xe000;
const BLANK_COUNT = 6400;
const NAME_LENGTH_MAX = 100;

/**
 * Variables that nobody gave a value. Each stands in a text as a blank, a character of Unicode's
 * private area, which `addressesIn` reads as part of a host: so an address knows what it lacks.
 */
export class Blanks {
  readonly #indexOf = new Map<string, number>();
  readonly #names: string[] = [];

  /** The blank that stands for a variable. */
  of(name: string): string {
    const known = this.#indexOf.get(name);
    if (known !== undefined) return String.fromCharCode(BLANK_FIRST + known);
    // More variables than blanks: the last one stands for all that follow.
    const index = Math.min(this.#names.length, BLANK_COUNT - 1);
    if (index === this.#names.length) this.#names.push(name.slice(0, NAME_LENGTH_MAX));
    this.#indexOf.set(name, index);
    return String.fromCharCode(BLANK_FIRST + index);
  }

  /** The variables in a host; undefined when it has none. */
  in(host: string): readonly string[] | undefined {
    const found = [...host].map((letter) => letter.charCodeAt(0) - BLANK_FIRST);
    const blanks = found.filter((index) => index >= 0 && index < BLANK_COUNT);
    if (blanks.length === 0) return undefined;
    return blanks.flatMap((index) => this.#names[index] ?? []);
  }
}

const SCHEMES_ELSEWHERE = new Set([
  'file',
  'unix',
  'data',
  'classpath',
  'jar',
  'mailto',
  'fd',
  'npipe',
]);

/** Words in a key that say its value is an address. */
const ADDRESS_WORDS = new Set(
  (
    'host hosts hostname addr addrs address addresses url urls uri uris endpoint endpoints server ' +
    'servers service services broker brokers bootstrap node nodes dsn upstream target backend ' +
    'connection peer peers seed seeds origin proxy sentinel'
  ).split(' '),
);

const wordsOf = (key: string): string[] =>
  key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');

/** Whether a key such as CART_SERVICE_ADDR or --redis-host names an address; APP_NAME does not. */
export const isAddressKey = (key: string): boolean => {
  if (/^-[hH]$/.test(key)) return true;
  const words = wordsOf(key);
  const last = words.at(-1);
  if (last === 'name' && words.at(-2) !== 'host') return false;
  if (last === 'port' || last === 'user' || last === 'password' || last === 'email') return false;
  return words.some((word) => ADDRESS_WORDS.has(word) || /(host|addr|url|uri)$/.test(word));
};

/** Whether a value with variables in its host is an address, and not some other text with a colon. */
export const namesHost = (
  { explicit, url, key = '' }: Address,
  variables: readonly string[],
): boolean => url || isAddressKey(key) || (explicit && variables.some(isAddressKey));

const valid = (host: string): boolean =>
  /^[a-z0-9_\uE000-\uF8FF]([a-z0-9_.\uE000-\uF8FF-]{0,251}[a-z0-9_\uE000-\uF8FF])?$/i.test(host) &&
  !/^(localhost|0+(\.0+)*|127\..*|\d+|host\.docker\.internal)$/i.test(host);

const split = (text: string): { host: string; port: string | undefined } | undefined => {
  const found = /^([^:]+?)\.?(?::(?:(\d{1,5})|[\uE000-\uF8FF]))?$/.exec(text);
  const host = found?.[1];
  if (host === undefined || !valid(host)) return undefined;
  return { host: host.toLowerCase(), port: found?.[2] };
};

const fromUrl = (scheme: string, rest: string): Address | undefined => {
  if (SCHEMES_ELSEWHERE.has(scheme.toLowerCase())) return undefined;
  const authority = rest.split(/[/?#]/)[0] ?? '';
  const before = authority.lastIndexOf('@');
  // A password with a slash in it: what stands before the last '@' must never be taken for a host.
  const hidden = before < 0 && rest.includes('@');
  const place = hidden
    ? (rest.slice(rest.lastIndexOf('@') + 1).split(/[/?#]/)[0] ?? '')
    : authority;
  const address = split(place.slice(place.lastIndexOf('@') + 1));
  return address === undefined ? undefined : { ...address, explicit: !hidden, url: true };
};

const fromPiece = (piece: string): Address | undefined => {
  const url = /^([a-z\uE000-\uF8FF][a-z0-9+.-]*):(?:[a-z0-9+.-]+:)*\/\/(.+)$/i.exec(piece);
  if (url !== null) return fromUrl(url[1] ?? '', url[2] ?? '');
  if (piece.includes('://')) return undefined;
  const at = piece.lastIndexOf('@');
  const place = piece.slice(at + 1);
  const authority = place.split('/')[0] ?? '';
  const address = split(authority);
  if (address === undefined) return undefined;
  const explicit = authority.includes(':');
  // 'someone@example.com' is a mailbox and 'library/redis' an image.
  const plain = at < 0 && (!place.includes('/') || /[\uE000-\uF8FF]/.test(authority));
  return explicit || plain ? { ...address, explicit, url: false } : undefined;
};

/**
 * The addresses in a value: URLs with or without credentials, `jdbc:`, `user:password@tcp(host:port)`,
 * comma-separated lists, `key=value` pairs, plain words. Values that still hold a placeholder are left
 * alone; those with {@link Blanks} come back with the blank in the host, and without a blank port.
 */
export const addressesIn = (value: string): Address[] => {
  const found: Address[] = [];
  for (const raw of value.slice(0, VALUE_LENGTH_MAX).split(/[\s,;|"'`()<>[\]{}\\]+/)) {
    if (raw === '' || raw.includes('$')) continue;
    const pair = /^(-{0,2}[\w.-]+)=(.*)$/.exec(raw);
    const address = fromPiece(pair?.[2] ?? raw);
    const key = pair?.[1];
    if (address !== undefined) found.push(key === undefined ? address : { ...address, key });
  }
  return found;
};

/** The addresses on a command line; the key of one is the flag before it. */
export const addressesInWords = (words: readonly string[]): Address[] => {
  const found: Address[] = [];
  let flag = '';
  for (const word of words.flatMap((text) => text.slice(0, VALUE_LENGTH_MAX).split(/\s+/))) {
    found.push(...addressesIn(word).map((address) => ({ key: flag, ...address })));
    flag = /^-{1,2}[A-Za-z][\w.-]*$/.test(word) ? word : '';
  }
  return found;
};

/** 'host' or 'host:port'. */
export const printAddress = ({ host, port }: Pick<Address, 'host' | 'port'>): string =>
  port === undefined ? host : `${host}:${port}`;
