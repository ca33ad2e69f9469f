/** Levenshtein distance, cut off above `most`. */
const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? most + 1;
};

const LENGTH_MAX = 80;

/** The known word that was probably meant: two of its letters, or a third, may be wrong. */
const nearest = (word: string, known: Iterable<string>): string | undefined => {
  const given = word.toLowerCase().slice(0, LENGTH_MAX);
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    // Two, because swapped letters are two edits.
    const most = candidate.length < 4 ? 1 : Math.max(2, Math.floor(candidate.length / 3));
    const off = distance(given, candidate.toLowerCase(), most);
    if (off <= most && off < least) {
      best = candidate;
      least = off;
    }
  }
  return best;
};

/** 'did you mean 'x'?' or, when nothing is near, what there is. */
export const meant = (word: string, known: readonly string[]): string => {
  const near = nearest(word, known);
  if (near !== undefined) return `did you mean '${near}'?`;
  const shown = known.slice(0, 12).join(', ');
  return `known are: ${shown}${known.length > 12 ? ' and more' : ''}`;
};
