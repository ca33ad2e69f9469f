import type { Random } from '@dstudio/kernel';
import type { Body } from '../message.ts';
import type { Topology } from '../topology.ts';
import {
  expectType,
  fieldOf,
  listOf,
  type Op,
  requestReply,
  TIMEOUT_MS,
  type Workload,
} from './workload.ts';

const READ: Op = { f: 'read', value: null };

/** Messages that every node hears of in the end. */
export const broadcast = (random: Random, topology: Topology): Workload =>
  growing(random, {
    f: 'broadcast',
    ask: (message) => ({ type: 'broadcast', message }),
    done: 'broadcast_ok',
    read: 'messages',
    setup: { type: 'topology', topology },
  });

/** A set that only grows. */
export const gSet = (random: Random): Workload =>
  growing(random, {
    f: 'add',
    ask: (element) => ({ type: 'add', element }),
    done: 'add_ok',
    read: 'value',
    setup: undefined,
  });

/** Adds 0, 1, 2, ... and reads in between, each half of the time; in the end everyone reads. */
const growing = (
  random: Random,
  of: {
    readonly f: string;
    readonly ask: (element: number) => Body;
    readonly done: string;
    /** The field of a read's answer. */
    readonly read: string;
    readonly setup: Body | undefined;
  },
): Workload => {
  let added = 0;
  const session = requestReply(
    ({ f, value }) => (f === 'read' ? { type: 'read' } : of.ask(Number(value))),
    ({ f, value }, body) => {
      if (f === 'read') return listOf(fieldOf(body, 'read_ok', of.read), of.read);
      expectType(body, of.done);
      return value;
    },
  );
  return {
    timeout_ms: TIMEOUT_MS,
    idempotent: new Set(['read']),
    setup: of.setup,
    next: () => (random.next() < 0.5 ? READ : { f: of.f, value: added++ }),
    open: () => session,
    final: (at) => (at === 0 ? READ : undefined),
  };
};
