import { brief } from '../json.ts';
import { cut, escape, moment, svg } from './markup.ts';
import type { Pair } from './operations.ts';

const LEFT = 84;
const COLUMN_MIN = 92;
const COLUMN_MAX = 250;
const ROW = 40;
const CHARACTER = 6.2;
const LIST_MAX = 8;

/**
 * A few operations as bars: a row for each process, time to the right, a step for each beginning or
 * end. Bars above each other were under way at the same time.
 */
export const operationsSvg = (pairs: readonly Pair[]): string => {
  const moments = pairs.flatMap(({ invoked, completed }) => [
    invoked.index,
    ...(completed === undefined ? [] : [completed.index]),
  ]);
  moments.sort((a, b) => a - b);
  const stepOf = new Map(moments.map((index, step) => [index, step]));
  const processes = [...new Set(pairs.map(({ invoked }) => invoked.process))];
  const longest = Math.max(...pairs.map((pair) => labelOf(pair).length));
  const column = Math.min(COLUMN_MAX, Math.max(COLUMN_MIN, longest * CHARACTER + 20));
  const names = processes.map(
    (process, row) =>
      `<text x="0" y="${row * ROW + 17}" fill="var(--soft)">process ${escape(String(process))}</text>`,
  );
  const bars = pairs.map((pair) => {
    const { invoked, completed, outcome } = pair;
    const from = stepOf.get(invoked.index) ?? 0;
    const to = completed === undefined ? moments.length : (stepOf.get(completed.index) ?? from + 1);
    const [x, y] = [LEFT + from * column, processes.indexOf(invoked.process) * ROW];
    const width = Math.max(1, to - from) * column - 6;
    const text = cut(labelOf(pair), Math.floor((width - 10) / CHARACTER));
    const title = `${moment(invoked.time_ms)} ${invoked.f} ${brief((completed ?? invoked).value, 300)}`;
    return `<g><title>${escape(title)}</title><rect x="${x}" y="${y + 3}" width="${width}" height="20" rx="4" fill="var(--${outcome})" fill-opacity="0.18" stroke="var(--${outcome})"/><text x="${x + 6}" y="${y + 17}" fill="var(--ink)">${escape(text)}</text><text x="${x}" y="${y + 34}" font-size="9" fill="var(--soft)">${moment(invoked.time_ms)}</text></g>`;
  });
  const label = pairs.map((pair) => `process ${pair.invoked.process}: ${labelOf(pair)}`).join('; ');
  return svg(
    LEFT + moments.length * column + 10,
    processes.length * ROW + 4,
    label,
    [...names, ...bars].join(''),
  );
};

const labelOf = ({ invoked, completed, outcome }: Pair): string => {
  const { value } = completed ?? invoked;
  const many = Array.isArray(value) && value.length > LIST_MAX;
  const what = many ? `${value.length} values` : brief(value, 120);
  const end = outcome === 'ok' ? '' : outcome === 'fail' ? ', failed' : ', end unknown';
  return `${invoked.f} ${what}${end}`;
};
