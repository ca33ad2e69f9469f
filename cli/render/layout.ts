import { stripVTControlCharacters } from 'node:util';
import { plain, type Style } from './style.ts';

/** Text in lines and columns. Widths count characters as printed, without colour codes. */

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

export interface Row {
  readonly cells: readonly string[];
  /** Lines below the row that belong to it. */
  readonly notes?: readonly string[];
}

/** Narrow terminals get less air between the columns. */
const gapFor = (width: number): string => (width < 100 ? ' ' : '  ');
/** A first column of less would give nearly every name a line of its own. */
const NAME_WIDTH_MIN = 16;

const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/**
 * A table whose first column holds names. When names leave no room for the other columns, long ones
 * get a line of their own; nothing is cut off.
 */
export function table(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
  style: Style = plain,
): string {
  const gap = gapFor(width);
  const widths = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...rows.map(({ cells }) => widthOf(cells[index] ?? ''))),
  );
  const others = widths.slice(1).reduce((sum, one) => sum + one + gap.length, 0);
  const names = Math.max(NAME_WIDTH_MIN, Math.min(widths[0] ?? 0, width - others));
  const line = (cells: readonly string[]): string => {
    const parts = cells.map((cell, index) => {
      const room = index === 0 ? names : (widths[index] ?? 0);
      return pad(cell, room, columns[index]?.align ?? 'left');
    });
    const [name = '', ...rest] = parts;
    return (
      widthOf(name) > names ? `${name}\n${[' '.repeat(names), ...rest].join(gap)}` : parts.join(gap)
    ).replace(/ +$/gm, '');
  };
  const head = style.faint(line(columns.map(({ title }) => title)));
  const body = rows.flatMap(({ cells, notes = [] }) => [
    line(cells),
    ...notes.map((note) => style.faint(wrap(note, width, '    '))),
  ]);
  return [head, ...body].join('\n');
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + space : space + text;
}

/** Breaks at spaces so that no line is longer than `width`, except for a word that is. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    const isFirst = line === indent;
    if (!isFirst && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = indent + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** A numbered list, its lines hanging under the text. */
export function numbered(items: readonly string[], width: number): string {
  const room = String(items.length).length;
  return items
    .map((item, index) => {
      const mark = `  ${String(index + 1).padStart(room)}. `;
      const hanging = wrap(item, width, ' '.repeat(mark.length));
      return mark + hanging.slice(mark.length);
    })
    .join('\n');
}
