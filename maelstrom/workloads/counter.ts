import type { Random } from '@dstudio/kernel';
import { brief } from '../json.ts';
import {
  expectType,
  fieldOf,
  MalformedReply,
  type Op,
  requestReply,
  TIMEOUT_MS,
  type Workload,
} from './workload.ts';

const READ: Op = { f: 'read', value: null };

/** A counter: adds from 0 to 4, or from -5 to 4 where it may go down, and reads. */
export const counter = (random: Random, least: 0 | -5): Workload => {
  const session = requestReply(
    ({ f, value }) => (f === 'read' ? { type: 'read' } : { type: 'add', delta: value }),
    ({ f, value }, body) => {
      if (f === 'add') {
        expectType(body, 'add_ok');
        return value;
      }
      const read = fieldOf(body, 'read_ok', 'value');
      if (Number.isSafeInteger(read)) return read;
      throw new MalformedReply(`answered ${brief(read)} as value; that is a whole number`);
    },
  );
  return {
    timeout_ms: TIMEOUT_MS,
    idempotent: new Set(['read']),
    setup: undefined,
    next: () => (random.next() < 0.5 ? READ : { f: 'add', value: least + random.below(5 - least) }),
    open: () => session,
    final: (at) => (at === 0 ? READ : undefined),
  };
};
