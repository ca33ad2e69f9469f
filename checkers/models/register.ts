import type { Operation } from '../history/operation.ts';
import type { Model } from '../linearizability/model.ts';
import { isArray, keyOf, same, show, type Value } from '../value.ts';

const pairOf = ({ input }: Operation): readonly [Value, Value] | undefined => {
  if (!isArray(input) || input.length !== 2) return undefined;
  const [from, to] = input;
  return from === undefined || to === undefined ? undefined : [from, to];
};

/** What an operation on a register leaves behind, if it leaves anything. */
export const written = (operation: Operation): Value | undefined => {
  if (operation.f === 'write') return operation.input;
  return operation.f === 'cas' ? pairOf(operation)?.[1] : undefined;
};

/** What an operation on a register must find, if that matters to it. */
export const wanted = (operation: Operation): Value | undefined => {
  if (operation.f === 'read') return operation.outcome === 'ok' ? operation.output : undefined;
  return operation.f === 'cas' ? pairOf(operation)?.[0] : undefined;
};

const observes = (operation: Operation, effect: Operation): boolean => {
  const want = wanted(operation);
  const left = written(effect);
  return want !== undefined && left !== undefined && same(want, left);
};

const common = {
  initial: null,
  keyOf,
  show,
  observes,
  wants: wanted,
  leaves: written,
  local: true,
} satisfies Partial<Model<Value>>;

/** A register: `write v`, and `read` which gives the value written last, null before the first. */
export const register: Model<Value> = {
  ...common,
  name: 'register',
  functions: { read: 'read', write: 'write' },
  step(state, { f, input, output, outcome }) {
    if (f === 'write') return [input];
    return outcome === 'info' || same(state, output) ? [state] : [];
  },
};

/**
 * A register with `cas [from to]`, which writes when it finds `from`. A cas that failed did not
 * happen: it may have failed for any reason, as in Knossos.
 */
export const casRegister: Model<Value> = {
  ...common,
  name: 'cas-register',
  functions: { read: 'read', write: 'write', cas: 'write' },
  step(state, operation) {
    if (operation.f !== 'cas') return register.step(state, operation);
    const pair = pairOf(operation);
    return pair !== undefined && same(pair[0], state) ? [pair[1]] : [];
  },
  problem: (operation) =>
    operation.f === 'cas' && pairOf(operation) === undefined
      ? `a cas takes [from to], not ${show(operation.input)}`
      : undefined,
};
