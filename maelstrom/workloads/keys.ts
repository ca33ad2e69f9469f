import type { Random } from '@dstudio/kernel';

/**
 * Keys in rotation: a few are in use at a time, each is written so many times, and then the next one
 * takes its place. Values written to one key are 1, 2, 3, ..., so that each says where it came from.
 */
export class Keys {
  readonly #active: { readonly key: number; written: number }[];
  readonly #writes_max: number;
  readonly #random: Random;
  #next: number;

  constructor(random: Random, count: number, writes_max: number) {
    this.#random = random;
    this.#active = Array.from({ length: count }, (_, key) => ({ key, written: 0 }));
    this.#next = count;
    this.#writes_max = writes_max;
  }

  /** How many keys were ever in use: they are 0, 1, 2, ... */
  get count(): number {
    return this.#next;
  }

  /** All keys in use now. */
  get active(): readonly number[] {
    return this.#active.map(({ key }) => key);
  }

  some(): number {
    return this.#slot(this.#random.below(this.#active.length)).key;
  }

  /** A key, and a value for it that nobody wrote before. */
  write(): readonly [key: number, value: number] {
    const at = this.#random.below(this.#active.length);
    const slot = this.#slot(at);
    const value = ++slot.written;
    if (value === this.#writes_max) this.#active[at] = { key: this.#next++, written: 0 };
    return [slot.key, value];
  }

  #slot(at: number): { readonly key: number; written: number } {
    const slot = this.#active[at];
    if (slot === undefined) throw new RangeError(`no key at ${at}`);
    return slot;
  }
}
