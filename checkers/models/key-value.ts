import type { Operation } from '../history/operation.ts';
import type { Model } from '../linearizability/model.ts';
import { keyOf, same, show, type Value } from '../value.ts';
import { casRegister, wanted, written } from './register.ts';

/** The state of a key that was never written. */
const ABSENT = null;

const textOf = (value: Value): string => (typeof value === 'string' ? value : show(value));

/**
 * One key of a store: `get`, `put v`, `append v` on texts and `delete`, and the register's `read`,
 * `write v`, `cas [from to]`. A key that was never written reads as null or as the empty text.
 * A map of independent keys is judged key by key.
 */
export const keyValue: Model<Value> = {
  name: 'key-value',
  initial: ABSENT,
  local: true,
  functions: {
    get: 'read',
    read: 'read',
    put: 'write',
    write: 'write',
    append: 'write',
    delete: 'write',
    cas: 'write',
  },
  keyOf,
  show,
  step(state, operation) {
    const { f, input, output, outcome } = operation;
    switch (f) {
      case 'get':
      case 'read':
        return outcome === 'info' || same(state, output) || (state === ABSENT && output === '')
          ? [state]
          : [];
      case 'put':
        return [input];
      case 'append':
        return [(state === ABSENT ? '' : textOf(state)) + textOf(input)];
      case 'delete':
        return [ABSENT];
      default:
        return casRegister.step(state, operation);
    }
  },
  // A get of the empty text fits two states; a cas from it only one.
  wants(operation) {
    const want = operation.f === 'get' ? operation.output : wanted(operation);
    return want === '' && operation.f !== 'cas' ? undefined : want;
  },
  leaves: (operation) => (operation.f === 'put' ? operation.input : leftByAny(operation)),
  problem: (operation) => casRegister.problem?.(operation),
  observes(operation, effect) {
    const want = operation.f === 'get' ? operation.output : wanted(operation);
    if (want === undefined) return false;
    if (effect.f === 'delete') return want === ABSENT || want === '';
    const left = leftBy(effect);
    // Texts grow by appending, so what was written may be a part of what is found.
    return same(want, left) || (typeof want === 'string' && want.includes(textOf(left)));
  },
};

const leftBy = (effect: Operation): Value => written(effect) ?? effect.input;

const leftByAny = (operation: Operation): Value | undefined =>
  operation.f === 'delete' ? ABSENT : written(operation);
