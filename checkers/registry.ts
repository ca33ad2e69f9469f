import { InvalidInput } from '@dstudio/kernel';
import type { History, Operation } from './history/operation.ts';
import { checkLinearizable } from './linearizability/check.ts';
import type { Counterexample } from './linearizability/explain.ts';
import type { Model } from './linearizability/model.ts';
import { keyValue } from './models/key-value.ts';
import { multiRegister } from './models/multi-register.ts';
import { mutex } from './models/mutex.ts';
import { queue, unorderedQueue } from './models/queue.ts';
import { casRegister, register } from './models/register.ts';
import { set } from './models/set.ts';
import { type BankOptions, checkBank } from './properties/bank.ts';
import { checkComments } from './properties/comments.ts';
import { checkConvergence, checkConvergentCounter } from './properties/convergence.ts';
import { checkCounter } from './properties/counter.ts';
import { eachKey } from './properties/history-of.ts';
import { checkLog } from './properties/log.ts';
import { checkLongFork } from './properties/long-fork.ts';
import { checkSet, isGrowingSet } from './properties/set.ts';
import { checkSetFull } from './properties/set-full.ts';
import { checkTotalQueue } from './properties/total-queue.ts';
import { checkUniqueIds } from './properties/unique-ids.ts';
import { checkSequential } from './sequential/check.ts';
import { checkSessions } from './sessions/check.ts';
import { checkListAppend, checkRwRegister, type RegisterOptions } from './transactions/index.ts';
import type { Value } from './value.ts';
import { type Budget, type Check, finish, type Verdict } from './verdict.ts';

/** A verdict, with the counterexample when a search for a linearization refuted it. */
export interface HistoryVerdict extends Verdict {
  readonly counterexample?: Counterexample | undefined;
}

/** What a check may spend, and what some models can be told. */
export interface CheckOptions extends Budget, RegisterOptions, BankOptions {}

/** The options that not every model takes. */
type Told = keyof RegisterOptions | keyof BankOptions;

interface Registered {
  readonly about: string;
  readonly takes: readonly Told[];
  readonly check: (history: History, options: CheckOptions) => Check<HistoryVerdict>;
}

/** What they are in words. */
const TOLD: Readonly<Record<Told, string>> = {
  consistencyModel: 'consistency model',
  initial: 'initial value',
  sequentialKeys: 'word on how far a key can be trusted',
  linearizableKeys: 'word on how far a key can be trusted',
  total: 'total amount',
  negative: 'word on negative balances',
};

const property = (
  about: string,
  check: Registered['check'],
  takes: readonly Told[] = [],
): Registered => ({ about, takes, check });

const linearizable = <State>(about: string, model: Model<State>): Registered => ({
  about: `linearizable: ${about}`,
  takes: [],
  check: (history, budget) => checkLinearizable(history, model, budget),
});

/**
 * A model whose state is the value itself, with another beginning than nil. A read of nil then says
 * nothing, as in Knossos: nobody knows what was read.
 */
function beginning(model: Model<Value>, { initial = null }: CheckOptions): Model<Value> {
  if (initial === null) return model;
  const saysNothing = ({ f, output }: Operation): boolean =>
    output === null && model.functions[f] === 'read';
  return {
    ...model,
    initial,
    step: (state, one) => (saysNothing(one) ? [state] : model.step(state, one)),
    wants: (one) => (saysNothing(one) ? undefined : model.wants?.(one)),
    observes: (one, effect) => !saysNothing(one) && (model.observes?.(one, effect) ?? true),
  };
}

const linearizableFrom = (about: string, model: Model<Value>): Registered => ({
  about: `linearizable: ${about}`,
  takes: ['initial'],
  check: (history, options) => checkLinearizable(history, beginning(model, options), options),
});

const sequential = (about: string, model: Model<Value>): Registered => ({
  about: `sequentially consistent: ${about}`,
  takes: ['initial'],
  check: (history, options) => checkSequential(history, beginning(model, options), options),
});

/** All models that {@link checkHistory} knows, by name. */
export const MODELS: Readonly<Record<string, Registered>> = {
  register: linearizableFrom('read, write v', register),
  'cas-register': linearizableFrom('read, write v, cas [from to]', casRegister),
  'key-value': linearizableFrom('get, put, append, delete or read, write, cas, by key', keyValue),
  'multi-register': {
    about: 'linearizable: txn of [read key v] and [write key v] at once',
    takes: ['initial'],
    check: (history, options) =>
      checkLinearizable(history, multiRegister(options.initial), options),
  },
  mutex: linearizable('acquire, release', mutex),
  queue: linearizable('enqueue v, dequeue, first in first out', queue),
  'unordered-queue': linearizable('enqueue v, dequeue, in any order', unorderedQueue),
  set: {
    about: 'linearizable: add v, remove v, read; often one read at the end',
    takes: [],
    check: (history, budget) =>
      isGrowingSet(history)
        ? eachKey(history, checkSet, budget)
        : checkLinearizable(history, set, budget),
  },
  'sequential-register': sequential('read, write v, by key', register),
  'sequential-cas-register': sequential('read, write v, cas [from to], by key', casRegister),
  'sequential-key-value': sequential('get, put, append, delete, by key', keyValue),
  sessions: property(
    'read your writes, monotonic reads and writes, writes follow reads; unique writes by key',
    checkSessions,
  ),
  'set-full': property('add v, read; lost, stale and duplicated elements', (history, budget) =>
    eachKey(history, checkSetFull, budget),
  ),
  'g-set': property('add v, read; as set-full', (history, budget) =>
    checkSetFull(history, { ...budget, model: 'g-set' }),
  ),
  broadcast: property('broadcast v, read; as set-full', (history, budget) =>
    checkSetFull(history, { ...budget, model: 'broadcast', update: 'broadcast' }),
  ),
  counter: property('add n, read; each read within bounds', (history, budget) =>
    eachKey(history, checkCounter, budget),
  ),
  'g-counter': property('add n, read; final reads are the sum', (history, budget) =>
    checkConvergentCounter(history, { ...budget, model: 'g-counter', grows: true }),
  ),
  'pn-counter': property('add n, read; final reads are the sum', (history, budget) =>
    checkConvergentCounter(history, { ...budget, model: 'pn-counter', grows: false }),
  ),
  'unique-ids': property('generate', checkUniqueIds),
  'total-queue': property('enqueue v, dequeue, drain; all that went in came out', checkTotalQueue),
  log: property('send, poll, assign; offsets as in Kafka', checkLog),
  kafka: property('another name of log', checkLog),
  convergence: property('any updates, read; final reads agree', checkConvergence),
  'list-append': property('transactions of [append key v] and [r key list]', checkListAppend, [
    'consistencyModel',
  ]),
  'rw-register': property('transactions of [w key v] and [r key v]', checkRwRegister, [
    'consistencyModel',
    'initial',
    'sequentialKeys',
    'linearizableKeys',
  ]),
  bank: property('transfer, read; the total stays', checkBank, ['total', 'negative']),
  'long-fork': property('write of a key, read of several; no two reads fork', checkLongFork),
  comments: property('write v, read; none is visible without those before it', (history, budget) =>
    eachKey(history, checkComments, budget),
  ),
};

/**
 * Judges a history by a model's name, piece by piece: {@link finish} runs it to its end, and a caller
 * that must stay responsive takes one piece at a time.
 *
 * @throws InvalidInput when there is no such model, it cannot be told an option, or the history is not
 *   one of it
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
  for (const [name, words] of Object.entries(TOLD)) {
    // It has no other names.
    const told = name as Told;
    if (options[told] === undefined || registered.takes.includes(told)) continue;
    const takers = Object.entries(MODELS).filter(([, { takes }]) => takes.includes(told));
    throw new InvalidInput(`the model '${model}' takes no ${words}`, {
      hint: `of the models, ${takers.map(([taker]) => taker).join(', ')} ${takers.length === 1 ? 'does' : 'do'}`,
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
