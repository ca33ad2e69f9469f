import { BoundedMap } from '@dstudio/structures';
import { type Algorithm, createLimiter } from './algorithms.ts';
import { checkQuota, type Limiter, type Quota, type Verdict } from './limiter.ts';

export interface KeyedSettings extends Quota {
  readonly algorithm: Algorithm;
  /** Keys remembered at once. An integer from 1. */
  readonly keys_max: number;
}

interface Entry {
  readonly limiter: Limiter;
  /** When its budget is whole again. */
  whole_ms: number;
}

/**
 * A budget for each key: a client, a tenant, an address. Memory is bounded: when a new key finds no
 * room, the key that was idle longest is forgotten, and with it what it had used.
 */
export class KeyedLimiter {
  readonly #settings: KeyedSettings;
  readonly #entries: BoundedMap<string, Entry>;
  #forgiven = 0;

  /** @throws RangeError for a quota that is none or room for no key. */
  constructor(settings: KeyedSettings) {
    checkQuota(settings);
    this.#settings = settings;
    this.#entries = new BoundedMap(settings.keys_max);
  }

  /** Keys remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /** Keys forgotten before their budget was whole again. When this grows, `keys_max` is too small. */
  get forgiven(): number {
    return this.#forgiven;
  }

  /** @throws RangeError when `cost` is not above zero. */
  take(key: string, now_ms: number, cost = 1): Verdict {
    const entry = this.#entries.get(key) ?? this.#add(key, now_ms);
    const verdict = entry.limiter.take(now_ms, cost);
    entry.whole_ms = now_ms + verdict.reset_ms;
    return verdict;
  }

  #add(key: string, now_ms: number): Entry {
    const { algorithm } = this.#settings;
    const entry = { limiter: createLimiter(algorithm, this.#settings), whole_ms: now_ms };
    const evicted = this.#entries.set(key, entry);
    if (evicted !== undefined && evicted.whole_ms > now_ms) this.#forgiven += 1;
    return entry;
  }
}
