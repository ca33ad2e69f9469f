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
  knossos: {
    syntax: 'edn',
    about: 'Knossos: one EDN vector or list of maps, or [process type f value]',
  },
  porcupine: { syntax: 'edn', about: "Porcupine's key-value text: EDN maps with a :key" },
  log: {
    syntax: 'log',
    about: "Jepsen's jepsen.log or history.txt: 3 :invoke :cas [1 2] and more",
  },
};

/** Enough to see what it is. */
const HEAD_CHARACTERS_MIN = 4096;

/**
 * Tells the syntax by its first characters; undefined when more text is needed. What does not begin as
 * JSON or EDN may be a log, of which any number of lines can be about other things.
 *
 * @returns 'unknown' when it begins as JSON or EDN and goes on as neither
 */
export function detect(head: string, final: boolean): Syntax | 'unknown' | undefined {
  const text = head.slice(blankIn(head));
  // Only EDN has comments, so one alone says little about what follows.
  if (/^(?:;|$|#$)/.test(text)) return final ? 'edn' : undefined;
  if (/^[[({]/.test(text)) {
    const inside = text.slice(blankIn(text, '[('));
    if (/^\{\s*"/.test(inside)) return 'json';
    if (/^\{\s*[:};#]/.test(inside) || /^[\])#]/.test(inside)) return 'edn';
    if (BARE_EVENT.test(inside)) return 'edn';
    if (inside.length <= HEAD_CHARACTERS_MIN && !final) return undefined;
    // As in '[main] INFO', or in '{' on a line of its own.
    return /^\[\s*[\w-]/.test(text) ? 'log' : 'unknown';
  }
  return /^#[\w_:]/.test(text) ? 'edn' : 'log';
}

/**
 * How much of a text is space, comments that end, and the characters given, before anything else. An
 * expression would do, but for the stack that it takes for each of a million comments.
 */
export function blankIn(text: string, others = ''): number {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON) {
      const end = text.indexOf('\n', at);
      if (end < 0) return at;
      at = end;
    } else if (code > SPACE && code !== COMMA && !others.includes(text.charAt(at))) return at;
  }
  return text.length;
}

const SPACE = 32;
const COMMA = 44;
const SEMICOLON = 59;

/** The inside of an event that is a vector: process, type and so on. */
const BARE_EVENT = /^(?:\d+|:[\w-]+)[\s,]+:(?:invoke|ok|fail|info)[\s,\])]/;

/**
 * An operation in a Jepsen log: process, type, f and value after the logger's name, and after the time
 * in nanoseconds where it is told. The logger is jepsen.util, and jepsen.print since Jepsen 0.3.12.
 */
export const LOG_LINE =
  /jepsen\.(?:util|print)\b[\s:-]{1,8}(?:\[ *-?\d+ *\]\s*)?(:?[\w-]{1,40})[ \t]+:(invoke|ok|fail|info)[ \t]+:(\S+)[ \t]*(.*)/;

/** The same in a file of operations alone, as Jepsen's history.txt is. */
export const BARE_LINE = /^[ \t]*(\d+|:[\w-]+)[ \t]+:(invoke|ok|fail|info)[ \t]+:(\S+)[ \t]*(.*)/;
