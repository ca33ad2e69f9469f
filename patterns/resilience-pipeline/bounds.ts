/** One running bound of one call. */
export interface BoundNode<Call> {
  readonly call: Call | undefined;
  due_ms: number;
  before: BoundNode<Call>;
  after: BoundNode<Call>;
}

const unlinked = <Call>(call: Call | undefined): BoundNode<Call> => {
  const node: { call: Call | undefined; due_ms: number; before?: unknown; after?: unknown } = {
    call,
    due_ms: Number.NaN,
    before: undefined,
    after: undefined,
  };
  node.before = node;
  node.after = node;
  // Closed into a ring of itself just above, so both neighbours are there.
  return node as BoundNode<Call>;
};

/**
 * The running bounds (or waits) of one layer, soonest first. All have the same length, so the order in which
 * they begin is the order in which they run out: a ring with a head, nothing to sort, no timer each.
 */
export class BoundList<Call> {
  readonly layer: number;
  readonly bound_ms: number;
  readonly #head = unlinked<Call>(undefined);
  readonly #index: number;

  constructor(layer: number, index: number, bound_ms: number) {
    if (!(bound_ms >= 0)) throw new RangeError(`a time bound of ${bound_ms} ms is not a length`);
    this.layer = layer;
    this.#index = index;
    this.bound_ms = bound_ms;
    this.#head.due_ms = Number.POSITIVE_INFINITY;
  }

  /** When the soonest runs out; Infinity when none is running. */
  get due_ms(): number {
    return this.#head.after.due_ms;
  }

  get first(): Call | undefined {
    return this.#head.after.call;
  }

  node(call: Call): BoundNode<Call> {
    return unlinked(call);
  }

  /** @returns when it runs out */
  add(nodes: readonly BoundNode<Call>[], now_ms: number): number {
    const node = nodes[this.#index] as BoundNode<Call>;
    const head = this.#head;
    const last = head.before;
    const due_ms = now_ms + this.bound_ms;
    node.due_ms = due_ms;
    node.before = last;
    node.after = head;
    last.after = node;
    head.before = node;
    return due_ms;
  }

  remove(nodes: readonly BoundNode<Call>[]): void {
    const node = nodes[this.#index] as BoundNode<Call>;
    node.before.after = node.after;
    node.after.before = node.before;
    node.before = node;
    node.after = node;
  }
}
