/**
 * The checker of linearizability: agreement with a slow and obviously right one on many small random
 * histories, and processor time on long ones. Exit code 1 when they disagree or a target is missed.
 *
 *   node bench/checkers.ts [--small 100000]
 */
import { parseArgs } from 'node:util';
import {
  casRegister,
  checkLinearizable,
  finish,
  keyValue,
  type Model,
  mutex,
  queue,
  register,
  set,
} from '@dstudio/checkers';
import {
  isLinearizable,
  type RegisterRun,
  registerHistory,
  smallHistory,
  VOCABULARIES,
} from '@dstudio/checkers/testing';
import { createRandom } from '@dstudio/kernel';

const { values } = parseArgs({ options: { small: { type: 'string', default: '100000' } } });

const agree = <State>(name: string, model: Model<State>, histories: number): void => {
  const words = VOCABULARIES[name];
  if (words === undefined) throw new Error(`no vocabulary for ${name}`);
  const random = createRandom(`checkers ${name}`);
  let valid = 0;
  for (let index = 0; index < histories; index += 1) {
    const history = smallHistory(random, words);
    const expected = isLinearizable(history.operations, model);
    const { validity } = finish(checkLinearizable(history, model));
    if (expected) valid += 1;
    if (validity === (expected ? 'valid' : 'invalid')) continue;
    console.log(`${name}, history ${index}: ${validity}, but it is ${expected ? '' : 'not '}valid`);
    process.exitCode = 1;
  }
  console.log(`${name.padEnd(14)}${histories} histories agree or are told above, ${valid} valid`);
};

const each = Math.ceil(Number(values.small) / 6);
agree('register', register, each);
agree('cas-register', casRegister, each);
agree('key-value', keyValue, each);
agree('mutex', mutex, each);
agree('queue', queue, each);
agree('set', set, each);

interface Case {
  readonly title: string;
  readonly histories: number;
  readonly run: RegisterRun;
  readonly expected: 'valid' | 'invalid' | 'either';
  readonly target_ms?: number;
}

const SHORT: RegisterRun = {
  operations: 170,
  clients: 5,
  keys: 1,
  values: 5,
  crashed: 0.15,
  stale: 0,
};
const LONG: RegisterRun = { ...SHORT, operations: 100_000, clients: 20, keys: 10, crashed: 0.001 };

const CASES: readonly Case[] = [
  { title: '100 of 170, valid', histories: 100, run: SHORT, expected: 'valid', target_ms: 3000 },
  {
    title: '100 of 170, some reads stale',
    histories: 100,
    run: { ...SHORT, stale: 0.05 },
    expected: 'either',
    target_ms: 3000,
  },
  {
    title: '100 of 170, half crashed, 20 values',
    histories: 100,
    run: { ...SHORT, crashed: 0.5, values: 20 },
    expected: 'valid',
  },
  {
    title: '100000, 10 keys, valid',
    histories: 1,
    run: LONG,
    expected: 'valid',
    target_ms: 10_000,
  },
  {
    title: '100000, 10 keys, one read in 5000 stale',
    histories: 1,
    run: { ...LONG, stale: 0.0002 },
    expected: 'invalid',
    target_ms: 10_000,
  },
  {
    title: '100000, 10 keys, 50 clients, none crashed',
    histories: 1,
    run: { ...LONG, clients: 50, crashed: 0 },
    expected: 'valid',
    target_ms: 10_000,
  },
  {
    title: '100000, one key',
    histories: 1,
    run: { ...LONG, clients: 10, keys: 1 },
    expected: 'valid',
    target_ms: 10_000,
  },
];

/** Processor time of all threads, the collector's included: others may use the machine too. */
const processor_ms = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

for (const { title, histories, run, expected, target_ms } of CASES) {
  const random = createRandom(title);
  const made = Array.from({ length: histories }, () => registerHistory(random, run));
  const found = { valid: 0, invalid: 0, unknown: 0 };
  let steps = 0;
  const began_ms = processor_ms();
  for (const history of made) {
    const verdict = finish(checkLinearizable(history, casRegister, { steps_max: 50_000_000 }));
    found[verdict.validity] += 1;
    steps += verdict.counts.steps ?? 0;
  }
  const took_ms = processor_ms() - began_ms;
  const isWrong = expected === 'either' ? found.unknown > 0 : found[expected] !== histories;
  const isLate = target_ms !== undefined && took_ms > target_ms;
  if (isWrong || isLate) process.exitCode = 1;
  console.log(
    `${title.padEnd(42)}${took_ms.toFixed(0).padStart(7)} ms ${String(steps).padStart(10)} steps  valid ${found.valid}, invalid ${found.invalid}, unknown ${found.unknown}${isWrong ? '  WRONG' : ''}${isLate ? '  LATE' : ''}`,
  );
}
