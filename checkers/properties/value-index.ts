import { keyOf, type Value } from '../value.ts';

/** Room in the array for each value that is expected: tests mostly add 0, 1, 2, ... */
const SPREAD = 4;
const SPREAD_MIN = 1024;

/**
 * Numbers different values 0, 1, 2, ... in the order they come. What is looked up millions of times,
 * a small whole number, costs one look into an array; any other value is hashed.
 */
export class ValueIndex {
  size = 0;
  readonly #small: Int32Array;
  readonly #others = new Map<string | number, number>();

  constructor(expected: number) {
    this.#small = new Int32Array(expected * SPREAD + SPREAD_MIN).fill(-1);
  }

  /** The value's number, a new one if it has none. */
  add(value: Value): number {
    const known = this.find(value);
    if (known >= 0) return known;
    if (this.#isSmall(value)) this.#small[value] = this.size;
    else this.#others.set(keyOf(value), this.size);
    return this.size++;
  }

  /** The value's number; -1 when it has none. */
  find(value: Value): number {
    if (typeof value === 'number') {
      // Undefined for all but a whole number within the array: asking that first takes three times as long.
      const small = this.#small[value];
      if (small !== undefined) return small;
    }
    return this.#others.get(keyOf(value)) ?? -1;
  }

  #isSmall(value: Value): value is number {
    return (
      typeof value === 'number' && (value | 0) === value && value >= 0 && value < this.#small.length
    );
  }
}
