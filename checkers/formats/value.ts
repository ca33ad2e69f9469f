import { InvalidInput } from '@dstudio/kernel';
import type { Value } from '../value.ts';
import { Reader } from './reader.ts';
import { Unreadable } from './unreadable.ts';

/**
 * Reads one value as histories write them, in EDN or JSON: `0`, `nil`, `"a"`, `{:x 0 :y 0}`.
 *
 * @throws InvalidInput when it is none, or more than one
 */
export function parseValue(text: string): Value {
  const reader = new Reader(/^\s*[[{]\s*[["{]/.test(text) && !/[[{(\s,]:/.test(text));
  reader.text = text;
  reader.final = true;
  try {
    const value = reader.read();
    if (Number.isNaN(reader.skip())) return value;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  throw new InvalidInput(`'${text.length > 60 ? `${text.slice(0, 57)}...` : text}' is no value`, {
    hint: 'write one as histories do, such as 0, nil, "a" or {:x 0 :y 0}',
  });
}
