/** Something that a node must not do, and how often it did it. */
export interface Problem {
  readonly node: string;
  readonly what: string;
  readonly time_ms: number;
}

const KEPT_MAX = 50;

/** What went against the protocol: the first ones, and how many in all. */
export class Problems {
  readonly kept: Problem[] = [];
  count = 0;

  add(node: string, what: string, time_ms: number): void {
    this.count++;
    if (this.kept.length < KEPT_MAX) this.kept.push({ node, what, time_ms });
  }
}
