import type { Sent } from '../journal.ts';
import { brief } from '../json.ts';
import { isClient } from '../message.ts';
import { escape, svg } from './markup.ts';

const COLUMN = 110;
const ROW = 11;
const TOP = 40;
const MARGIN = 70;
const LABELS_MAX = 160;

/** Where an arrow stands. */
interface Arrow {
  readonly sent: Sent;
  readonly from: number;
  /** Undefined when it never arrived. */
  readonly to: number | undefined;
}

/**
 * Messages in space and time: a line a node, time downwards, a row for each sending or arrival. What
 * never arrived ends in a cross. Clients stand to the left, services to the right.
 * @param start_ms the moment that counts as 0
 */
export const messagesSvg = (
  messages: readonly Sent[],
  nodes: readonly string[],
  start_ms: number,
): string => {
  const names = columnsOf(messages, nodes);
  const x = new Map(names.map((name, at) => [name, MARGIN + at * COLUMN]));
  const { arrows, rows, times } = layOut(messages);
  const width = MARGIN * 2 + Math.max(0, names.length - 1) * COLUMN;
  const height = TOP + rows * ROW + 24;
  const bars = names.map((name) => {
    const at = x.get(name) ?? 0;
    return `<text x="${at}" y="20" text-anchor="middle" fill="var(--ink)" font-weight="600">${escape(name)}</text><line x1="${at}" x2="${at}" y1="${TOP - 12}" y2="${height - 12}" stroke="var(--line)" stroke-width="2"/>`;
  });
  const stamps = times.map(
    ({ row, time_ms }) =>
      `<text x="4" y="${TOP + row * ROW + 4}" fill="var(--soft)" font-size="10">${((time_ms - start_ms) / 1000).toFixed(3)} s</text>`,
  );
  const lines = arrows.map((arrow) => arrowSvg(arrow, x, arrows.length <= LABELS_MAX));
  const label = `${messages.length} messages between ${names.join(', ')}`;
  const empty =
    messages.length === 0 ? '<text x="20" y="40" fill="var(--soft)">No messages.</text>' : '';
  return svg(Math.max(width, 240), height, label, [...bars, ...stamps, ...lines, empty].join(''));
};

const columnsOf = (messages: readonly Sent[], nodes: readonly string[]): readonly string[] => {
  const seen = new Set(messages.flatMap(({ src, dest }) => [src, dest]));
  const known = new Set(nodes);
  const clients = [...seen]
    .filter(isClient)
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  const services = [...seen].filter((name) => !isClient(name) && !known.has(name)).sort();
  // A column for each of many clients would leave no room: they share one.
  const left = clients.length > 3 ? ['clients'] : clients;
  return [...left, ...nodes.filter((name) => seen.has(name)), ...services];
};

const layOut = (messages: readonly Sent[]) => {
  const moments = messages.flatMap((sent, at) => [
    { at, time_ms: sent.sent_ms, arrives: 0 },
    ...(sent.received_ms === undefined ? [] : [{ at, time_ms: sent.received_ms, arrives: 1 }]),
  ]);
  // A message leaves before it arrives, and what is sent at one moment keeps its order.
  moments.sort((a, b) => a.time_ms - b.time_ms || a.at - b.at || a.arrives - b.arrives);
  const from: number[] = [];
  const to: (number | undefined)[] = [];
  const times: { row: number; time_ms: number }[] = [];
  moments.forEach(({ at, time_ms, arrives }, row) => {
    if (arrives === 1) to[at] = row;
    else from[at] = row;
    if (row - (times.at(-1)?.row ?? -3) >= 3) times.push({ row, time_ms });
  });
  const arrows = messages.map((sent, at): Arrow => ({ sent, from: from[at] ?? 0, to: to[at] }));
  return { arrows, rows: moments.length, times };
};

const arrowSvg = (
  { sent, from, to }: Arrow,
  columns: ReadonlyMap<string, number>,
  labelled: boolean,
): string => {
  const place = (name: string): number => columns.get(name) ?? columns.get('clients') ?? 0;
  const [x1, x2] = [place(sent.src), place(sent.dest)];
  const [y1, y2] = [TOP + from * ROW, TOP + (to ?? from + 2) * ROW];
  const { body, src, dest } = sent;
  const colour = colourOf(sent);
  const title = `<title>${escape(`${src} to ${dest}: ${brief(body, 600)}`)}</title>`;
  const words = labelled
    ? `<text x="${(x1 + x2) / 2}" y="${(y1 + y2) / 2 - 3}" text-anchor="middle" font-size="10" fill="${colour}" stroke="var(--ground)" stroke-width="3" paint-order="stroke">${escape(brief(body.type ?? body, 20).replaceAll('"', ''))}</text>`
    : '';
  if (to === undefined) {
    const [mx, my] = [x1 + (x2 - x1) * 0.6, y1 + (y2 - y1) * 0.6];
    return `<g stroke="${colour}" opacity="0.8">${title}<line x1="${x1}" y1="${y1}" x2="${mx}" y2="${my}" stroke-dasharray="4 3"/><path d="M${mx - 4} ${my - 4}l8 8m0 -8l-8 8" stroke="var(--bad)" stroke-width="1.6"/></g>${words}`;
  }
  const side = x2 >= x1 ? -1 : 1;
  return `<g stroke="${colour}" fill="${colour}">${title}<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/><path d="M${x2} ${y2}l${side * 7} -3.5v7z" stroke="none"/></g>${words}`;
};

const colourOf = ({ src, dest, body }: Sent): string => {
  if (body.type === 'error') return 'var(--bad)';
  if (isClient(src)) return 'var(--ok)';
  return isClient(dest) ? 'var(--good)' : 'var(--soft)';
};
