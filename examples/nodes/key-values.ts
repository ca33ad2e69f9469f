import { type Body, ERRORS, type ErrorCode, type Json } from '@dstudio/maelstrom';

/** The state machine of lin-kv: the same requests in the same order give the same answers. */
export class KeyValues {
  readonly #values = new Map<string, Json>();

  execute({ type, key, value = null, from, to = null }: Body): Body {
    const name = String(key);
    if (type === 'write') {
      this.#values.set(name, value);
      return { type: 'write_ok' };
    }
    const before = this.#values.get(name);
    if (before === undefined) return refusal(ERRORS.keyDoesNotExist, 'not found');
    if (type === 'read') return { type: 'read_ok', value: before };
    if (before !== from) return refusal(ERRORS.preconditionFailed, `it is ${String(before)}`);
    this.#values.set(name, to);
    return { type: 'cas_ok' };
  }
}

const refusal = ({ code }: ErrorCode, text: string): Body => ({ type: 'error', code, text });
