import type { Random } from '@dstudio/kernel';
import { brief, type Json, sameJson } from '../json.ts';
import { Keys } from './keys.ts';
import {
  fieldOf,
  listOf,
  MalformedReply,
  requestReply,
  TIMEOUT_MS,
  type Workload,
} from './workload.ts';

/** Transactions of reads and appends to lists, or of reads and writes of registers. */
export const transactions = (
  random: Random,
  options: {
    readonly write: 'append' | 'w';
    readonly keys: number;
    readonly length_max: number;
    readonly writes_max: number;
  },
): Workload => {
  const { write } = options;
  const keys = new Keys(random, options.keys, options.writes_max);
  const session = requestReply(
    ({ value }) => ({ type: 'txn', txn: value }),
    ({ value }, body) => completed(value, fieldOf(body, 'txn_ok', 'txn'), write),
  );
  return {
    timeout_ms: TIMEOUT_MS,
    idempotent: new Set(),
    setup: undefined,
    next: () => {
      const value: Json[] = [];
      for (let left = 1 + random.below(options.length_max); left > 0; left--) {
        value.push(random.next() < 0.5 ? ['r', keys.some(), null] : [write, ...keys.write()]);
      }
      return { f: 'txn', value };
    },
    open: () => session,
    final: undefined,
  };
};

/** The answer, when it is the transaction that was asked for with its reads filled in. */
const completed = (asked: Json, answered: Json, write: string): Json => {
  const request = listOf(asked, 'txn');
  const reply = listOf(answered, 'txn');
  const fits =
    request.length === reply.length &&
    request.every((micro, at) => {
      const given = reply[at];
      if (!Array.isArray(micro) || !Array.isArray(given) || given.length !== 3) return false;
      if (micro[0] !== 'r') return sameJson(micro, given);
      const [f, key, read] = given;
      const readable = write === 'w' || read === null || Array.isArray(read);
      return f === 'r' && sameJson(micro[1], key) && readable;
    });
  if (fits) return reply;
  throw new MalformedReply(
    `answered ${brief(answered)} to ${brief(asked)}: it has to be the same with reads filled in`,
  );
};
