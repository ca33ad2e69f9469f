import type { Happening } from './happening.ts';

/** More rows than this and a diagram explains nothing. */
const ROW_COUNT_MAX = 200;
/** As often as this, what is said again and again is one row. */
const REPEATS_MIN = 3;
const COLUMN_WIDTH_MIN = 16;
/** Columns are widened for what messages say up to this width of all of them. */
const COLUMNS_WIDTH_MAX = 84;

/** One row of a diagram: a message on its way, or something that happened somewhere. */
export interface Row {
  readonly at_ms: number;
  readonly kind: Exclude<Happening['kind'], 'send'>;
  readonly from: string | undefined;
  /** Of a message. */
  readonly to?: string;
  /** Of a fault, the other nodes that it strikes. */
  readonly also?: readonly string[];
  readonly sent_ms?: number;
  /** Of a message, the place of the first row that came after it was sent, from 0. */
  readonly sentBefore?: number;
  readonly text: string;
  /** Of a message that came again and again with nothing new in between. */
  readonly repeated?: { readonly times: number; readonly last_ms: number };
}

export interface SpaceTime {
  /** Nodes to which something happened, in order of appearance. */
  readonly nodes: readonly string[];
  readonly rows: readonly Row[];
  /** Rows that are not shown. */
  readonly more: number;
  /**
   * How many things happened: each message that arrived or was lost, each operation, fault and its
   * end, and fact, repeated ones each time. What went wrong in the end is not one of them.
   */
  readonly events: number;
}

/** Puts each message into one row, at its arrival or loss. */
export const spaceTimeOf = (happenings: readonly Happening[]): SpaceTime => {
  const all = rowsOf(happenings);
  const rows = folded(all);
  // The end says what went wrong, so it stays.
  const shown =
    rows.length <= ROW_COUNT_MAX ? rows : [...rows.slice(0, ROW_COUNT_MAX - 1), ...rows.slice(-1)];
  const nodes = new Set<string>();
  for (const { from, to, also = [] } of shown) {
    for (const node of [from, to, ...also]) if (node !== undefined) nodes.add(node);
  }
  const events = all.filter(({ kind }) => kind !== 'failure').length;
  return { nodes: [...nodes], rows: shown, more: rows.length - shown.length, events };
};

const rowsOf = (happenings: readonly Happening[]): readonly Row[] => {
  const sends = new Map<number, { readonly at_ms: number; readonly row: number }>();
  const rows: Row[] = [];
  for (const { at_ms, kind, node, peer, message, text: said } of happenings) {
    if (kind === 'send') {
      if (message !== undefined) sends.set(message, { at_ms, row: rows.length });
      continue;
    }
    // What nodes say is shown in terminals.
    const text = said.replace(/\p{Cc}/gu, ' ');
    const send = message === undefined ? undefined : sends.get(message);
    const before = rows.at(-1);
    if (send !== undefined && node !== undefined && peer !== undefined) {
      const sent = { sent_ms: send.at_ms, sentBefore: send.row };
      rows.push({ at_ms, kind, from: peer, to: node, text, ...sent });
    } else if (kind === 'fault' && node !== undefined && isSame(before, { at_ms, kind, text })) {
      rows[rows.length - 1] = { ...before, also: [...(before.also ?? []), node] };
    } else {
      rows.push({ at_ms, kind, from: node, text, ...(peer !== undefined && { to: peer }) });
    }
  }
  return rows;
};

const isSame = (
  before: Row | undefined,
  { at_ms, kind, text }: Pick<Row, 'at_ms' | 'kind' | 'text'>,
): before is Row => before?.at_ms === at_ms && before.kind === kind && before.text === text;

/** Makes one row of a message that goes the same way three times or more with nothing new in between. */
const folded = (rows: readonly Row[]): readonly Row[] => {
  const groups = new Map<string, { times: number; last_ms: number }>();
  let stretch = 0;
  let repeats = false;
  const groupOf = rows.map(({ at_ms, kind, from, to, text }) => {
    const keyOf = (): string => JSON.stringify([stretch, kind, from, to, text]);
    const said = to !== undefined;
    // What is new among what repeats begins another stretch: before and after it are not the same.
    if (!said || (repeats && !groups.has(keyOf()))) {
      stretch++;
      repeats = false;
    }
    if (!said) return undefined;
    const key = keyOf();
    const times = (groups.get(key)?.times ?? 0) + 1;
    if (times > 1) repeats = true;
    groups.set(key, { times, last_ms: at_ms });
    return key;
  });
  const kept: Row[] = [];
  const shown = new Set<string>();
  /** By row, how many of those before it are kept. */
  const places: number[] = [];
  for (const [index, row] of rows.entries()) {
    places.push(kept.length);
    const key = groupOf[index];
    const group = key === undefined ? undefined : groups.get(key);
    const place = row.sentBefore === undefined ? {} : { sentBefore: places[row.sentBefore] ?? 0 };
    if (key === undefined || group === undefined || group.times < REPEATS_MIN) {
      kept.push({ ...row, ...place });
    } else if (!shown.has(key)) {
      shown.add(key);
      kept.push({ ...row, ...place, repeated: group });
    }
  }
  return kept;
};

/** What a message says in a diagram. */
export const labelOf = ({ text, repeated }: Row): string =>
  repeated === undefined ? text : `${text} ×${repeated.times}`;

/** A space-time diagram (Lamport 1978) as text: time downwards, a column for each node. */
export const drawText = (happenings: readonly Happening[]): string => {
  const { nodes, rows, more } = spaceTimeOf(happenings);
  const width = columnWidth(nodes, rows);
  const middle = (node: string): number => nodes.indexOf(node) * width + (width >> 1);
  const lanes = (): string[] => {
    const cells = new Array<string>(nodes.length * width).fill(' ');
    for (const node of nodes) cells[middle(node)] = '│';
    return cells;
  };
  const head = nodes.map((node) => centred(node, width)).join('');
  const lines = [`${' '.repeat(12)}${head}`.trimEnd()];
  for (const row of rows) {
    const cells = lanes();
    let note = row.text;
    if (row.from !== undefined && row.to !== undefined && row.from !== row.to) {
      note = arrow(cells, middle(row.from), middle(row.to), row);
    } else if (row.from !== undefined) {
      for (const node of [row.from, ...(row.also ?? [])]) cells[middle(node)] = SIGNS[row.kind];
      note = noteOf(row);
    } else if (row.kind === 'failure') {
      note = `FAILED: ${row.text}`;
    }
    lines.push(`${time(row.at_ms)} ${cells.join('')}  ${note}`.trimEnd());
  }
  if (more > 0) lines.push(`${' '.repeat(12)}(${more} rows before the last are not shown)`);
  return `${lines.join('\n')}\n`;
};

/** What happened at a node, with its name where the text has none. */
export const noteOf = (row: Row): string => {
  const { kind, from = '', to, text } = row;
  if (kind === 'fault') return text;
  return `${from} ${to === undefined ? '' : 'to itself: '}${labelOf(row)}`;
};

const columnWidth = (nodes: readonly string[], rows: readonly Row[]): number => {
  const names = Math.max(COLUMN_WIDTH_MIN, ...nodes.map((node) => node.length + 2));
  const labels = rows.flatMap((row) => (row.to === undefined ? [] : [labelOf(row).length + 6]));
  const most = Math.max(names, Math.floor(COLUMNS_WIDTH_MAX / Math.max(1, nodes.length)));
  return Math.min(most, Math.max(names, ...labels));
};

const SIGNS: Readonly<Record<Row['kind'], string>> = {
  arrive: '◀',
  lost: '✕',
  fault: '▲',
  operation: '●',
  fact: '■',
  failure: '✕',
};

/** Draws it into the cells, and returns what did not fit. */
const arrow = (cells: string[], from: number, to: number, row: Row): string => {
  const step = to > from ? 1 : -1;
  cells[from] = '●';
  for (let at = from + step; at !== to; at += step) cells[at] = '─';
  cells[to - step] = row.kind === 'lost' ? '✕' : step > 0 ? '▶' : '◀';
  const late =
    row.sent_ms === undefined || row.sent_ms === row.at_ms
      ? []
      : [`sent at ${time(row.sent_ms).trim()}`];
  const again =
    row.repeated === undefined ? [] : [`the last at ${time(row.repeated.last_ms).trim()}`];
  const notes = [...late, ...(row.kind === 'lost' ? ['lost'] : []), ...again].join(', ');
  const label = labelOf(row);
  const start = Math.min(from, to) + 2;
  const room = Math.abs(to - from) - 4;
  if (label.length + 2 > room) return notes === '' ? label : `${label} (${notes})`;
  const text = ` ${label} `;
  const left = start + ((room - text.length) >> 1);
  for (let i = 0; i < text.length; i++) cells[left + i] = text[i] ?? ' ';
  return notes;
};

const centred = (text: string, width: number): string => {
  const left = (width - text.length) >> 1;
  return text.padStart(left + text.length).padEnd(width);
};

/** Milliseconds with one digit behind the point. */
const time = (at_ms: number): string => `${at_ms.toFixed(1)} ms`.padStart(11);
