import type { Operation } from '../history/operation.ts';
import type { Model } from '../linearizability/model.ts';
import { isArray, keyOf, show, type Value } from '../value.ts';

type Members = ReadonlyMap<string | number, Value>;

const keysOf = (values: Value): readonly (string | number)[] =>
  isArray(values) ? [...new Set(values.map(keyOf))] : [];

const has = (values: Value, value: Value): boolean => keysOf(values).includes(keyOf(value));

/** A set: `add v`, `remove v`, and `read`, which gives all members in any order. */
export const set: Model<Members> = {
  name: 'set',
  initial: new Map(),
  local: true,
  functions: { add: 'write', remove: 'write', read: 'read' },
  keyOf: (members) =>
    [...members.keys()]
      .map((key) => JSON.stringify(key))
      .sort()
      .join(),
  show: (members) => show([...members.values()]),
  step(members, { f, input, output, outcome }) {
    const key = keyOf(input);
    if (f === 'add') return [members.has(key) ? members : new Map([...members, [key, input]])];
    if (f === 'remove') {
      if (!members.has(key)) return [members];
      return [new Map([...members].filter(([one]) => one !== key))];
    }
    if (outcome === 'info') return [members];
    const read = keysOf(output);
    return read.length === members.size && read.every((one) => members.has(one)) ? [members] : [];
  },
  problem: ({ f, output, outcome }: Operation) =>
    f === 'read' && outcome === 'ok' && !isArray(output)
      ? `a read of a set gives a list, not ${show(output)}`
      : undefined,
  observes: (operation, effect) =>
    operation.f === 'read' && (effect.f === 'remove' || has(operation.output, effect.input)),
};
