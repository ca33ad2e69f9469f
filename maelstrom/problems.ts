/** Something that a node must not do. */
export interface Problem {
  readonly node: string;
  readonly what: string;
  /** When it did it first. */
  readonly time_ms: number;
  /** How often it did just this. */
  count: number;
}

const KEPT_MAX = 50;
/** The ends of nodes are always worth knowing, but a node may be started and end very often. */
const ENDS_MAX = 50;

/** What went against the protocol: the first of each kind, and how many in all. */
export class Problems {
  count = 0;
  readonly #kept = new Map<string, Problem>();
  #ends = 0;

  get kept(): readonly Problem[] {
    return [...this.#kept.values()];
  }

  add(node: string, what: string, time_ms: number): void {
    this.count++;
    const key = `${node}\0${what}`;
    const known = this.#kept.get(key);
    if (known !== undefined) known.count++;
    else if (this.#kept.size - this.#ends < KEPT_MAX) {
      this.#kept.set(key, { node, what, time_ms, count: 1 });
    }
  }

  /** A node ended by itself: this is kept, however much it said before. */
  end(node: string, why: string, time_ms: number): void {
    this.count++;
    if (this.#ends === ENDS_MAX) return;
    this.#ends++;
    this.#kept.set(`${node}\0end ${this.#ends}`, { node, what: why, time_ms, count: 1 });
  }
}
