/** Levenshtein's edit distance, one row at a time; more than `most` is not told apart. */
const distance = (from: string, to: string, most: number): number => {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= to.length; column += 1) {
      const kept = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(kept, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? most + 1;
};

/** 'Open-For', 'open_for' and 'openFor' are one word. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const LENGTH_MAX = 80;
const BEGINNING_LENGTH_MIN = 3;

/**
 * The known word that whoever wrote `word` most likely meant: one that begins with it, or the one with
 * the fewest edits, as long as at most two letters or a third of them are wrong. Case and separators
 * do not count. Undefined when none is near.
 */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  const given = plain(word.slice(0, LENGTH_MAX));
  if (given === '') return undefined;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const target = plain(candidate.slice(0, LENGTH_MAX));
    // Two, because swapped letters are two edits.
    const most = target.length < 4 ? 1 : Math.max(2, Math.floor(target.length / 3));
    const begins = given.length >= BEGINNING_LENGTH_MIN && target.startsWith(given);
    const edits = begins
      ? Math.min(1, target.length - given.length)
      : distance(given, target, most);
    if (edits <= most && edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return best;
};
