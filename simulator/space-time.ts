import type { Happening } from './happening.ts';
import { folded } from './space-time-fold.ts';
import { eventsIn, isMessage, type Row } from './space-time-row.ts';
import { causalPast, type Sent } from './space-time-slice.ts';

export type { Row } from './space-time-row.ts';

/** More rows than this and a diagram explains nothing. */
const ROW_COUNT_MAX = 200;
/** What has no more rows than this is seen at a glance, and shown with what is beside the point. */
const ROW_COUNT_CLEAR = 40;
const COLUMN_WIDTH_MIN = 16;
/** Columns are widened for what messages say up to this width of all of them. */
const COLUMNS_WIDTH_MAX = 84;

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
  /** How many of them have a row of their own. */
  readonly drawn: number;
  /** How many are like those that are drawn. */
  readonly folded: number;
  /** How many have no chain of messages that leads from them to the failure. */
  readonly beside: number;
}

/**
 * Puts each message into one row, at its arrival or loss, and folds calm phases. What is still long
 * goes without the messages that cannot have led to the failure.
 */
export const spaceTimeOf = (happenings: readonly Happening[]): SpaceTime => {
  const { rows: all, sent } = rowsOf(happenings);
  const whole = folded(all);
  const past = whole.length > ROW_COUNT_CLEAR ? causalPast(all, sent) : all;
  const rows = past === all ? whole : folded(past);
  // The end says what went wrong, so it stays.
  const shown =
    rows.length <= ROW_COUNT_MAX ? rows : [...rows.slice(0, ROW_COUNT_MAX - 1), ...rows.slice(-1)];
  const nodes = new Set<string>();
  for (const { from, to, also = [] } of shown) {
    for (const node of [from, to, ...also]) if (node !== undefined) nodes.add(node);
  }
  const eventRows = shown.filter((row) => row.kind !== 'failure' && row.folded === undefined);
  const drawn = eventRows.length;
  return {
    nodes: [...nodes],
    rows: shown,
    more: rows.length - shown.length,
    events: countOf(all),
    drawn,
    folded: countOf(shown) - drawn,
    beside: countOf(all) - countOf(past),
  };
};

const countOf = (rows: readonly Row[]): number =>
  rows.reduce((count, row) => count + eventsIn(row), 0);

/** How much of a run its diagram does not draw one by one, and why; in lines, none when it draws all. */
export const leftOutOf = ({
  events,
  drawn,
  folded,
  beside,
  more,
}: SpaceTime): readonly string[] => {
  const why = [
    ...(folded > 0 ? [`${folded} repeat what is drawn`] : []),
    ...(beside > 0 ? [`no message leads from ${beside} to the failure`] : []),
  ];
  return [
    ...(why.length > 0 ? [`${drawn} of ${events} events are drawn: ${why.join(', ')}`] : []),
    ...(more > 0 ? [`${more} rows before the last are not shown`] : []),
  ];
};

/** The rows of all that happened, and all messages, those that are still under way among them. */
const rowsOf = (
  happenings: readonly Happening[],
): { readonly rows: readonly Row[]; readonly sent: Iterable<Sent> } => {
  const sends = new Map<number, Sent & { readonly at_ms: number }>();
  const rows: Row[] = [];
  for (const { at_ms, kind, node, peer, message, text: said } of happenings) {
    if (kind === 'send') {
      if (message !== undefined && node !== undefined && peer !== undefined) {
        sends.set(message, { from: node, to: peer, sentBefore: rows.length, at_ms });
      }
      continue;
    }
    // What nodes say is shown in terminals.
    const text = said.replace(/\p{Cc}/gu, ' ');
    const send = message === undefined ? undefined : sends.get(message);
    const before = rows.at(-1);
    if (send !== undefined && node !== undefined && peer !== undefined) {
      const sent = { sent_ms: send.at_ms, sentBefore: send.sentBefore };
      rows.push({ at_ms, kind, from: peer, to: node, text, ...sent });
    } else if (kind === 'fault' && node !== undefined && isSame(before, { at_ms, kind, text })) {
      rows[rows.length - 1] = { ...before, also: [...(before.also ?? []), node] };
    } else {
      rows.push({ at_ms, kind, from: node, text, ...(peer !== undefined && { to: peer }) });
    }
  }
  return { rows, sent: sends.values() };
};

const isSame = (
  before: Row | undefined,
  { at_ms, kind, text }: Pick<Row, 'at_ms' | 'kind' | 'text'>,
): before is Row => before?.at_ms === at_ms && before.kind === kind && before.text === text;

/** What a message says in a diagram. */
export const labelOf = ({ text, repeated }: Row): string =>
  repeated === undefined ? text : `${text} ×${repeated.times}`;

/** A space-time diagram (Lamport 1978) as text: time downwards, a column for each node. */
export const drawText = (happenings: readonly Happening[]): string => {
  const diagram = spaceTimeOf(happenings);
  const { nodes, rows } = diagram;
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
    if (row.folded !== undefined) {
      for (const node of nodes) cells[middle(node)] = '⋮';
    } else if (isMessage(row) && row.from !== row.to) {
      note = arrow(cells, middle(row.from), middle(row.to), row);
    } else if (row.from !== undefined) {
      for (const node of [row.from, ...(row.also ?? [])]) cells[middle(node)] = SIGNS[row.kind];
      note = noteOf(row);
    } else if (row.kind === 'failure') {
      note = `FAILED: ${row.text}`;
    }
    lines.push(`${time(row.at_ms)} ${cells.join('')}  ${note}`.trimEnd());
  }
  for (const line of leftOutOf(diagram)) lines.push(`${' '.repeat(12)}(${line})`);
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
