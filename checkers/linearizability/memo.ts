/**
 * The configurations a search has been at: which operations are linearized, in which state, and which
 * of those that may or may not have happened were used.
 *
 * A configuration with fewer of the latter can do all that one with more can, since each of them may
 * still be used or left; so one is also known when a smaller one is. That is what keeps crashed
 * operations from doubling the search each (compare Lowe, "Testing for linearizability", 2017, and
 * Horn and Kroening, "Faster linearizability checking via P-compositionality", 2015).
 *
 * Entries lie one after the other in an array of integers and are compared in full: no hash decides.
 */
export class ConfigurationMemo {
  /** Heads of chains into `#cells`, by hash; 0 for none. */
  #heads = new Int32Array(1 << 6);
  /**
   * A configuration: next, hash, words, its words, first use. A use: next, its words.
   */
  #cells = new Int32Array(1 << 8);
  #end = 1;
  #entries = 0;
  readonly #usedWords: number;

  /** @param usedWords how many words a set of used operations has */
  constructor(usedWords: number) {
    this.#usedWords = usedWords;
  }

  get size_bytes(): number {
    return 4 * (this.#cells.length + this.#heads.length);
  }

  /**
   * Adds a configuration.
   *
   * @param words what tells it apart, of which the first `length` count
   * @returns false when it, or one with fewer used, is there already
   */
  add(words: Int32Array, length: number, used: Int32Array): boolean {
    let hash = length;
    for (let index = 0; index < length; index += 1) {
      // Every index in this file is within its array, hence `as number`.
      hash = Math.imul(hash ^ (words[index] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash ^= hash >>> 13;
    const slot = hash & (this.#heads.length - 1);
    for (let at = this.#heads[slot] as number; at !== 0; at = this.#cells[at] as number) {
      if (this.#cells[at + 1] === hash && this.#equal(at, words, length)) {
        return this.#use(at + 3 + length, used);
      }
    }
    this.#reserve(4 + length + 1 + this.#usedWords);
    const cells = this.#cells;
    const at = this.#end;
    cells[at] = this.#heads[slot] as number;
    cells[at + 1] = hash;
    cells[at + 2] = length;
    for (let index = 0; index < length; index += 1) cells[at + 3 + index] = words[index] as number;
    cells[at + 3 + length] = 0;
    this.#heads[slot] = at;
    this.#end = at + 4 + length;
    this.#entries += 1;
    this.#use(at + 3 + length, used);
    if (this.#entries > this.#heads.length) this.#rehash();
    return true;
  }

  #equal(at: number, words: Int32Array, length: number): boolean {
    const cells = this.#cells;
    if (cells[at + 2] !== length) return false;
    for (let index = 0; index < length; index += 1) {
      if (cells[at + 3 + index] !== words[index]) return false;
    }
    return true;
  }

  /** Adds a set of used operations to the chain that begins at `head`, unless a subset is there. */
  #use(head: number, used: Int32Array): boolean {
    const words = this.#usedWords;
    for (let at = this.#cells[head] as number; at !== 0; at = this.#cells[at] as number) {
      let subset = true;
      for (let index = 0; index < words && subset; index += 1) {
        subset = ((this.#cells[at + 1 + index] as number) & ~(used[index] as number)) === 0;
      }
      if (subset) return false;
    }
    this.#reserve(1 + words);
    const cells = this.#cells;
    const at = this.#end;
    cells[at] = cells[head] as number;
    for (let index = 0; index < words; index += 1) cells[at + 1 + index] = used[index] as number;
    cells[head] = at;
    this.#end = at + 1 + words;
    return true;
  }

  #reserve(cells: number): void {
    if (this.#end + cells <= this.#cells.length) return;
    const grown = new Int32Array(Math.max(2 * this.#cells.length, this.#end + cells));
    grown.set(this.#cells);
    this.#cells = grown;
  }

  #rehash(): void {
    const old = this.#heads;
    this.#heads = new Int32Array(4 * old.length);
    for (let slot = 0; slot < old.length; slot += 1) {
      for (let at = old[slot] as number; at !== 0; ) {
        const next = this.#cells[at] as number;
        const to = (this.#cells[at + 1] as number) & (this.#heads.length - 1);
        this.#cells[at] = this.#heads[to] as number;
        this.#heads[to] = at;
        at = next;
      }
    }
  }
}
