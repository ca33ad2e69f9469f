import { brief, isRecord, type Json, parseJson } from './json.ts';

/**
 * A message's payload. `type` is always there in what clients and services send; nodes may send each
 * other what they like. `msg_id` asks for an answer, which carries it as `in_reply_to`.
 */
export interface Body {
  readonly type?: string;
  readonly msg_id?: number;
  readonly in_reply_to?: number;
  readonly [name: string]: Json | undefined;
}

/** One message of Maelstrom's protocol (jepsen-io/maelstrom, doc/protocol.md). */
export interface Message {
  readonly src: string;
  readonly dest: string;
  readonly body: Body;
  /** The line it came in as, when it came in as one: it goes out again as it is. */
  readonly line?: string | undefined;
}

/** Clients are named c0, c1, ...: their messages take no time and no partition cuts them off. */
export const isClient = (name: string): boolean => name.charCodeAt(0) === 99;

/** The services of every test (jepsen-io/maelstrom, doc/services.md). */
export const SERVICE_NAMES: readonly string[] = ['lin-kv', 'seq-kv', 'lww-kv', 'lin-tso'];

/** The message, or what is wrong with the line, in words. */
export const parseLine = (line: string): Message | string => {
  let read: unknown;
  try {
    read = parseJson(line);
  } catch {
    return (
      `printed a line to stdout that is no JSON: ${brief(line)}. ` +
      'Only messages belong on stdout; print what is for people to stderr'
    );
  }
  if (isDeep(line, read)) {
    return `sent a message that is nested deeper than ${NESTING_MAX}: ${brief(line)}`;
  }
  const wrong = problemOf(read);
  if (wrong !== undefined) return `sent a malformed message, ${wrong}: ${brief(read, 300)}`;
  // Checked by `problemOf`.
  const { src, dest, body } = read as Message;
  return { src, dest, body, line };
};

/** What is nested deeper would exhaust the stack of whoever walks it. */
const NESTING_MAX = 100;
const BRACKET = '['.charCodeAt(0);
const BRACE = '{'.charCodeAt(0);

const isDeep = (line: string, read: unknown): boolean => {
  if (line.length <= 2 * NESTING_MAX) return false;
  let opened = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === BRACKET || code === BRACE) opened++;
  }
  // Those within texts count too, so this is at most a suspicion.
  return opened > NESTING_MAX && isDeeper(read, NESTING_MAX);
};

const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
};

const problemOf = (read: unknown): string | undefined => {
  if (!isRecord(read)) return 'it is no object';
  if (typeof read.src !== 'string') return 'src is no string';
  if (typeof read.dest !== 'string') return 'dest is no string';
  if (!isRecord(read.body)) return 'body is no object';
  return undefined;
};
