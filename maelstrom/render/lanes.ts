import { cut, escape, svg } from './markup.ts';
import type { FaultSpan } from './operations.ts';
import { LEFT, merged, RIGHT, timeAxis, timeTicks, words } from './plot.ts';

const ROW = 22;
const TOP = 30;
const CHARACTER = 6.2;
/** More bars than this leave no room for words, and what lies side by side is one bar. */
const WORDS_MAX = 200;

/** Which fault held when: a row for each kind, over the time of the test as in the plots. */
export const faultLanes = (faults: readonly FaultSpan[], end_ms: number): string => {
  const names = [...new Set(faults.map(({ name }) => name))];
  const x = timeAxis(end_ms);
  const bottom = TOP + names.length * ROW;
  const rows = names.map((name, row) => {
    const up = TOP + row * ROW;
    return `<line x1="${LEFT}" x2="${RIGHT}" y1="${up + ROW}" y2="${up + ROW}" stroke="var(--line)"/>${words(LEFT - 6, up + 15, 'end', name)}`;
  });
  const shown =
    faults.length <= WORDS_MAX
      ? faults
      : names.flatMap((name) =>
          merged(
            faults.filter((fault) => fault.name === name),
            end_ms,
          ).map(([from_ms, to_ms]) => ({ name, what: 'one after the other', from_ms, to_ms })),
        );
  const bars = shown.map(({ name, what, from_ms, to_ms }) => {
    const up = TOP + names.indexOf(name) * ROW + 3;
    const wide = Math.max(2, x(to_ms) - x(from_ms));
    const room = Math.floor((wide - 8) / CHARACTER);
    const fits = faults.length <= WORDS_MAX && room >= 2;
    const label = fits
      ? `<text x="${(x(from_ms) + 4).toFixed(1)}" y="${up + 12}" fill="var(--ink)">${escape(cut(what, room))}</text>`
      : '';
    return `<g><title>${escape(`${name}: ${what}`)}</title><rect x="${x(from_ms).toFixed(1)}" y="${up}" width="${wide.toFixed(1)}" height="${ROW - 6}" rx="3" fill="var(--fault)" opacity="0.28"/>${label}</g>`;
  });
  const title = 'When which fault held';
  return svg(
    RIGHT + 14,
    bottom + 26,
    `${title}: ${names.join(', ')}`,
    `<text x="${LEFT}" y="18" fill="var(--ink)" font-size="13" font-weight="600">${title}</text>${rows.join('')}${bars.join('')}${timeTicks(end_ms, bottom + 16)}`,
  );
};
