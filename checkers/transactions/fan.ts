import { type GraphBuilder, PASS } from './graph.ts';

/** Edges from each source to each target; above this many more than helpers would need, helpers it is. */
const DIRECT_MAX = 256;

/**
 * All edges from many sources to many targets, none from a transaction to itself. Where that would be
 * too many, it goes by helpers: one chain of them reaches the first i targets, another all from the
 * i-th on.
 */
export class Fan {
  readonly #targets: readonly number[];
  readonly #builder: GraphBuilder;
  readonly #place = new Map<number, number>();
  readonly #heads: number[] = [];
  readonly #tails: number[] = [];

  /** @param sources how many will be linked, about. */
  constructor(sources: number, targets: readonly number[], builder: GraphBuilder) {
    this.#targets = targets;
    this.#builder = builder;
    const direct = sources * targets.length;
    if (direct > sources + 4 * targets.length + DIRECT_MAX) this.#build();
  }

  link(source: number, kind: number): void {
    if (this.#heads.length === 0) {
      for (const t of this.#targets) if (t !== source) this.#builder.link(source, t, kind);
      return;
    }
    const place = this.#place.get(source);
    const before = place === undefined ? undefined : this.#heads[place - 1];
    const from = this.#tails[place === undefined ? 0 : place + 1];
    if (before !== undefined) this.#builder.link(source, before, kind);
    if (from !== undefined) this.#builder.link(source, from, kind);
  }

  #build(): void {
    const builder = this.#builder;
    for (const [i, t] of this.#targets.entries()) {
      this.#place.set(t, i);
      const head = builder.node();
      builder.link(head, t, PASS);
      if (i > 0) builder.link(head, this.#heads[i - 1] ?? 0, PASS);
      this.#heads.push(head);
      const tail = builder.node();
      builder.link(tail, t, PASS);
      if (i > 0) builder.link(this.#tails[i - 1] ?? 0, tail, PASS);
      this.#tails.push(tail);
    }
  }
}
