import type { Happening } from './happening.ts';

/** More rows than this and a diagram explains nothing. */
const ROW_COUNT_MAX = 200;
const COLUMN_WIDTH_MIN = 16;

/** One row of a diagram: a message on its way, or something that happened somewhere. */
export interface Row {
  readonly at_ms: number;
  readonly kind: Exclude<Happening['kind'], 'send'>;
  readonly from: string | undefined;
  /** Of a message. */
  readonly to?: string;
  readonly sent_ms?: number;
  /** The row after which it was sent. */
  readonly sentAfter?: number;
  readonly text: string;
}

export interface SpaceTime {
  /** Nodes to which something happened, in order of appearance. */
  readonly nodes: readonly string[];
  readonly rows: readonly Row[];
  /** Rows that are not shown. */
  readonly more: number;
}

/** Puts each message into one row, at its arrival or loss. */
export const spaceTimeOf = (happenings: readonly Happening[]): SpaceTime => {
  const sends = new Map<number, { readonly at_ms: number; readonly row: number }>();
  const rows: Row[] = [];
  for (const { at_ms, kind, node, peer, message, text } of happenings) {
    if (kind === 'send') {
      if (message !== undefined) sends.set(message, { at_ms, row: rows.length });
      continue;
    }
    const send = message === undefined ? undefined : sends.get(message);
    if (send === undefined || node === undefined || peer === undefined) {
      rows.push({ at_ms, kind, from: node, text, ...(peer !== undefined && { to: peer }) });
    } else {
      const sent = { sent_ms: send.at_ms, sentAfter: send.row };
      rows.push({ at_ms, kind, from: peer, to: node, text, ...sent });
    }
  }
  // The end says what went wrong, so it stays.
  const shown =
    rows.length <= ROW_COUNT_MAX ? rows : [...rows.slice(0, ROW_COUNT_MAX - 1), ...rows.slice(-1)];
  const nodes = new Set<string>();
  for (const { from, to } of shown) {
    if (from !== undefined) nodes.add(from);
    if (to !== undefined) nodes.add(to);
  }
  return { nodes: [...nodes], rows: shown, more: rows.length - shown.length };
};

/** A space-time diagram (Lamport 1978) as text: time downwards, a column for each node. */
export const drawText = (happenings: readonly Happening[]): string => {
  const { nodes, rows, more } = spaceTimeOf(happenings);
  const width = Math.max(COLUMN_WIDTH_MIN, ...nodes.map((node) => node.length + 2));
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
      cells[middle(row.from)] = SIGNS[row.kind];
      note = `${row.from} ${row.to === undefined ? '' : 'to itself: '}${row.text}`;
    } else if (row.kind === 'failure') {
      note = `FAILED: ${row.text}`;
    }
    lines.push(`${time(row.at_ms)} ${cells.join('')}  ${note}`.trimEnd());
  }
  if (more > 0) lines.push(`${' '.repeat(12)}(${more} rows before the last are not shown)`);
  return `${lines.join('\n')}\n`;
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
      ? ''
      : ` (sent at ${time(row.sent_ms).trim()})`;
  const lost = row.kind === 'lost' ? 'lost' : '';
  const start = Math.min(from, to) + 2;
  const room = Math.abs(to - from) - 4;
  if (row.text.length + 2 > room) return `${row.text}${late}${lost && `, ${lost}`}`;
  const text = ` ${row.text} `;
  const left = start + ((room - text.length) >> 1);
  for (let i = 0; i < text.length; i++) cells[left + i] = text[i] ?? ' ';
  return `${late.trim()}${lost && ` ${lost}`}`.trim();
};

const centred = (text: string, width: number): string => {
  const left = (width - text.length) >> 1;
  return text.padStart(left + text.length).padEnd(width);
};

/** Milliseconds with one digit behind the point. */
const time = (at_ms: number): string => `${at_ms.toFixed(1)} ms`.padStart(11);
