import type { Place } from './event.ts';

export interface Lines {
  /** Where an offset into the text stands in the whole file. Offsets must not go back by lines. */
  placeOf(text: string, at: number): Place;
  /** The text from an offset on; what is before it is not looked at again. */
  drop(text: string, at: number): string;
}

/** Counts lines and columns of a text that is read in pieces, of which only the last is kept. */
export function createLines(): Lines {
  let line = 1;
  /** Where the line begins: below zero when that is no longer kept. */
  let begin = 0;
  /** Where it ends, as far as the text is known: each search is made once, however long the line. */
  let end: number | undefined;
  let searched = 0;

  const placeOf = (text: string, at: number): Place => {
    for (;;) {
      if (end === undefined && searched < text.length) {
        const found = text.indexOf('\n', Math.max(begin, searched));
        if (found >= 0) end = found;
        else searched = text.length;
      }
      if (end === undefined || end >= at) return { line, column: at - begin + 1 };
      line += 1;
      begin = end + 1;
      end = undefined;
      searched = 0;
    }
  };

  return {
    placeOf,
    drop(text, at) {
      placeOf(text, at);
      begin -= at;
      searched = Math.max(0, searched - at);
      if (end !== undefined) end -= at;
      return text.slice(at);
    },
  };
}
