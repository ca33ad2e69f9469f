import { ERRORS } from '../errors.ts';
import type { Json } from '../json.ts';
import type { Service } from './service.ts';
import { keyValueEffect, refuse } from './store.ts';

/** A linearizable key-value store. */
export const createLinKv = (): Service => {
  const values = new Map<string | number, Json>();
  return {
    name: 'lin-kv',
    handle(body) {
      const { write, reply } = keyValueEffect(body, (key) => values.get(key));
      if (write !== undefined) values.set(write.key, write.value);
      return reply;
    },
  };
};

/** Timestamps: 0, 1, 2, ..., each given once. */
export const createLinTso = (): Service => {
  let next = 0;
  return {
    name: 'lin-tso',
    handle: ({ type }) =>
      type === 'ts'
        ? { type: 'ts_ok', ts: next++ }
        : refuse(ERRORS.notSupported, 'lin-tso knows only ts'),
  };
};
