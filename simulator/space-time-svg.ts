import type { Happening } from './happening.ts';
import { type Row, spaceTimeOf } from './space-time.ts';

const LANE_PX = 150;
const ROW_PX = 26;
const LEFT_PX = 90;
const TOP_PX = 40;
const NOTE_PX = 320;

/**
 * The space-time diagram as an SVG of its own: time downwards, one step a row, a line for each node,
 * messages slanting from where they were sent to where they arrived. Takes the colour of the text
 * around it.
 */
export const drawSvg = (
  happenings: readonly Happening[],
  title = 'What happened between the nodes',
): string => {
  const { nodes, rows, more } = spaceTimeOf(happenings);
  const lane = (node: string): number => LEFT_PX + nodes.indexOf(node) * LANE_PX + LANE_PX / 2;
  const line = (index: number): number => TOP_PX + (index + 1) * ROW_PX;
  const width = LEFT_PX + nodes.length * LANE_PX + NOTE_PX;
  const height = line(rows.length) + ROW_PX;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" ` +
      `font-family="system-ui, sans-serif" font-size="12" fill="currentColor">`,
    `<title>${escaped(title)}</title>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" ' +
      'orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>',
  ];
  for (const node of nodes) {
    const x = lane(node);
    parts.push(
      `<text x="${x}" y="${TOP_PX - 14}" text-anchor="middle" font-weight="600">${escaped(node)}</text>`,
      `<path d="M${x} ${TOP_PX}V${height - ROW_PX / 2}" stroke="currentColor" opacity="0.3"/>`,
    );
  }
  const noteX = LEFT_PX + nodes.length * LANE_PX + 8;
  for (const [index, row] of rows.entries()) {
    const y = line(index);
    parts.push(
      `<text x="${LEFT_PX - 12}" y="${y + 4}" text-anchor="end" opacity="0.6">${row.at_ms.toFixed(1)} ms</text>`,
    );
    if (row.from !== undefined && row.to !== undefined && row.from !== row.to) {
      parts.push(...message(row, lane(row.from), lane(row.to), line, index));
    } else {
      const x = row.from === undefined ? noteX - 8 : lane(row.from);
      parts.push(
        `<circle cx="${x}" cy="${y}" r="4" fill="${COLOURS[row.kind]}"/>`,
        `<text x="${noteX}" y="${y + 4}" fill="${COLOURS[row.kind]}">${escaped(noteOf(row))}</text>`,
      );
    }
  }
  if (more > 0) parts.push(`<text x="${LEFT_PX}" y="${height - 6}">${more} rows not shown</text>`);
  parts.push('</svg>');
  return `${parts.join('\n')}\n`;
};

/** Legible on white and on black. */
const COLOURS: Readonly<Record<Row['kind'], string>> = {
  arrive: 'currentColor',
  lost: '#d6453d',
  fault: '#b8720a',
  operation: '#2f7fd1',
  fact: 'currentColor',
  failure: '#d6453d',
};

const noteOf = (row: Row): string =>
  row.from === undefined ? row.text : `${row.from}: ${row.text}`;

const message = (
  row: Row,
  from: number,
  to: number,
  line: (index: number) => number,
  index: number,
): readonly string[] => {
  const lost = row.kind === 'lost';
  const y1 = line(row.sentAfter ?? index) - (row.sentAfter === undefined ? 0 : ROW_PX / 2);
  const y2 = line(index);
  // One that is lost gets half of the way.
  const x2 = lost ? (from + to) / 2 : to;
  const end = lost ? (y1 + y2) / 2 : y2;
  const x = (from + x2) / 2;
  const y = (y1 + end) / 2 - 4;
  const colour = COLOURS[row.kind];
  const dash = lost ? ' stroke-dasharray="4 3"' : ' marker-end="url(#tip)"';
  return [
    `<path d="M${from} ${y1}L${x2} ${end}" stroke="${colour}" fill="none"${dash}/>`,
    ...(lost
      ? [`<text x="${x2}" y="${end + 4}" text-anchor="middle" fill="${colour}">✕</text>`]
      : []),
    `<text x="${x}" y="${y}" text-anchor="middle">${escaped(row.text)}</text>`,
  ];
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Control characters are no XML at all. */
const escaped = (text: string): string =>
  Array.from(text, (sign) => (sign < ' ' ? ' ' : (ESCAPES[sign] ?? sign))).join('');
