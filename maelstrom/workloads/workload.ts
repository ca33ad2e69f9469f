import { brief, type Json } from '../json.ts';
import type { Body } from '../message.ts';

/** Something a client is to do. */
export interface Op {
  readonly f: string;
  readonly value: Json;
  /** Of an `assign`: read from the beginning, whatever was committed. */
  readonly seekToBeginning?: true;
}

/** How an operation goes on: another request, or its end. */
export type Step =
  | { readonly ask: Body }
  | { readonly ok: Json }
  /** The client gives up in the middle of it. */
  | { readonly info: string };

/** What one client remembers between its operations. */
export interface Session {
  begin(op: Op): Step;
  /** @throws MalformedReply */
  reply(op: Op, body: Body): Step;
}

/** What clients do, in terms of the protocol (jepsen-io/maelstrom, doc/workloads.md). */
export interface Workload {
  /** How long a client waits for an answer. */
  readonly timeout_ms: number;
  /** What changes nothing: when its end is unknown, it failed. */
  readonly idempotent: ReadonlySet<string>;
  /** What each node is told once it has started. */
  readonly setup: Body | undefined;
  next(): Op;
  open(): Session;
  /**
   * What each client does at the end, when all faults are healed: `at` counts its operations,
   * `last` is what its last one gave. Undefined: it is done.
   */
  final: ((at: number, last: Json | undefined) => Op | undefined) | undefined;
}

/** A node answered, but not as the workload's protocol demands. */
export class MalformedReply extends Error {
  override readonly name = 'MalformedReply';
}

/** The field of a reply. @throws MalformedReply when it is of another type, or has none. */
export const fieldOf = (body: Body, type: string, field: string): Json => {
  expectType(body, type);
  const value = body[field];
  if (value === undefined) {
    throw new MalformedReply(`answered ${brief(body)}; ${withArticle(type)} has a field ${field}`);
  }
  return value;
};

const withArticle = (type: string): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;

/** @throws MalformedReply when the reply is of another type. */
export const expectType = (body: Body, type: string): void => {
  if (body.type !== type) {
    throw new MalformedReply(`answered ${brief(body)}; the answer is ${withArticle(type)}`);
  }
};

/** @throws MalformedReply when the reply has a msg_id that no protocol knows. */
export const expectMessageId = (body: Body): void => {
  const { msg_id } = body as { readonly msg_id?: Json };
  if (msg_id === undefined || typeof msg_id === 'bigint' || Number.isInteger(msg_id)) return;
  throw new MalformedReply(`answered ${brief(body)}; a msg_id is a whole number`);
};

/** @throws MalformedReply when the value is no list. */
export const listOf = (value: Json, what: string): readonly Json[] => {
  if (Array.isArray(value)) return value;
  throw new MalformedReply(`answered ${brief(value)} as ${what}; that is a list`);
};

/** A session for operations of one request each. */
export const requestReply = (
  ask: (op: Op) => Body,
  read: (op: Op, body: Body) => Json,
): Session => ({
  begin: (op) => ({ ask: ask(op) }),
  reply: (op, body) => ({ ok: read(op, body) }),
});

export const TIMEOUT_MS = 5000;
