import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';

/**
 * Changes one value of a YAML text and leaves every other byte alone: printing the parsed document
 * anew would lose the person's alignment and spacing.
 *
 * @param keys the way to the value; each key may be spelled in several ways, the first is written when
 * it has to be made
 * @param value YAML for one line
 * @param options `keep` leaves a value that is there already
 */
export const setValue = (
  text: string,
  keys: readonly (readonly string[])[],
  value: string,
  options: { readonly keep: boolean },
): string => {
  const document = parseDocument(text, { logLevel: 'silent' });
  let map: unknown = document.contents;
  let pair: Pair | undefined;
  for (const [index, spellings] of keys.entries()) {
    const next = isMap(map)
      ? map.items.find((item) => spellings.includes(keyText(item)))
      : undefined;
    if (next === undefined) {
      const rest = keys.slice(index).map(([first = '']) => first);
      if (isMap(map) && (map.items.length > 0 || map.flow === true)) {
        return map.flow === true
          ? intoFlow(text, map, flowText(rest, value))
          : afterLast(text, map, rest, value);
      }
      return pair === undefined ? text : belowKey(text, pair, rest, value);
    }
    pair = next;
    map = next.value;
  }
  return pair === undefined || options.keep ? text : replace(text, pair, value);
};

const keyText = ({ key }: Pair): string =>
  isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : '';

const rangeOf = (node: unknown): readonly [number, number] | undefined => {
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return undefined;
  const { range } = node;
  return range === undefined || range === null ? undefined : [range[0], range[1]];
};

/** Where the colon behind a key ends. */
const afterColon = (text: string, { key }: Pair): number =>
  text.indexOf(':', rangeOf(key)?.[1] ?? 0) + 1;

/** Where a pair's last visible character ends, comments behind it not counted. */
const endOf = (text: string, pair: Pair): number => {
  const { value } = pair;
  if (isMap(value) && value.flow !== true) {
    const last = value.items.at(-1);
    if (last !== undefined) return endOf(text, last);
  }
  const colon = afterColon(text, pair);
  const end = rangeOf(value)?.[1] ?? colon;
  return colon + text.slice(colon, end).trimEnd().length;
};

const replace = (text: string, pair: Pair, value: string): string => {
  const start = afterColon(text, pair);
  const end = endOf(text, pair);
  const old = text.slice(start, end);
  let rest = text.slice(end);
  // The comment behind a tagged value says where that value came from, which is over.
  if (/^\s*!/.test(old)) rest = rest.replace(/^[ \t]+#[^\r\n]*/, '');
  return `${text.slice(0, start)} ${value}${rest}`;
};

const flowText = ([first = '', ...rest]: readonly string[], value: string): string =>
  rest.length === 0 ? `${first}: ${value}` : `${first}: { ${flowText(rest, value)} }`;

const blockLines = (keys: readonly string[], value: string, indent: number): string[] =>
  keys.map((key, index) => {
    const pad = ' '.repeat(indent + 2 * index);
    return index === keys.length - 1 ? `${pad}${key}: ${value}` : `${pad}${key}:`;
  });

const intoFlow = (text: string, map: YAMLMap, inside: string): string => {
  const [start, end] = rangeOf(map) ?? [0, 0];
  const before = text.slice(start, end - 1).trimEnd();
  const body = map.items.length === 0 ? '{ ' : `${before.replace(/,$/, '')}, `;
  return `${text.slice(0, start)}${body}${inside} }${text.slice(end)}`;
};

const insertLines = (text: string, after: number, lines: readonly string[]): string => {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const end = text.indexOf('\n', after);
  const block = lines.map((line) => line + newline).join('');
  if (end < 0) return `${text}${newline}${block}`;
  return text.slice(0, end + 1) + block + text.slice(end + 1);
};

const columnOf = (text: string, { key }: Pair): number => {
  const start = rangeOf(key)?.[0] ?? 0;
  return start - (text.lastIndexOf('\n', start - 1) + 1);
};

const afterLast = (text: string, map: YAMLMap, keys: readonly string[], value: string): string => {
  const [first] = map.items;
  const last = map.items.at(-1);
  if (first === undefined || last === undefined) return text;
  return insertLines(text, endOf(text, last), blockLines(keys, value, columnOf(text, first)));
};

/** A key with nothing behind it gets a block of its own. */
const belowKey = (text: string, pair: Pair, keys: readonly string[], value: string): string => {
  const indent = columnOf(text, pair) + 2;
  return insertLines(text, endOf(text, pair), blockLines(keys, value, indent));
};
