/** Dependency graphs as arrays of numbers: no object per edge. */

export const WW = 0;
export const WR = 1;
export const RW = 2;
export const PROCESS = 3;
export const REALTIME = 4;
/**
 * Goes on from a helper node, at no length. A helper stands for many edges of one kind: whoever
 * enters it by an edge of that kind reaches all it leads to.
 */
export const PASS = 5;
/** Dependencies that rest on an order of versions which process or real time order imply. */
export const WW_PROCESS = 6;
export const RW_PROCESS = 7;
export const WW_REALTIME = 8;
export const RW_REALTIME = 9;

/** Bits that a packed edge gives to its kind. */
export const KIND_BITS = 4;
export const KIND_MASK = 15;

export const bit = (kind: number): number => 1 << kind;

export const WW_BITS = bit(WW) | bit(WW_PROCESS) | bit(WW_REALTIME);
export const RW_BITS = bit(RW) | bit(RW_PROCESS) | bit(RW_REALTIME);
export const PROCESS_BITS = bit(PROCESS) | bit(WW_PROCESS) | bit(RW_PROCESS);
export const REALTIME_BITS = bit(REALTIME) | bit(WW_REALTIME) | bit(RW_REALTIME);

/** Compressed sparse rows: the edges of node v are edges[start[v]] to edges[start[v + 1]]. */
export interface Graph {
  readonly nodes: number;
  readonly start: Int32Array;
  /** Each is `target << KIND_BITS | kind`. */
  readonly edges: Int32Array;
}

/** Collects edges; 8 bytes each, and as much again while it grows and when it is built. */
export class GraphBuilder {
  #from: Int32Array<ArrayBuffer>;
  #packed: Int32Array<ArrayBuffer>;
  #size = 0;
  #nodes: number;
  /** How many edges of each kind. */
  readonly counts = new Int32Array(KIND_MASK + 1);

  /** @param edges how many to expect. */
  constructor(nodes: number, edges = 1024) {
    this.#nodes = nodes;
    this.#from = new Int32Array(edges);
    this.#packed = new Int32Array(edges);
  }

  /** A helper node. */
  node(): number {
    return this.#nodes++;
  }

  /** What it holds. */
  get size_bytes(): number {
    return 8 * this.#from.length;
  }

  link(from: number, to: number, kind: number): void {
    if (this.#size === this.#from.length) {
      this.#from = grown(this.#from);
      this.#packed = grown(this.#packed);
    }
    this.#from[this.#size] = from;
    this.#packed[this.#size++] = (to << KIND_BITS) | kind;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  build(): Graph {
    const nodes = this.#nodes;
    const start = new Int32Array(nodes + 1);
    for (let i = 0; i < this.#size; i++) {
      const after = (this.#from[i] ?? 0) + 1;
      start[after] = (start[after] ?? 0) + 1;
    }
    for (let v = 0; v < nodes; v++) start[v + 1] = (start[v + 1] ?? 0) + (start[v] ?? 0);
    const next = start.slice();
    const edges = new Int32Array(this.#size);
    for (let i = 0; i < this.#size; i++) {
      const from = this.#from[i] ?? 0;
      const at = next[from] ?? 0;
      edges[at] = this.#packed[i] ?? 0;
      next[from] = at + 1;
    }
    return { nodes, start, edges };
  }
}

const grown = (old: Int32Array): Int32Array<ArrayBuffer> => {
  const wide = new Int32Array(old.length * 2);
  wide.set(old);
  return wide;
};
