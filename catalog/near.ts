const COMPARED_LENGTH_MAX = 48;

/**
 * The option that someone who wrote `text` most likely meant: one that begins with it, or the one
 * with the fewest edits, as long as at most a third of the letters differ. Undefined when none is near.
 */
export const nearest = (text: string, options: Iterable<string>): string | undefined => {
  const wanted = text.toLowerCase().slice(0, COMPARED_LENGTH_MAX);
  if (wanted === '') return undefined;
  let best: string | undefined;
  let fewest = Math.floor(wanted.length / 3) + 1;
  for (const option of options) {
    if (Math.abs(option.length - wanted.length) >= fewest && !option.startsWith(wanted)) continue;
    const begins = wanted.length >= 3 && option.startsWith(wanted);
    const edits = begins ? 1 : distance(wanted, option.slice(0, COMPARED_LENGTH_MAX));
    if (edits < fewest) {
      best = option;
      fewest = edits;
    }
  }
  return best;
};

/** `; did you mean 'x'?`, or nothing. */
export const hint = (text: string, options: Iterable<string>): string => {
  const near = nearest(text, options);
  return near === undefined ? '' : `; did you mean '${near}'?`;
};

/** Levenshtein's edit distance, one row at a time. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
