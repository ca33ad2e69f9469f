import type { Happening } from './happening.ts';
import { labelOf, leftOutOf, noteOf, type Row, spaceTimeOf } from './space-time.ts';
import { isMessage } from './space-time-row.ts';

const FONT_PX = 12;
/** Wide for a sans-serif of that size: a little too much room is better than too little. */
const CHARACTER_PX = 6.6;
const BOLD_PX = 7.4;
const ROW_PX = 28;
const LINE_PX = 16;
const TIME_PX = 90;
const TOP_PX = 44;
const LANE_MIN_PX = 110;
const LANE_MAX_PX = 240;
const NOTE_CHARACTERS_MAX = 60;
const MARGIN_PX = 16;

/** Where things are. */
interface Layout {
  readonly lane: (node: string) => number;
  readonly lane_px: number;
  /** The height of each row, and of the end of the last as one more. */
  readonly heights: readonly number[];
  readonly noteX: number;
  readonly right: number;
  /** Where messages say what they say, so that none is written over another. */
  readonly labels: Box[];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/**
 * The space-time diagram as an SVG of its own: time downwards, one step a row, a line for each node,
 * messages slanting from where they were sent to where they arrived. Inside a page it takes the colour
 * of the text around it; as a file it follows the reader's light or dark.
 */
export const drawSvg = (
  happenings: readonly Happening[],
  title = 'What happened between the nodes',
): string => {
  const diagram = spaceTimeOf(happenings);
  const { nodes, rows } = diagram;
  const leftOut = leftOutOf(diagram);
  const notes = rows.map(notesOf);
  const layout = layOut(nodes, rows, notes);
  const { lane, heights, noteX, right } = layout;
  const bottom = heights.at(-1) ?? TOP_PX;
  const legend = legendOf(rows, bottom + ROW_PX);
  const width = Math.ceil(Math.max(right, legend.width) + MARGIN_PX);
  const height = bottom + ROW_PX + (1 + leftOut.length) * LINE_PX;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
      `height="${height}" role="img" font-family="system-ui, sans-serif" font-size="${FONT_PX}" ` +
      'fill="currentColor">',
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" ' +
      'orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>',
  ];
  for (const node of nodes) {
    const x = lane(node);
    parts.push(
      `<text x="${x}" y="${TOP_PX - 18}" text-anchor="middle" font-weight="600">${escaped(node)}</text>`,
      `<path d="M${x} ${TOP_PX - 8}V${bottom}" stroke="currentColor" opacity="0.3"/>`,
    );
  }
  for (const [index, row] of rows.entries()) {
    const y = heights[index] ?? 0;
    parts.push(
      `<text x="${TIME_PX - 12}" y="${y + 4}" text-anchor="end" opacity="0.65">${row.at_ms.toFixed(1)} ms</text>`,
    );
    if (row.folded !== undefined) parts.push(...nodes.map((node) => dots(lane(node), y)));
    else if (isArrow(row)) parts.push(...message(row, index, layout));
    else {
      const everywhere = row.from === undefined;
      if (everywhere && nodes.length > 0) {
        parts.push(
          `<path d="M${TIME_PX} ${y}H${noteX - 10}" stroke="${COLOURS[row.kind]}" stroke-dasharray="2 4"/>`,
        );
      }
      for (const node of [row.from, ...(row.also ?? [])]) {
        if (node !== undefined) parts.push(mark(row.kind, lane(node), y));
        else if (row.kind === 'failure') parts.push(mark(row.kind, noteX - 10, y));
      }
    }
    for (const [line, text] of (notes[index] ?? []).entries()) {
      const at = `x="${noteX}" y="${y + 4 + line * LINE_PX}"`;
      const bold = row.kind === 'failure' ? ' font-weight="600"' : '';
      const faint = isArrow(row) ? ' opacity="0.65"' : '';
      parts.push(`<text ${at}${bold}${faint}>${escaped(text)}</text>`);
    }
  }
  parts.push(...legend.parts);
  for (const [line, text] of leftOut.entries()) {
    const y = bottom + ROW_PX + (line + 1) * LINE_PX;
    parts.push(`<text x="${MARGIN_PX}" y="${y}">${escaped(text)}</text>`);
  }
  parts.push('</svg>');
  return `${parts.join('\n')}\n`;
};

/** For the file alone: in a page, the page decides. */
const STYLE = `
svg:root { color: #1f2328; background: #fff }
@media (prefers-color-scheme: dark) { svg:root { color: #e6edf3; background: #15181d } }
`;

/** Of marks: they stand out on white and on black. Words take the page's own colour, to be legible on both. */
const COLOURS: Readonly<Record<Row['kind'], string>> = {
  arrive: 'currentColor',
  lost: '#d6453d',
  fault: '#b8720a',
  operation: '#2f7fd1',
  fact: '#2f9e63',
  failure: '#d6453d',
};

const isArrow = (row: Row): row is Row & { readonly from: string; readonly to: string } =>
  isMessage(row) && row.from !== row.to;

/** What stands beside a row, in lines. */
const notesOf = (row: Row): readonly string[] => {
  if (isArrow(row)) {
    const { repeated } = row;
    return repeated === undefined ? [] : [`the last at ${repeated.last_ms.toFixed(1)} ms`];
  }
  return wrapped(row.from === undefined ? row.text : noteOf(row));
};

const wrapped = (text: string): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap(broken)) {
    if (line !== '' && line.length + 1 + word.length > NOTE_CHARACTERS_MAX) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

/** A word in parts that each fit a line, of whole characters. */
const broken = (word: string): readonly string[] =>
  word.match(new RegExp(`[^]{1,${NOTE_CHARACTERS_MAX}}(?![\\uDC00-\\uDFFF])`, 'g')) ?? [word];

const layOut = (
  nodes: readonly string[],
  rows: readonly Row[],
  notes: readonly (readonly string[])[],
): Layout => {
  const longest = (texts: readonly string[]): number =>
    Math.max(0, ...texts.map((text) => text.length)) * CHARACTER_PX;
  const wanted = Math.max(
    longest(nodes) + 16,
    longest(rows.filter(isArrow).map(labelOf)) + 30,
    LANE_MIN_PX,
  );
  const lane_px = Math.min(LANE_MAX_PX, wanted);
  const noteX = TIME_PX + nodes.length * lane_px + 12;
  const heights: number[] = [];
  let y = TOP_PX + ROW_PX / 2;
  for (const lines of notes) {
    heights.push(y);
    y += ROW_PX + Math.max(0, lines.length - 1) * LINE_PX;
  }
  return {
    lane: (node) => TIME_PX + (nodes.indexOf(node) + 0.5) * lane_px,
    lane_px,
    heights: [...heights, y - ROW_PX / 2],
    noteX,
    right: noteX + (longest(notes.flat()) * BOLD_PX) / CHARACTER_PX,
    labels: [],
  };
};

/** Where a column goes on as before. */
const dots = (x: number, y: number): string =>
  [-6, 0, 6].map((off) => `<circle cx="${x}" cy="${y + off}" r="1.5"/>`).join('');

const mark = (kind: Row['kind'], x: number, y: number): string => {
  const fill = `fill="${COLOURS[kind]}"`;
  if (kind === 'fault') return `<path d="M${x} ${y - 6}l6 11h-12z" ${fill}/>`;
  if (kind === 'fact') return `<rect x="${x - 4.5}" y="${y - 4.5}" width="9" height="9" ${fill}/>`;
  if (kind === 'operation') return `<circle cx="${x}" cy="${y}" r="5" ${fill}/>`;
  if (kind === 'arrive') {
    return `<circle cx="${x}" cy="${y}" r="4" fill="none" stroke="currentColor"/>`;
  }
  return `<path d="M${x - 5} ${y - 5}l10 10m0-10l-10 10" stroke="${COLOURS[kind]}" stroke-width="2.5"/>`;
};

/** Where a label may stand, as shares of the last lane from the end on: above the line, or below it. */
const PLACES = [0.5, 0.35, 0.65, 0.75];
const SIDES = [-1, 1];

const overlap = (one: Box, other: Box): boolean =>
  Math.abs(one.y - other.y) < FONT_PX && Math.abs(one.x - other.x) < (one.width + other.width) / 2;

const message = (
  row: Row & { readonly from: string; readonly to: string },
  index: number,
  { lane, lane_px, heights, labels }: Layout,
): readonly string[] => {
  const lost = row.kind === 'lost';
  const from = lane(row.from);
  const to = lane(row.to);
  const step = to > from ? 1 : -1;
  const y2 = heights[index] ?? 0;
  // From between that row and the one before it.
  const y1 = row.sentBefore === undefined ? y2 : (heights[row.sentBefore] ?? y2) - ROW_PX / 2;
  // One that is lost does not get there.
  const x2 = lost ? to - (step * lane_px) / 2 : to;
  const end = lost ? y1 + ((y2 - y1) * (x2 - from)) / (to - from) : y2;
  const colour = COLOURS[row.kind];
  const label = labelOf(row);
  const slope = (end - y1) / (x2 - from || 1);
  const width = label.length * CHARACTER_PX;
  // Beside the line at its end, where each message has a row of its own.
  const placeAt = (share: number, side: number): Box => {
    const x = to - step * lane_px * share;
    const apart = Math.abs(slope) * (width / 4) + (side < 0 ? 5 : FONT_PX);
    return { x, y: y1 + slope * (x - from) + side * apart, width };
  };
  const isFree = (one: Box): boolean => !labels.some((other) => overlap(one, other));
  const places = SIDES.flatMap((side) => PLACES.map((share) => placeAt(share, side)));
  const place = places.find(isFree) ?? placeAt(0.5, -1);
  labels.push(place);
  const { x, y } = place;
  const dash = lost ? ' stroke-dasharray="4 3"' : ' marker-end="url(#tip)"';
  return [
    `<path d="M${from} ${y1}L${x2} ${end}" stroke="${colour}" fill="none"${dash}/>`,
    ...(lost ? [mark('lost', x2, end)] : []),
    `<text class="label" x="${x}" y="${y}" text-anchor="middle"${lost ? ` fill="${colour}"` : ''}>${escaped(label)}</text>`,
  ];
};

const LEGEND: readonly (readonly [Row['kind'], string])[] = [
  ['operation', 'operation'],
  ['fact', 'fact'],
  ['fault', 'fault'],
  ['lost', 'lost message'],
];

/** What the signs mean, of those that are there. */
const legendOf = (
  rows: readonly Row[],
  y: number,
): { readonly parts: readonly string[]; readonly width: number } => {
  const parts: string[] = [];
  let x = MARGIN_PX + 8;
  for (const [kind, text] of LEGEND) {
    if (!rows.some((row) => row.kind === kind && row.from !== undefined)) continue;
    parts.push(mark(kind, x, y - 4));
    parts.push(`<text x="${x + 12}" y="${y}" opacity="0.65">${text}</text>`);
    x += text.length * CHARACTER_PX + 40;
  }
  return { parts, width: x };
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
