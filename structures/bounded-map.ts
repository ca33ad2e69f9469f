interface Node<K, V> {
  readonly key: K;
  value: V;
  older: Node<K, V>;
  newer: Node<K, V>;
}

/**
 * A map of bounded size: when it is full, the entry that was used longest ago makes room. Every
 * operation takes constant time.
 */
export class BoundedMap<K, V> {
  readonly #size_max: number;
  readonly #nodes = new Map<K, Node<K, V>>();
  // A list by last use beside the map. The map's own order would do but for its cost: finding its
  // first entry walks over every place that was deleted before it.
  #newest: Node<K, V> | undefined;

  /** @throws RangeError when there is room for no entry. */
  constructor(size_max: number) {
    if (!(Number.isInteger(size_max) && size_max >= 1)) {
      throw new RangeError(`size_max is ${size_max}; it has to be an integer from 1`);
    }
    this.#size_max = size_max;
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** The value, which counts as a use. */
  get(key: K): V | undefined {
    const node = this.#nodes.get(key);
    if (node === undefined) return undefined;
    this.#touch(node);
    return node.value;
  }

  /** Sets the value, which counts as a use. Returns the value that had to make room. */
  set(key: K, value: V): V | undefined {
    const known = this.#nodes.get(key);
    if (known !== undefined) {
      known.value = value;
      this.#touch(known);
      return undefined;
    }
    const evicted = this.#nodes.size >= this.#size_max ? this.#evict() : undefined;
    // The list is a ring: the newest node's `newer` is the oldest.
    const node = { key, value } as Node<K, V>; // linked in the next line
    this.#link(node);
    this.#nodes.set(key, node);
    return evicted;
  }

  #evict(): V | undefined {
    const oldest = this.#newest?.newer;
    if (oldest === undefined) return undefined;
    this.#unlink(oldest);
    this.#nodes.delete(oldest.key);
    return oldest.value;
  }

  #touch(node: Node<K, V>): void {
    if (node === this.#newest) return;
    this.#unlink(node);
    this.#link(node);
  }

  #link(node: Node<K, V>): void {
    const newest = this.#newest;
    node.older = newest ?? node;
    node.newer = newest?.newer ?? node;
    node.older.newer = node;
    node.newer.older = node;
    this.#newest = node;
  }

  #unlink(node: Node<K, V>): void {
    if (node === this.#newest) this.#newest = node.older === node ? undefined : node.older;
    node.older.newer = node.newer;
    node.newer.older = node.older;
  }
}
