/** How a history may be written down. */
export type Format = 'jsonl' | 'elle' | 'jepsen' | 'knossos' | 'porcupine' | 'log';

/** What the bytes are: several formats are the same maps under another name. */
export type Syntax = 'json' | 'edn' | 'log';

export const FORMATS: Readonly<
  Record<Format, { readonly syntax: Syntax; readonly about: string }>
> = {
  jsonl: { syntax: 'json', about: "this studio's own: one JSON object a line" },
  elle: { syntax: 'json', about: 'elle-cli: a JSON array of objects, or one object a line' },
  jepsen: { syntax: 'edn', about: "Jepsen's history.edn: maps one a line, or one vector" },
  knossos: { syntax: 'edn', about: 'Knossos: one EDN vector or list of maps' },
  porcupine: { syntax: 'edn', about: "Porcupine's key-value text: EDN maps with a :key" },
  log: { syntax: 'log', about: "lines of Jepsen's log, as etcd runs print them" },
};

/** Enough to see what it is. */
const HEAD_CHARACTERS_MIN = 4096;

/**
 * Tells the syntax by its first characters; undefined when more text is needed.
 *
 * @returns 'unknown' when it is none of those known here
 */
export function detect(head: string, final: boolean): Syntax | 'unknown' | undefined {
  // Only EDN has comments, so one alone says little about what follows.
  const text = head.replace(/^(?:[\s,]|;[^\n]*\n)+/, '');
  if (/^[[({]/.test(text)) {
    const inside = text.replace(/^(?:[[(\s,]|;[^\n]*\n)+/, '');
    if (/^\{\s*"/.test(inside)) return 'json';
    if (/^\{\s*[:};#]/.test(inside) || /^[\])#]/.test(inside)) return 'edn';
    if (inside.length > HEAD_CHARACTERS_MIN || final) return 'unknown';
    return undefined;
  }
  if (/^#[\w_]/.test(text)) return 'edn';
  if (LOG_LINE.test(text)) return 'log';
  return final || text.length > 64 * HEAD_CHARACTERS_MIN ? 'unknown' : undefined;
}

/**
 * An operation in a Jepsen log: process, type, f and value after the logger's name. Other lines, such
 * as those of the database's start, may stand between.
 */
export const LOG_LINE =
  /jepsen\.util\S*[\s-]+(:?[\w-]+)[ \t]+:(invoke|ok|fail|info)[ \t]+:([^\s]+)[ \t]*([^\r\n]*)/;
