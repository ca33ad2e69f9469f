import { BoundedMap } from '@dstudio/structures';

export interface LastGoodSettings {
  /** An answer older than this is no longer given. */
  readonly age_ms_max: number;
  /** Answers kept. An integer from 1. */
  readonly keys_max: number;
}

/** An answer from before the trouble. */
export interface Stale<T> {
  readonly value: T;
  readonly age_ms: number;
}

/**
 * The last good answer for each key, for a fallback to give while the callee is ill. Memory is
 * bounded: the answer that was used longest ago goes first.
 *
 * Source: RFC 5861, section 4 (stale-if-error), without HTTP.
 */
export class LastGood<T> {
  readonly #age_ms_max: number;
  readonly #kept: BoundedMap<string, { readonly value: T; readonly at_ms: number }>;

  /** @throws RangeError for settings that are none. */
  constructor({ age_ms_max, keys_max }: LastGoodSettings) {
    if (!(age_ms_max > 0)) {
      throw new RangeError(`age_ms_max is ${age_ms_max}; it has to be a number above 0`);
    }
    this.#age_ms_max = age_ms_max;
    this.#kept = new BoundedMap(keys_max);
  }

  /** Answers kept, too old ones included. */
  get size(): number {
    return this.#kept.size;
  }

  /** Remembers a good answer. */
  keep(key: string, value: T, now_ms: number): void {
    this.#kept.set(key, { value, at_ms: now_ms });
  }

  /** The last good answer, or undefined when there is none that is young enough. */
  recall(key: string, now_ms: number): Stale<T> | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    const age_ms = now_ms - kept.at_ms;
    return age_ms <= this.#age_ms_max ? { value: kept.value, age_ms } : undefined;
  }
}
