import { eventsIn, isMessage, type Row, renumbered } from './space-time-row.ts';

/** As often as this, what is said again and again is one row. */
const REPEATS_MIN = 3;
/** More often than this in one stretch, what differs by its numbers alone is folded ... */
const ALIKE_MAX = 5;
/** ... but for so many at its beginning, and the last. */
const ALIKE_SHOWN = 2;
/** Fewer than these are not worth a row that says so. */
const FOLDED_MIN = 6;

/**
 * Makes calm phases short. A message that goes the same way three times or more with nothing new in
 * between is one row. Of many that differ by their numbers alone, the first and the last are shown.
 */
export const folded = (rows: readonly Row[]): readonly Row[] => foldAlike(foldSame(rows));

const foldSame = (rows: readonly Row[]): readonly Row[] => {
  const groups = new Map<string, { times: number; last_ms: number }>();
  let stretch = 0;
  /** When something came again last. */
  let repeated_ms = Number.NaN;
  const groupOf = rows.map((row) => {
    const { at_ms, kind, from, to, text } = row;
    const keyOf = (): string => JSON.stringify([stretch, kind, from, to, text]);
    const said = isMessage(row);
    // What is new among what repeats begins another stretch: before and after it are not the same.
    // What comes at one time is one round.
    if (!said || (repeated_ms < at_ms && !groups.has(keyOf()))) {
      stretch++;
      repeated_ms = Number.NaN;
    }
    if (!said) return undefined;
    const key = keyOf();
    const times = (groups.get(key)?.times ?? 0) + 1;
    if (times > 1) repeated_ms = at_ms;
    groups.set(key, { times, last_ms: at_ms });
    return key;
  });
  const shown = new Set<string>();
  return renumbered(rows, (row, index) => {
    const key = groupOf[index];
    const group = key === undefined ? undefined : groups.get(key);
    if (key === undefined || group === undefined || group.times < REPEATS_MIN) return row;
    if (shown.has(key)) return undefined;
    shown.add(key);
    return { ...row, repeated: group };
  });
};

/** What a message says but for its numbers, and which way. */
const shapeOf = ({ kind, from, to, text }: Row): string =>
  JSON.stringify([kind, from, to, text.replace(/\d+(\.\d+)?/g, '#')]);

const foldAlike = (rows: readonly Row[]): readonly Row[] => {
  /** By row that is not shown, the stretch of messages in which it is. */
  const hidden = new Map<number, readonly Row[]>();
  let start = 0;
  for (let index = 0; index <= rows.length; index++) {
    const row = rows[index];
    if (row !== undefined && isMessage(row)) continue;
    foldStretch(rows.slice(start, index), start, hidden);
    start = index + 1;
  }
  const said = new Set<readonly Row[]>();
  return renumbered(rows, (row, index) => {
    const stretch = hidden.get(index);
    if (stretch === undefined) return row;
    if (said.has(stretch)) return undefined;
    said.add(stretch);
    return foldOf(row, stretch);
  });
};

const foldStretch = (
  stretch: readonly Row[],
  start: number,
  hidden: Map<number, readonly Row[]>,
): void => {
  const alike = Map.groupBy(stretch.keys(), (index) => {
    const row = stretch[index];
    return row === undefined ? '' : shapeOf(row);
  });
  const going = [...alike.values()]
    .filter(({ length }) => length > ALIKE_MAX)
    .flatMap((indices) => indices.slice(ALIKE_SHOWN, -1));
  if (going.length < FOLDED_MIN) return;
  const gone = going.flatMap((index) => stretch[index] ?? []);
  for (const index of going) hidden.set(start + index, gone);
};

const foldOf = ({ at_ms }: Row, gone: readonly Row[]): Row => {
  const count = gone.reduce((sum, row) => sum + eventsIn(row), 0);
  const last_ms = gone.reduce((last, row) => Math.max(last, row.repeated?.last_ms ?? row.at_ms), 0);
  return {
    at_ms,
    kind: 'arrive',
    from: undefined,
    text: `… ${count} messages like these, until ${last_ms.toFixed(1)} ms`,
    folded: count,
  };
};
