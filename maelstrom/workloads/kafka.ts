import type { Random } from '@dstudio/kernel';
import { brief, isRecord, type Json } from '../json.ts';
import type { Body } from '../message.ts';
import { Keys } from './keys.ts';
import {
  expectType,
  fieldOf,
  listOf,
  MalformedReply,
  type Op,
  type Session,
  type Step,
  TIMEOUT_MS,
  type Workload,
} from './workload.ts';

const POLL: Op = { f: 'poll', value: [['poll']] };
/** Polls in a row that give nothing, at the end, before a client believes there is no more. */
const EMPTY_POLLS = 3;
const FINAL_POLLS_MAX = 200;

/**
 * Logs in the manner of Kafka: `send`, `poll`, `assign` and, as Maelstrom's clients do, a `crash` now
 * and then. Values are micro-operations: `['send', key, [offset, message]]`, `['poll', {key:
 * [[offset, message], ...]}]`. In the end every client reads everything from the beginning.
 */
export const kafka = (
  random: Random,
  options: { readonly keys: number; readonly writes_max: number },
): Workload => {
  const keys = new Keys(random, options.keys, options.writes_max);
  const next = (): Op => {
    const kind = random.below(100);
    if (kind < 1) return { f: 'crash', value: null };
    if (kind < 10) {
      return { f: 'assign', value: keys.active.filter(() => random.next() < 0.5).map(String) };
    }
    if (kind < 55) return POLL;
    const [key, message] = keys.write();
    return { f: 'send', value: [['send', String(key), message]] };
  };
  const all = (): Json => Array.from({ length: keys.count }, (_, key) => String(key));
  return {
    timeout_ms: TIMEOUT_MS,
    idempotent: new Set(['assign']),
    setup: undefined,
    next,
    open: createSession,
    final: (at, last) => {
      if (at === 0) return { f: 'assign', value: all(), seekToBeginning: true };
      const more = at <= EMPTY_POLLS || !isEmptyPoll(last);
      return more && at < FINAL_POLLS_MAX ? POLL : undefined;
    },
  };
};

const isEmptyPoll = (value: Json | undefined): boolean => {
  const [, messages] = microOf(value) ?? [];
  return isRecord(messages) && Object.keys(messages).length === 0;
};

/** The one micro-operation of an operation. */
const microOf = (value: Json | undefined): readonly Json[] | undefined => {
  const micro = Array.isArray(value) ? value[0] : undefined;
  return Array.isArray(micro) ? micro : undefined;
};

/** A consumer's place in the logs that are assigned to it. */
const createSession = (): Session => {
  /** Another object after each change: requests hold the former ones. */
  let offsets: Readonly<Record<string, number>> = {};
  /** What a poll gave, while its offsets are being committed. */
  let polled: Json | undefined;

  const assignTo = (names: readonly Json[], committed: Json): void => {
    const known = isRecord(committed) ? committed : {};
    offsets = Object.fromEntries(
      names.map((name) => {
        const key = String(name);
        return [key, offsets[key] ?? wholeNumber(known[key] ?? 0, 'a committed offset')];
      }),
    );
  };

  const polledOk = (body: Body): Step => {
    const messages = fieldOf(body, 'poll_ok', 'msgs');
    if (!isRecord(messages)) throw new MalformedReply(`answered ${brief(body)}; msgs is a map`);
    const last: Record<string, number> = {};
    const next: Record<string, number> = Object.assign({}, offsets);
    const lists = Object.values(messages);
    let read = 0;
    Object.keys(messages).forEach((key, at) => {
      // Both lists are equally long.
      const list = listOf(lists[at] as Json, 'the messages of a key');
      if (list.length === 0) return;
      read++;
      let greatest = Number.NEGATIVE_INFINITY;
      for (const pair of list) {
        const offset = wholeNumber(listOf(pair, 'a message')[0] ?? null, 'an offset');
        if (offset > greatest) greatest = offset;
      }
      last[key] = greatest;
      next[key] = Math.max(next[key] ?? 0, greatest + 1);
    });
    polled = [['poll', read === lists.length ? messages : withoutEmpty(messages)]];
    if (read === 0) return { ok: polled };
    offsets = next;
    return { ask: { type: 'commit_offsets', offsets: last } };
  };

  return {
    begin({ f, value, seekToBeginning }) {
      if (f === 'crash') return { info: 'the client crashed, as it was told to' };
      if (f === 'assign') {
        if (seekToBeginning) {
          offsets = {};
          assignTo(listOf(value, 'keys'), {});
          return { ok: value };
        }
        return { ask: { type: 'list_committed_offsets', keys: value } };
      }
      if (f === 'poll') {
        polled = undefined;
        return { ask: { type: 'poll', offsets } };
      }
      const [, key, message] = microOf(value) ?? [];
      return { ask: { type: 'send', key, msg: message } };
    },
    reply({ f, value }, body) {
      if (f === 'assign') {
        assignTo(listOf(value, 'keys'), fieldOf(body, 'list_committed_offsets_ok', 'offsets'));
        return { ok: value };
      }
      if (f === 'poll') {
        if (polled === undefined) return polledOk(body);
        expectType(body, 'commit_offsets_ok');
        return { ok: polled };
      }
      const offset = wholeNumber(fieldOf(body, 'send_ok', 'offset'), 'an offset');
      const [, key, message] = microOf(value) ?? [];
      return { ok: [['send', key ?? null, [offset, message ?? null]]] };
    },
  };
};

const withoutEmpty = (messages: { readonly [key: string]: Json }): Json =>
  Object.fromEntries(
    Object.entries(messages).filter(([, list]) => !Array.isArray(list) || list.length > 0),
  );

const wholeNumber = (value: Json, what: string): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new MalformedReply(`answered ${brief(value)} as ${what}; that is a whole number`);
};
