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
  const wrong = problemOf(read);
  if (wrong !== undefined) return `sent a malformed message, ${wrong}: ${brief(read, 300)}`;
  // Checked by `problemOf`.
  const { src, dest, body } = read as Message;
  return { src, dest, body, line };
};

const problemOf = (read: unknown): string | undefined => {
  if (!isRecord(read)) return 'it is no object';
  if (typeof read.src !== 'string') return 'src is no string';
  if (typeof read.dest !== 'string') return 'dest is no string';
  if (!isRecord(read.body)) return 'body is no object';
  return undefined;
};
