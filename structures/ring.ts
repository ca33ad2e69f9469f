const LENGTH_START = 16;

/**
 * A queue: first in, first out, each step in constant time. It grows as needed; how long it may get
 * is for its owner to say.
 */
export class Fifo<T> {
  /** Length is a power of two, so that a mask wraps the index. */
  #items: (T | undefined)[] = Array.from<T | undefined>({ length: LENGTH_START });
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#items[(this.#first + this.#length) & (this.#items.length - 1)] = item;
    this.#length += 1;
  }

  /** The oldest item, which stays; undefined when there is none. */
  peek(): T | undefined {
    return this.#items[this.#first];
  }

  /** Takes the oldest item out; undefined when there is none. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#items[this.#first];
    this.#items[this.#first] = undefined; // or the collector could not free it
    this.#first = (this.#first + 1) & (this.#items.length - 1);
    this.#length -= 1;
    return item;
  }

  clear(): void {
    this.#items = Array.from<T | undefined>({ length: LENGTH_START });
    this.#first = 0;
    this.#length = 0;
  }

  #grow(): void {
    const grown = Array.from<T | undefined>({ length: this.#items.length * 2 });
    for (let index = 0; index < this.#length; index += 1) {
      grown[index] = this.#items[(this.#first + index) & (this.#items.length - 1)];
    }
    this.#items = grown;
    this.#first = 0;
  }
}
