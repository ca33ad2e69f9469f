import { isArray, same, type Value } from '../value.ts';
import type { History, Operation } from './operation.ts';

/**
 * Reads `[key value]` pairs as Jepsen's jepsen.independent writes them: when every invocation that
 * carries a value is a pair, each read is a `[key null]`, each cas a `[key [from to]]`, and each
 * completion keeps the key. Histories that name their keys, and others, come back as they are.
 *
 * A history without reads and without cas cannot be told from one whose values are pairs, and stays.
 */
export function splitKeys(history: History): History {
  const { operations } = history;
  if (operations.length === 0 || operations.some(({ key }) => key !== undefined)) return history;
  if (!operations.every(isPaired) || !operations.some(tells)) return history;
  return { ...history, operations: operations.map(split) };
}

const pair = (value: Value): readonly [Value, Value] | undefined => {
  if (!isArray(value) || value.length !== 2) return undefined;
  const [key, inner] = value;
  return key === undefined || inner === undefined ? undefined : [key, inner];
};

function isPaired({ f, input, output, outcome }: Operation): boolean {
  const invoked = pair(input);
  if (invoked === undefined) return false;
  if (f === 'cas' && pair(invoked[1]) === undefined) return false;
  if (outcome !== 'ok') return true;
  const completed = pair(output);
  return completed !== undefined && same(completed[0], invoked[0]);
}

/** Whether a pair here can only be a key and a value. */
const tells = ({ f, input }: Operation): boolean =>
  f === 'cas' || (isArray(input) && input[1] === null);

const split = (operation: Operation): Operation => {
  const [key, input] = pair(operation.input) ?? [undefined, operation.input];
  return { ...operation, key, input, output: pair(operation.output)?.[1] ?? null };
};
