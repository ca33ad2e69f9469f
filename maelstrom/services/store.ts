import { ERRORS, type ErrorCode } from '../errors.ts';
import { brief, type Json, keyOfJson, sameJson } from '../json.ts';
import type { Body } from '../message.ts';

export const refuse = ({ code }: ErrorCode, text: string): Body => ({ type: 'error', code, text });

/** What a request does to one key: what to write, if anything, and what to answer. */
export interface Effect {
  /** Undefined: nothing is written. */
  readonly write: { readonly key: string | number; readonly value: Json } | undefined;
  readonly reply: Body;
}

const only = (reply: Body): Effect => ({ write: undefined, reply });

/**
 * `read`, `write` and `cas` as Maelstrom's key-value services know them (doc/services.md), on whatever
 * holds the values.
 */
export const keyValueEffect = (
  body: Body,
  valueOf: (key: string | number) => Json | undefined,
): Effect => {
  const { type } = body;
  if (type !== 'read' && type !== 'write' && type !== 'cas') {
    return only(refuse(ERRORS.notSupported, `a key-value service knows no ${brief(type)}`));
  }
  const { key: asked } = body;
  if (asked === undefined) return only(refuse(ERRORS.malformedRequest, `${type} without a key`));
  const key = keyOfJson(asked);
  if (type === 'write') {
    return { write: { key, value: body.value ?? null }, reply: { type: 'write_ok' } };
  }
  const value = valueOf(key);
  if (type === 'read') {
    if (value === undefined) return only(refuse(ERRORS.keyDoesNotExist, 'key does not exist'));
    return only({ type: 'read_ok', value });
  }
  if (value === undefined && body.create_if_not_exists !== true) {
    return only(refuse(ERRORS.keyDoesNotExist, 'key does not exist'));
  }
  if (value !== undefined && !sameJson(value, body.from ?? null)) {
    const text = `current value ${brief(value)} is not ${brief(body.from ?? null)}`;
    return only(refuse(ERRORS.preconditionFailed, text));
  }
  return { write: { key, value: body.to ?? null }, reply: { type: 'cas_ok' } };
};
