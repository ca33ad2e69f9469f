import { isArray, same, type Value } from '../value.ts';
import type { History, Operation } from './operation.ts';

/**
 * Reads `[key value]` pairs as Jepsen's jepsen.independent writes them: when every invocation that
 * carries a value is a pair, each read is a `[key null]`, each cas a `[key [from to]]`, and each
 * completion keeps the key. A cas may be `[key from to]` as well. Histories that name their keys, and
 * others, come back as they are.
 *
 * A history without reads and without cas cannot be told from one whose values are pairs, and stays.
 */
export function splitKeys(history: History): History {
  const { operations } = history;
  if (operations.length === 0 || operations.some(({ key }) => key !== undefined)) return history;
  if (!operations.every(isPaired) || !operations.some(tells)) return history;
  return { ...history, operations: operations.map(split) };
}

/** A key and what is done to it, or what it held. */
function pair(value: Value, f: string): readonly [Value, Value] | undefined {
  if (!isArray(value)) return undefined;
  const [key, ...inner] = value;
  if (key === undefined) return undefined;
  const [only] = inner;
  if (f !== 'cas') return inner.length === 1 && only !== undefined ? [key, only] : undefined;
  if (inner.length === 2) return [key, inner];
  return inner.length === 1 && only !== undefined && isArray(only) && only.length === 2
    ? [key, only]
    : undefined;
}

function isPaired({ f, input, output, outcome }: Operation): boolean {
  const invoked = pair(input, f);
  if (invoked === undefined) return false;
  if (outcome !== 'ok') return true;
  const completed = pair(output, f);
  return completed !== undefined && same(completed[0], invoked[0]);
}

/** Whether a pair here can only be a key and a value. */
const tells = ({ f, input }: Operation): boolean =>
  f === 'cas' || (isArray(input) && input[1] === null);

const split = (operation: Operation): Operation => {
  const { f } = operation;
  const [key, input] = pair(operation.input, f) ?? [undefined, operation.input];
  return { ...operation, key, input, output: pair(operation.output, f)?.[1] ?? null };
};
