import { InvalidInput } from '@dstudio/kernel';
import type { History } from './history/operation.ts';
import { checkLinearizable } from './linearizability/check.ts';
import type { Counterexample } from './linearizability/explain.ts';
import type { Model } from './linearizability/model.ts';
import { keyValue } from './models/key-value.ts';
import { mutex } from './models/mutex.ts';
import { queue, unorderedQueue } from './models/queue.ts';
import { casRegister, register } from './models/register.ts';
import { set } from './models/set.ts';
import { checkBank } from './properties/bank.ts';
import { checkConvergence, checkConvergentCounter } from './properties/convergence.ts';
import { checkCounter } from './properties/counter.ts';
import { eachKey } from './properties/history-of.ts';
import { checkLog } from './properties/log.ts';
import { checkSet, isGrowingSet } from './properties/set.ts';
import { checkSetFull } from './properties/set-full.ts';
import { checkTotalQueue } from './properties/total-queue.ts';
import { checkUniqueIds } from './properties/unique-ids.ts';
import { checkSequential } from './sequential/check.ts';
import { checkSessions } from './sessions/check.ts';
import {
  checkListAppend,
  checkRwRegister,
  type TransactionsOptions,
} from './transactions/index.ts';
import { type Budget, type Check, finish, type Verdict } from './verdict.ts';

/** A verdict, with the counterexample when a search for a linearization refuted it. */
export interface HistoryVerdict extends Verdict {
  readonly counterexample?: Counterexample | undefined;
}

/** What a check may spend, and what transactions are held against. */
export interface CheckOptions extends Budget, TransactionsOptions {}

interface Registered {
  readonly about: string;
  readonly check: (history: History, options: CheckOptions) => Check<HistoryVerdict>;
}

/** A checker that looks at everything once has nothing to stop in between. */
const once = (
  about: string,
  check: (history: History, options: CheckOptions) => Verdict,
): Registered => ({
  about,
  check: function* (history, options) {
    yield { done: 0, total: history.operations.length };
    return check(history, options);
  },
});

const linearizable = <State>(about: string, model: Model<State>): Registered => ({
  about: `linearizable: ${about}`,
  check: (history, budget) => checkLinearizable(history, model, budget),
});

const sequential = <State>(about: string, model: Model<State>): Registered => ({
  about: `sequentially consistent: ${about}`,
  check: (history, budget) => checkSequential(history, model, budget),
});

/** All models that {@link checkHistory} knows, by name. */
export const MODELS: Readonly<Record<string, Registered>> = {
  register: linearizable('read, write v', register),
  'cas-register': linearizable('read, write v, cas [from to]', casRegister),
  'key-value': linearizable('get, put, append, delete or read, write, cas, by key', keyValue),
  mutex: linearizable('acquire, release', mutex),
  queue: linearizable('enqueue v, dequeue, first in first out', queue),
  'unordered-queue': linearizable('enqueue v, dequeue, in any order', unorderedQueue),
  set: {
    about: 'linearizable: add v, remove v, read; often one read at the end',
    *check(history, budget) {
      if (!isGrowingSet(history)) return yield* checkLinearizable(history, set, budget);
      yield { done: 0, total: history.operations.length };
      return eachKey(history, checkSet);
    },
  },
  'sequential-register': sequential('read, write v, by key', register),
  'sequential-cas-register': sequential('read, write v, cas [from to], by key', casRegister),
  'sequential-key-value': sequential('get, put, append, delete, by key', keyValue),
  sessions: once(
    'read your writes, monotonic reads and writes, writes follow reads; unique writes by key',
    checkSessions,
  ),
  'set-full': once('add v, read; lost, stale and duplicated elements', (history) =>
    eachKey(history, (one) => checkSetFull(one)),
  ),
  'g-set': once('add v, read; as set-full', (history) => checkSetFull(history, { model: 'g-set' })),
  broadcast: once('broadcast v, read; as set-full', (history) =>
    checkSetFull(history, { model: 'broadcast', update: 'broadcast' }),
  ),
  counter: once('add n, read; each read within bounds', (history) =>
    eachKey(history, checkCounter),
  ),
  'g-counter': once('add n, read; final reads are the sum', (history) =>
    checkConvergentCounter(history, 'g-counter', true),
  ),
  'pn-counter': once('add n, read; final reads are the sum', (history) =>
    checkConvergentCounter(history, 'pn-counter', false),
  ),
  'unique-ids': once('generate', checkUniqueIds),
  'total-queue': once('enqueue v, dequeue, drain; all that went in came out', checkTotalQueue),
  log: once('send, poll, assign; offsets as in Kafka', checkLog),
  kafka: once('another name of log', checkLog),
  convergence: once('any updates, read; final reads agree', (history) => checkConvergence(history)),
  'list-append': once('transactions of [append key v] and [r key list]', checkListAppend),
  'rw-register': once('transactions of [w key v] and [r key v]', checkRwRegister),
  bank: once('transfer, read; the total stays', (history) => checkBank(history)),
};

/**
 * Judges a history by a model's name, piece by piece: {@link finish} runs it to its end, and a caller
 * that must stay responsive takes one piece at a time.
 *
 * @throws InvalidInput when there is no such model, or the history is not one of it
 */
export function startCheck(
  history: History,
  model: string,
  options: CheckOptions = {},
): Check<HistoryVerdict> {
  const registered = Object.hasOwn(MODELS, model) ? MODELS[model] : undefined;
  if (registered === undefined) {
    throw new InvalidInput(`there is no model '${model}'`, {
      hint: `the models are ${Object.keys(MODELS).join(', ')}`,
    });
  }
  return registered.check(history, options);
}

/** Judges a history by a model's name. @throws InvalidInput as {@link startCheck} does */
export const checkHistory = (
  history: History,
  model: string,
  options: CheckOptions = {},
): HistoryVerdict => finish(startCheck(history, model, options));
