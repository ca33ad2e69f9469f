/**
 * Pairs of numbers from 0, each once, numbered in the order they came. A hash table in three arrays:
 * there are millions of them, and a map would have a number of its own on the heap for each.
 */
export class Pairs {
  size = 0;
  /** The number of a pair and one more, where its hash says or at the next free place; 0 is free. */
  #slots = new Int32Array(SLOTS_MIN);
  #one = new Int32Array(SLOTS_MIN / 2);
  #other = new Int32Array(SLOTS_MIN / 2);

  /** The pair's number, a new one if it has none. */
  add(one: number, other: number): number {
    const slot = this.#slotOf(one, other);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known >= 0) return known;
    const added = this.size++;
    this.#slots[slot] = added + 1;
    this.#one[added] = one;
    this.#other[added] = other;
    if (2 * this.size === this.#slots.length) this.#grow();
    return added;
  }

  has(one: number, other: number): boolean {
    return this.#slots[this.#slotOf(one, other)] !== 0;
  }

  /** Where the pair is, or where it would go: at least half of the places are free. */
  #slotOf(one: number, other: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(one, other) & mask;
    for (;;) {
      const at = (this.#slots[slot] ?? 0) - 1;
      if (at < 0 || (this.#one[at] === one && this.#other[at] === other)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const wide = this.#slots.length;
    this.#slots = new Int32Array(2 * wide);
    this.#one = widened(this.#one, wide);
    this.#other = widened(this.#other, wide);
    for (let at = 0; at < this.size; at++) {
      this.#slots[this.#slotOf(this.#one[at] ?? 0, this.#other[at] ?? 0)] = at + 1;
    }
  }
}

/** A power of two. */
const SLOTS_MIN = 1024;

const hash = (one: number, other: number): number => {
  const mixed = Math.imul(one, 0x9e3779b1) ^ Math.imul(other + 1, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 8;
};

const widened = (narrow: Int32Array, length: number): Int32Array<ArrayBuffer> => {
  const wide = new Int32Array(length);
  wide.set(narrow);
  return wide;
};
